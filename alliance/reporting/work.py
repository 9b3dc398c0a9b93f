"""`alliance work`: what waits for whom."""

from __future__ import annotations

import typer

from alliance.output import table
from alliance.reader import language, words
from alliance.verbs import Verbs
from shared.contracts.reporting import ListWork, Work, WorkQueue
from shared.wording import say

app = Verbs()


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


app.asks(
    "work\nwork --kind check --each 100",
    ListWork,
    work_text,
    "Show what waits for you, the most urgent of each kind first.",
    kind=typer.Option(help="One kind alone, as the list names it."),
    each=typer.Option(help="How many of each kind; 0 counts alone."),
)
