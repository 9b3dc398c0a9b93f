"""`alliance people`: who may act in the program, with roles and languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from alliance.connection import connect
from alliance.files import make, read_document
from alliance.operations.privacy import erase_person, export_person
from alliance.options import File, Person
from alliance.output import CommandError, show, table
from alliance.reader import words
from alliance.verbs import Verbs
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

app = Verbs(help="People of the program, their roles and languages.", group="people")

WITH_WORK = {Role.REVIEWER, Role.COACH}  # roles in which something may be open

HEADINGS = ("name", "address", "roles", "languages")


def link_text(made: SignInLink) -> str:
    until = f"{made.expires_at:%Y-%m-%d %H:%M %Z}"
    return f"{made.address}\n{words('people.link_code', code=made.code, until=until)}"


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


@app.command()
def add(file: File) -> None:
    """Add the people in FILE; those already there stay as they are: people = [{name, email, roles, languages}].

    \b
    Example:
      alliance people add round/people.toml
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


app.lists(
    "list --role reviewer\nlist --text nunez",
    ListPeople,
    HEADINGS,
    row_of,
    "List people.",
    role=typer.Option(metavar="ROLE", help="Only people with this role, such as reviewer."),
    text=typer.Option(help="Only those with this in their name or address."),
    limit=typer.Option(1000, min=1, max=1000, help="Show at most this many."),
)
app.asks(
    "show ana@alliance.example\nshow ruiz",
    GetPerson,
    lambda found: f"{people_table([found])}\n{words('id', id=found.id)}",
    "Show one person.",
    person=typer.Argument(metavar="PERSON", help="An email address, all or part of a name, an id, or `me`."),
)
app.asks(
    "link ana@alliance.example",
    MakeSignInLink,
    link_text,
    "Print a sign-in link and code in place of a mail, on the machine that runs the system.\n\n"
    "Each works once, for an hour, also with `alliance login --link`. Who has signed in cannot make one.",
    email=typer.Argument(metavar="ADDRESS", help="Whoever has it, on record or not."),
)
app.asks(
    "reset-factors ana@alliance.example",
    ResetFactors,
    lambda _: words("people.reset"),
    "Take away password and second factors of somebody who lost them, and end all their sessions.\n\n"
    "They then sign in by a mailed code, and set up new ones. Make sure first that it is they who ask.",
    person=typer.Argument(metavar="PERSON", help="An email address, or all or part of a name."),
)


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


app.asks(
    'me "Luz Prado" --language es --language pt',
    ChangeOwnDetails,
    lambda own: people_table([own]),
    "Say what you are called, and in which languages you read. Who has just proven an address has no name yet.",
    name=typer.Argument(help="What you are called."),
    languages=typer.Option(
        "--language", metavar="LANGUAGE", help="What you read, the first to be written to in; may repeat."
    ),
)


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


app.asks(
    "reactivate ana@alliance.example",
    ReactivatePerson,
    lambda back: people_table([back]),
    "Let a person in again, with the roles of before.",
    expected_version=None,
)
app.command("export")(export_person)
app.command("erase")(erase_person)
