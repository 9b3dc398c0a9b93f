"""`alliance people`: who may act in the program, with roles and languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from alliance.asking import ask, ask_page
from alliance.connection import connect
from alliance.files import make, read_document
from alliance.options import After, File, Limit
from alliance.output import CommandError, Json, show, table
from shared.contracts.identity import AddPerson, GetPerson, ListPeople, Person
from shared.contracts.people import Role

app = typer.Typer(help="People of the program, their roles and languages.", rich_markup_mode=None)

HEADINGS = ("name", "address", "roles", "languages")


@app.command()
def add(file: File, json_: Json = False) -> None:
    """Add the people in FILE; those already there stay as they are: people = [{name, email, roles, languages}].

    \b
    Example:
      alliance people add examples/people.toml
    """
    document = read_document(file)
    entries = document.get("people") if isinstance(document, dict) else document
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise CommandError("invalid", reason="no_list_of_people", file=file)
    requests = [make(AddPerson, **entry) for entry in entries]
    client = connect()
    added = [client.call(request) for request in requests]
    people = [reply.person for reply in added]
    value = as_list(people) | {"added": sum(reply.added for reply in added)}
    show(value, json_, f"{value['added']} added, {len(added) - value['added']} known.\n{people_table(people)}")


@app.command("list")
def list_people(
    role: Annotated[
        Role | None, typer.Option(metavar="ROLE", help="Only people with this role, such as reviewer.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="Only those with this in their name or address.")] = None,
    limit: Limit = 1000,
    after: After = None,
    json_: Json = False,
) -> None:
    """List people.

    \b
    Example:
      alliance people list --role reviewer
      alliance people list --text nunez
    """
    ask_page(ListPeople, json_, HEADINGS, row_of, role=role, text=text, limit=limit, after=after)


@app.command("show")
def show_one(
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="An email address, all or part of a name, an id, or `me`.")
    ],
    json_: Json = False,
) -> None:
    """Show one person.

    \b
    Example:
      alliance people show ana@alliance.example
      alliance people show ruiz
    """
    ask(GetPerson, json_, lambda found: f"{people_table([found])}\nid {found.id}", person=person)


def as_list(people: list[Person]) -> dict[str, Any]:
    items = [person.model_dump(mode="json") for person in people]
    return {"items": items, "next": None, "total": len(items)}


def people_table(people: Iterable[Person]) -> str:
    return table(HEADINGS, map(row_of, people))


def row_of(person: Person) -> tuple[str, ...]:
    return (person.name, person.email, ", ".join(person.roles), ", ".join(person.languages))
