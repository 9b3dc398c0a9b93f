"""`alliance sessions`: where one is signed in, and an end to it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from alliance.asking import ask
from alliance.options import Somebody
from alliance.output import CommandError
from alliance.reader import language, words
from alliance.verbs import Verbs
from shared.contracts.identity import EndSession, EndSessions, ListSessions, OpenSession
from shared.wording import say

app = Verbs(help="Where people are signed in, and an end to it.", group="sessions")

HEADINGS = ("id", "since", "last_used", "origin", "device", "by")


def row_of(session: OpenSession) -> tuple[str, ...]:
    proof = say(language(), f"proofs.{session.proof}")
    by = words("session.this_one", by=proof) if session.current else proof
    moments = (f"{at:%Y-%m-%d %H:%M}" for at in (session.since, session.used_at))
    return (str(session.id), *moments, session.source or "-", session.device or "-", by)


app.lists(
    "list\nlist --person ana@alliance.example",
    ListSessions,
    HEADINGS,
    row_of,
    "List where you are signed in; the session that asks is marked.",
)


@app.command()
def end(
    session: Annotated[UUID | None, typer.Argument(metavar="[SESSION]", help="Its id, as the list shows it.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every session.")] = False,
    others: Annotated[bool, typer.Option("--others", help="Every session but the one that asks.")] = False,
    person: Somebody = None,
) -> None:
    """End one session, all, or all others. A command under way in it ends within a minute.

    \b
    Example:
      alliance sessions end --others
      alliance sessions end --all --person ana@alliance.example
    """
    if sum((session is not None, all_, others)) != 1:
        raise CommandError("usage", reason="one_session_or_all")
    if session is not None:
        ask(EndSession, lambda _: words("session.ended"), session_id=session)
    else:
        ask(EndSessions, lambda done: words("session.some_ended", count=done.ended), person=person, but_this=others)
