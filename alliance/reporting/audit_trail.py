"""`alliance audit`: who did what, when, from where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, get_args
from uuid import UUID

import typer

from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make
from alliance.naming import names_of, names_of_actors, person_id
from alliance.options import After, CityOption, Limit
from alliance.output import in_json, show_page
from alliance.reader import language
from shared.contracts.reporting import AuditEntry, AuditKind, ListAudit
from shared.views.audit import about
from shared.wording import say

app = Commands()

#: Actors that are nobody's person, and how those are written that are recorded.
OTHERS = ("local-admin", "system", "anonymous")
RECORDED = ("person:", "service:", "anonymous:")


def actor(text: str) -> str:
    """As it is recorded: of a person by what people know, of others by their own word."""
    return text if text in OTHERS or text.startswith(RECORDED) else f"person:{person_id(text)}"


Actor = Annotated[
    str | None,
    typer.Option(
        "--actor", metavar="ACTOR", parser=actor, help="A person by address or name, `local-admin`, `service:NAME`."
    ),
]
Since = Annotated[
    str | None, typer.Option("--since", help="A date (its start), or a date and time with its UTC offset.")
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", help="What had been recorded by a date (its end), or a date and time.")
]
Kind = Annotated[AuditKind | None, typer.Option("--kind", help=f"One of {', '.join(get_args(AuditKind))}.")]


@app.command()
def audit(
    who: Actor = None,
    city: CityOption = None,
    since: Since = None,
    as_of: AsOf = None,
    kind: Kind = None,
    limit: Limit = 100,
    after: After = None,
) -> None:
    """Show the audit trail, the latest first: sign-ins, reads of personal data,
    exports, what the team changed, by override or not, changes of people, and
    what was denied.

    \b
    Example:
      alliance audit --actor ana@example.org --since 2027-03-01
      alliance audit --city JK2MPJ4V23 --kind override
      alliance audit --kind change --since 2027-03-01 --as-of 2027-03-31
    """
    fields = {"actor": who, "code": city, "since": since, "as_of": as_of, "kind": kind, "limit": limit, "after": after}
    page = connect().call(make(ListAudit, **fields))
    actors = {} if in_json() else names_of_actors({one.actor for one in page.items})
    people = {} if in_json() else people_in(page.items)

    def row(one: AuditEntry) -> tuple[object, ...]:
        of = one.code or ", ".join(about(one, people, say(language(), "pages.audit.somebody")))
        return f"{one.at:%Y-%m-%d %H:%M}", actors[one.actor], one.said(language()), of, one.origin or ""

    show_page(page, ("when_utc", "who", "what", "about", "origin"), row)


def people_in(entries: Iterable[AuditEntry]) -> dict[UUID, str]:
    """Those of the ids that are people's, by name."""
    ids = {id_ for one in entries for id_ in one.about.values()}
    return {id_: name for id_, name in (names_of(ids) if ids else {}).items() if name != str(id_)}
