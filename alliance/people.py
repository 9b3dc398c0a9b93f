"""`alliance people`: who may act in the program, with roles and languages."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import typer

from alliance.connection import connect
from alliance.files import make, read_document
from alliance.output import CommandError, Json, show, table
from shared.contracts.identity import AddPerson, GetPerson, ListPeople, Person
from shared.contracts.people import Role
from shared.messaging.client import Client

app = typer.Typer(help="People of the program, their roles and languages.", rich_markup_mode=None)


@app.command()
def add(file: Annotated[str, typer.Argument(help="JSON or TOML: people = [{name, email, roles, languages}]")],
        json_: Json = False) -> None:  # fmt: skip
    """Add the people in FILE; who is there already stays.

    \b
    Example:
      alliance people add examples/people.toml
    """
    document = read_document(file)
    entries = document.get("people") if isinstance(document, dict) else document
    if not isinstance(entries, list):
        raise CommandError("invalid", f"{file} must hold a list of people.")
    requests = [make(AddPerson, **entry) for number, entry in enumerate(entries, 1)]
    client = connect()
    added = [client.call(request) for request in requests]
    people = [reply.person for reply in added]
    value = as_list(people) | {"added": sum(reply.added for reply in added)}
    show(value, json_, f"{value['added']} added, {len(added) - value['added']} known.\n{people_table(people)}")


@app.command("list")
def list_people(role: Annotated[Role | None, typer.Option(help="Only people with this role.")] = None,
                json_: Json = False) -> None:  # fmt: skip
    """List people.

    \b
    Example:
      alliance people list --role reviewer
    """
    page = connect().call(ListPeople(role=role, limit=1000))
    show(page.model_dump(mode="json"), json_, people_table(page.items))


def person_id(client: Client, who: str) -> Any:
    """The id of a person named by id or address. Only an address is looked up, which not everybody may do."""
    try:
        return UUID(who)
    except ValueError:
        return client.call(GetPerson(person=who)).id


def as_list(people: list[Person]) -> dict[str, Any]:
    items = [person.model_dump(mode="json") for person in people]
    return {"items": items, "next": None, "total": len(items)}


def people_table(people: Any) -> str:
    rows = [(p.name, p.email, ",".join(p.roles), ",".join(p.languages)) for p in people]
    return table(("name", "address", "roles", "languages"), rows)
