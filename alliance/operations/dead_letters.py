"""`alliance ops dead-letters`: messages that could not be handled."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from alliance.asking import ask, ask_page
from alliance.commands import Commands
from alliance.operations import letter_groups
from alliance.options import After, LetterId, Limit
from alliance.output import counted
from alliance.reader import language, words
from shared.contracts.operations import (
    DeadLetter,
    DeadLetterDetail,
    DiscardDeadLetter,
    GetDeadLetter,
    ListDeadLetters,
    RetryDeadLetter,
)

app = Commands(help="Messages that could not be handled.")
app.command()(letter_groups.groups)
app.command("retry-all")(letter_groups.retry_all)
app.command("discard-all")(letter_groups.discard_all)


@app.command("list")
def list_dead_letters(
    queue: Annotated[str | None, typer.Option(help="Only from this queue.")] = None,
    type_: Annotated[str | None, typer.Option("--type", help="Only events of this type.")] = None,
    cause: Annotated[str | None, typer.Option(help="Only of this cause, as `groups` shows it.")] = None,
    about: Annotated[str | None, typer.Option(metavar="CODE", help="Only about this city.")] = None,
    state: Annotated[str, typer.Option(help="dead, retried, or discarded")] = "dead",
    limit: Limit = 100,
    after: After = None,
) -> None:
    """List dead letters.

    \b
    Example:
      alliance ops dead-letters list --queue cohort.eligibility
    """
    headings = ("queue", "type", "attempts", "id", "reason")
    wanted = {"queue": queue, "type": type_, "cause": cause, "about": about, "state": state}
    ask_page(ListDeadLetters, headings, letter_row, **wanted, limit=limit, after=after)


@app.command("show")
def show_dead_letter(letter_id: LetterId) -> None:
    """Show one dead letter with its body.

    \b
    Example:
      alliance ops dead-letters show 0b0e
    """
    ask(GetDeadLetter, detail_text, dead_letter_id=letter_id)


@app.command()
def retry(letter_id: LetterId) -> None:
    """Put a dead letter back on the queue where it failed.

    \b
    Example:
      alliance ops dead-letters retry 0b0e
    """
    ask(RetryDeadLetter, letter_text, dead_letter_id=letter_id)


@app.command()
def discard(letter_id: LetterId, reason: Annotated[str, typer.Option(help="Why it is discarded.")]) -> None:
    """Discard a dead letter; what was waiting for it continues.

    \b
    Example:
      alliance ops dead-letters discard 0b0e --reason "test message"
    """
    ask(DiscardDeadLetter, letter_text, dead_letter_id=letter_id, reason=reason)


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
