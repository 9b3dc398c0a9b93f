"""`alliance search`: cities, codes, people, contacts, sessions, mails by what one types."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from alliance.commands import Commands
from alliance.connection import connect
from alliance.output import show, table
from alliance.reader import words
from shared.contracts.errors import Refusal
from shared.contracts.requests import Query
from shared.views.searching import LEFT_OUT, Results, role_of, search

app = Commands()

PARTS = ("cities", "people", "contacts", "sessions", "mails")


@app.command("search")
def search_all(
    text: Annotated[str, typer.Argument(help="A city, a code, a person; how it begins, or one letter wrong.")],
) -> None:
    """Find cities, codes, people, contacts and mayors, sessions by title and mails by subject.

    \b
    Example:
      alliance search monteria
    """
    client = connect()

    def ask(*queries: Query[Any]) -> tuple[Any, ...]:
        return tuple(answer(query) for query in queries)

    def answer(query: Query[Any]) -> Any:
        try:
            return client.call(query)
        except Refusal as refusal:
            if refusal.code not in LEFT_OUT:
                raise
            return None

    found = search(text, ask, for_staff=True, for_cities=True)
    as_json = {part: [one.model_dump(mode="json") for one in getattr(found, part)] for part in PARTS}
    show(as_json, found_text(found))


def found_text(found: Results) -> str:
    cities = [(one.code, one.city, one.country, one.state, one.cohort) for one in found.cities]
    people = [(one.name, one.email) for one in found.people]
    contacts = [(one.name, role_of(one), one.city, one.code) for one in found.contacts]
    sessions = [(one.kind, f"{one.starts_at:%Y-%m-%d %H:%M}", one.title) for one in found.sessions]
    mails = [(one.subject, one.state) for one in found.mails]
    tables = [
        table(("code", "city", "country", "state", "cohort"), cities) if cities else "",
        table(("person", "address"), people) if people else "",
        table(("contact", "role", "city", "code"), contacts) if contacts else "",
        table(("session", "starts", "title"), sessions) if sessions else "",
        table(("mail", "state"), mails) if mails else "",
    ]
    return "\n\n".join(filter(None, tables)) or words("search.nothing")
