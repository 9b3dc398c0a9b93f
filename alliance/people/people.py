"""`alliance people`: who may act in the program, with roles and languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from alliance.asking import ask, ask_page
from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make, read_document
from alliance.operations.privacy import erase_person, export_person
from alliance.options import After, File, Limit, Person
from alliance.output import CommandError, show, table
from alliance.reader import words
from shared.contracts import identity
from shared.contracts.identity import (
    AddPerson,
    ChangeOwnDetails,
    ChangePerson,
    DeactivatePerson,
    GetPerson,
    LeavingReason,
    ListPeople,
    MakeSignInLink,
    ReactivatePerson,
    ResetFactors,
    SignInLink,
)
from shared.contracts.people import Role
from shared.views.leaving import OpenWork, open_work

app = Commands(help="People of the program, their roles and languages.")

WITH_WORK = {Role.REVIEWER, Role.COACH}  # roles in which something may be open

HEADINGS = ("name", "address", "roles", "languages")


@app.command()
def add(file: File) -> None:
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
    said = words("people.added", added=value["added"], known=len(added) - value["added"])
    show(value, f"{said}\n{people_table(people)}")


@app.command("list")
def list_people(
    role: Annotated[
        Role | None, typer.Option(metavar="ROLE", help="Only people with this role, such as reviewer.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="Only those with this in their name or address.")] = None,
    limit: Limit = 1000,
    after: After = None,
) -> None:
    """List people.

    \b
    Example:
      alliance people list --role reviewer
      alliance people list --text nunez
    """
    ask_page(ListPeople, HEADINGS, row_of, role=role, text=text, limit=limit, after=after)


@app.command("show")
def show_one(
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="An email address, all or part of a name, an id, or `me`.")
    ],
) -> None:
    """Show one person.

    \b
    Example:
      alliance people show ana@alliance.example
      alliance people show ruiz
    """
    ask(GetPerson, lambda found: f"{people_table([found])}\n{words('id', id=found.id)}", person=person)


@app.command()
def link(address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Whoever has it, on record or not.")]) -> None:
    """Print a sign-in link and code in place of a mail, on the machine that runs the system.

    Each works once, for an hour, also with `alliance login --link`. Who has signed in cannot make one.

    \b
    Example:
      alliance people link ana@alliance.example
    """
    ask(MakeSignInLink, link_text, email=address)


@app.command("reset-factors")
def reset_factors(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="An email address, or all or part of a name.")],
) -> None:
    """Take away password and second factors of somebody who lost them, and end all their sessions.

    They then sign in by a mailed code, and set up new ones. Make sure first that it is they who ask.

    \b
    Example:
      alliance people reset-factors ana@alliance.example
    """
    ask(ResetFactors, lambda _: words("people.reset"), person=person)


def link_text(made: SignInLink) -> str:
    until = f"{made.expires_at:%Y-%m-%d %H:%M %Z}"
    return f"{made.address}\n{words('people.link_code', code=made.code, until=until)}"


@app.command()
def change(
    person: Person,
    give: Annotated[list[Role] | None, typer.Option(metavar="ROLE", help="A role to give; may repeat.")] = None,
    take: Annotated[list[Role] | None, typer.Option(metavar="ROLE", help="A role to take; may repeat.")] = None,
    name: Annotated[str | None, typer.Option(help="What they are called.")] = None,
    language: Annotated[
        list[str] | None, typer.Option(metavar="LANGUAGE", help="What they read, the first to write in; may repeat.")
    ] = None,
) -> None:
    """Change what a person is called, their roles, or their languages. Whoever loses a role can act by it for a minute
    at most; what is open for them as reviewer or coach is listed.

    \b
    Example:
      alliance people change ana@alliance.example --give coach --take reviewer
      alliance people change ruiz --name "Ana Ruiz" --language es --language en
    """
    client = connect()
    known = client.call(GetPerson(person=str(person)))
    fields: dict[str, Any] = {"name": name, "languages": language or None}
    if give or take:
        fields["roles"] = tuple(role for role in (*known.roles, *(give or ())) if role not in (take or ()))
    said = {field: value for field, value in fields.items() if value is not None}
    changed = client.call(make(ChangePerson, person=person, expected_version=known.version, **said))
    work = open_work(client, person) if WITH_WORK & set(take or ()) else OpenWork()
    value = changed.model_dump(mode="json") | {"open_work": work.model_dump(mode="json")}
    show(value, people_table([changed]) + as_text(work))


@app.command()
def me(
    name: Annotated[str, typer.Argument(help="What you are called.")],
    language: Annotated[
        list[str], typer.Option(metavar="LANGUAGE", help="What you read, the first to be written to in; may repeat.")
    ],
) -> None:
    """Say what you are called, and in which languages you read. Who has just proven an address has no name yet.

    \b
    Example:
      alliance people me "Luz Prado" --language es --language pt
    """
    ask(ChangeOwnDetails, lambda own: people_table([own]), name=name, languages=language)


@app.command()
def deactivate(
    person: Person,
    because: Annotated[
        LeavingReason, typer.Option(help="left_program, own_wish, misuse, or twice_on_record; it is kept on record.")
    ],
) -> None:
    """Let a person in nowhere any more, and list what is open for them: their reviews, cities and sessions go to others
    by `review release` and `coach reassign`. Sessions end at once; a command under way ends within a minute.

    \b
    Example:
      alliance people deactivate ana@alliance.example --because left_program
    """
    client = connect()
    gone = client.call(make(DeactivatePerson, person=person, because=because))
    work = open_work(client, person)
    value = gone.model_dump(mode="json") | {"open_work": work.model_dump(mode="json")}
    ended = words("people.sessions_ended", count=gone.sessions_ended)
    show(value, f"{ended}\n{people_table([gone.person])}{as_text(work)}")


@app.command()
def reactivate(person: Person) -> None:
    """Let a person in again, with the roles of before.

    \b
    Example:
      alliance people reactivate ana@alliance.example
    """
    ask(ReactivatePerson, lambda back: people_table([back]), person=person)


def as_text(work: OpenWork) -> str:
    """Nothing where nothing is open."""
    lines = [
        *(words("people.open_review", code=one.code, city=one.city, due=one.due_on or "-") for one in work.reviews),
        *(words("people.open_city", code=code) for code in work.cities),
        *(
            words("people.open_session", title=one.title, on=one.starts_at.date(), cities=", ".join(one.cities))
            for one in work.sessions
        ),
        *(words("people.open_task", code=one.code, what=one.what, due=one.due_on) for one in work.tasks),
    ]
    return "\n".join(["", "", words("people.open_work"), *(f"  {line}" for line in lines)]) if lines else ""


def as_list(people: list[identity.Person]) -> dict[str, Any]:
    items = [person.model_dump(mode="json") for person in people]
    return {"items": items, "next": None, "total": len(items)}


def people_table(people: Iterable[identity.Person]) -> str:
    return table(HEADINGS, map(row_of, people))


def row_of(person: identity.Person) -> tuple[str, ...]:
    roles = ", ".join(person.roles) if person.active else words("people.deactivated")
    return (person.name, person.email, roles, ", ".join(person.languages))


app.command("export")(export_person)
app.command("erase")(erase_person)
