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
from shared.contracts.identity import AddPerson, GetPerson, ListPeople, MakeSignInLink, Person, ResetFactors, SignInLink
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


@app.command()
def link(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Whoever has it, on record or not.")],
    json_: Json = False,
) -> None:
    """Print a sign-in link and code in place of a mail, on the machine that runs the system.

    Each works once, for an hour, also with `alliance login --link`. Who has signed in cannot make one.

    \b
    Example:
      alliance people link ana@alliance.example
    """
    ask(MakeSignInLink, json_, link_text, email=address)


@app.command("reset-factors")
def reset_factors(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="An email address, or all or part of a name.")],
    json_: Json = False,
) -> None:
    """Take away password and second factors of somebody who lost them, and end all their sessions.

    They then sign in by a mailed code, and set up new ones. Make sure first that it is they who ask.

    \b
    Example:
      alliance people reset-factors ana@alliance.example
    """
    ask(ResetFactors, json_, lambda _: "Reset. They sign in by a mailed code from now on.", person=person)


def link_text(made: SignInLink) -> str:
    until = f"{made.expires_at:%Y-%m-%d %H:%M %Z}"
    return f"{made.address}\nCode {made.code}. Each works once, until {until}."


def as_list(people: list[Person]) -> dict[str, Any]:
    items = [person.model_dump(mode="json") for person in people]
    return {"items": items, "next": None, "total": len(items)}


def people_table(people: Iterable[Person]) -> str:
    return table(HEADINGS, map(row_of, people))


def row_of(person: Person) -> tuple[str, ...]:
    return (person.name, person.email, ", ".join(person.roles), ", ".join(person.languages))
