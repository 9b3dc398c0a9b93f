"""`alliance ops dead-letters`: messages that could not be handled."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from alliance.operations import letter_groups
from alliance.output import counted
from alliance.reader import language, words
from alliance.verbs import Verbs
from shared.contracts.operations import (
    DeadLetter,
    DeadLetterDetail,
    DiscardDeadLetter,
    GetDeadLetter,
    ListDeadLetters,
    RetryDeadLetter,
)

app = Verbs(help="Messages that could not be handled.", group="ops dead-letters")
app.include(letter_groups.app)


def detail_text(found: DeadLetterDetail) -> str:
    letter = found.letter
    attempts, size = counted("attempts", letter.attempts), counted("bytes", found.size_bytes)
    where = {"id": letter.id, "state": letter.state, "queue": letter.queue}
    head = [words("operations.letter_in_queue", **where, attempts=attempts), letter.said(language())]
    if found.body is None:
        return "\n".join([*head, words("operations.no_json", bytes=size), found.text or ""])
    body = json.dumps(found.body, ensure_ascii=False, indent=2)
    return "\n".join([*head, words("operations.json", bytes=size), body])


def letter_row(letter: DeadLetter) -> tuple[object, ...]:
    return (letter.queue, letter.type or "?", letter.attempts, letter.id, letter.said(language()))


def letter_text(letter: DeadLetter) -> str:
    return words("operations.letter", id=letter.id, state=letter.state)


app.lists(
    "list --queue cohort.eligibility",
    ListDeadLetters,
    ("queue", "type", "attempts", "id", "reason"),
    letter_row,
    "List dead letters.",
    queue=typer.Option(help="Only from this queue."),
    type=typer.Option(help="Only events of this type."),
    cause=typer.Option(help="Only of this cause, as `groups` shows it."),
    about=typer.Option(metavar="CODE", help="Only about this city."),
    state=Annotated[str, typer.Option(help="dead, retried, or discarded")],
)
app.asks("show 0b0e", GetDeadLetter, detail_text, "Show one dead letter with its body.")
app.asks("retry 0b0e", RetryDeadLetter, letter_text, "Put a dead letter back on the queue where it failed.")
app.asks(
    'discard 0b0e --reason "test message"',
    DiscardDeadLetter,
    letter_text,
    "Discard a dead letter; what was waiting for it continues.",
    reason=typer.Option(help="Why it is discarded."),
)
