"""`alliance ops dead-letters groups`, `retry-all`, `discard-all`: dead letters of one cause together."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated, Any

import typer

from alliance.connection import connect
from alliance.files import make
from alliance.output import Progress, counted, show
from alliance.reader import words
from alliance.verbs import Verbs
from shared.contracts.operations import (
    DeadLetterGroup,
    DiscardDeadLetterGroup,
    LettersMoved,
    ListDeadLetterGroups,
    ListDeadLetters,
    RetryDeadLetterGroup,
)
from shared.contracts.requests import Command
from shared.messaging.client import Client

app = Verbs(group="ops dead-letters")

POLL_S = 0.5

Queue = Annotated[str, typer.Option("--queue", help="The queue that they failed on.")]
Cause = Annotated[str, typer.Option("--cause", help="Their cause, as `groups` shows it.")]
Type = Annotated[str | None, typer.Option("--type", help="The type of their events; without: those of none.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say how many they are.")]


def show_how_many(group: dict[str, Any]) -> None:
    number = connect().call(make(ListDeadLetters, **group, limit=1)).total
    show({"letters": number}, words("operations.letters_would", letters=counted("letters", number)))


def move(client: Client, request: Callable[[], Command[LettersMoved]]) -> int:
    """All of a group, as many at a time as a command moves."""
    moved, progress = 0, Progress()
    while True:
        done = client.call(request())
        moved += done.moved
        if not (done.moved and done.left):
            progress.clear()
            return moved
        progress.say(words("operations.letters_left", left=done.left))


def wait_until_gone(client: Client, group: dict[str, Any]) -> DeadLetterGroup | None:
    """Until the broker has all that were put back; what became of the group so far."""
    progress = Progress()
    while True:
        found = client.call(ListDeadLetterGroups(state="retried", limit=1000)).items
        mine = next((one for one in found if one.model_dump(include=set(group)) == group), None)
        if mine is None or not mine.waiting:
            progress.clear()
            return mine
        progress.say(words("operations.letters_going", left=mine.waiting))
        time.sleep(POLL_S)


app.lists(
    "groups",
    ListDeadLetterGroups,
    ("queue", "type", "failure", "letters", "waiting", "back", "since"),
    lambda one: (
        *(one.queue, one.type or "?", one.cause, one.letters),
        *(one.waiting, one.back, f"{one.first_at:%Y-%m-%d %H:%M}"),
    ),
    "List the causes of dead letters, the one with the most letters first.",
    state=Annotated[str, typer.Option(help="dead, retried, or discarded")],
    limit=None,
)


@app.command("retry-all")
def retry_all(
    queue: Queue,
    cause: Cause,
    type_: Type = None,
    per_second: Annotated[int, typer.Option("--per-second", help="So many a second, 1 to 1000.")] = 50,
    dry_run: DryRun = False,
) -> None:
    """Put all dead letters of one cause back on their queue, and wait until they are there.

    \b
    Example:
      alliance ops dead-letters retry-all --queue cohort.eligibility \\
        --type review_submitted --cause ValueError --per-second 20
    """
    group = {"queue": queue, "type": type_, "cause": cause}
    if dry_run:
        show_how_many(group)
        return
    client = connect()
    moved = move(client, lambda: make(RetryDeadLetterGroup, **group, per_second=per_second))
    fate = wait_until_gone(client, group)
    back = fate.back if fate else 0
    letters = counted("letters", moved)
    show({"moved": moved, "back": back}, words("operations.letters_seen", letters=letters, back=back))


@app.command("discard-all")
def discard_all(
    queue: Queue,
    cause: Cause,
    reason: Annotated[str, typer.Option(help="Why they are discarded.")],
    type_: Type = None,
    dry_run: DryRun = False,
) -> None:
    """Discard all dead letters of one cause; what was waiting for them continues.

    \b
    Example:
      alliance ops dead-letters discard-all --queue cohort.eligibility \\
        --type review_submitted --cause ValueError --reason "test messages"
    """
    group = {"queue": queue, "type": type_, "cause": cause}
    if dry_run:
        show_how_many(group)
        return
    moved = move(connect(), lambda: make(DiscardDeadLetterGroup, **group, reason=reason))
    show({"moved": moved}, words("operations.letters_moved", letters=counted("letters", moved)))
