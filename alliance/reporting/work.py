"""`alliance work`: what waits for whom."""

from __future__ import annotations

from typing import Annotated

import typer

from alliance.asking import ask
from alliance.commands import Commands
from alliance.output import table
from alliance.reader import language, words
from shared.contracts.reporting import ListWork, Work, WorkQueue
from shared.wording import say

app = Commands()


@app.command()
def work(
    kind: Annotated[str | None, typer.Option("--kind", help="One kind alone, as the list names it.")] = None,
    each: Annotated[int, typer.Option("--each", help="How many of each kind; 0 counts alone.")] = 10,
) -> None:
    """Show what waits for you, the most urgent of each kind first.

    \b
    Example:
      alliance work
      alliance work --kind check --each 100
    """
    ask(ListWork, work_text, kind=kind, each=each)


def work_text(queue: WorkQueue) -> str:
    if not queue.kinds:
        return say(language(), "pages.queue.nothing")
    return "\n\n".join(
        [words("work.waiting", total=queue.total, overdue=queue.overdue)]
        + [
            f"{say(language(), f'work.kinds.{one.kind}')} ({one.kind}): {one.total}\n{rows(one.items)}"
            for one in queue.kinds
        ]
    )


def rows(items: tuple[Work, ...]) -> str:
    head = ("code", "city", "since", "until", "what")
    return table(head, [(one.code, one.city, one.since.date(), until(one), one.said(language())) for one in items])


def until(one: Work) -> str:
    if one.due_on is None:
        return ""
    return words("day_overdue", on=one.due_on) if one.overdue else str(one.due_on)
