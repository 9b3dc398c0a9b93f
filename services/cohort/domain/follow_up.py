"""Follow-up at months after the cohort's end, counted from that day alone; program.md §4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.contracts.cohort.follow_up import FollowUpFields
from shared.contracts.errors import Detail, Refusal
from shared.program.calendar import add_months
from shared.program.model import Program

PLANNED, DUE, DONE, WAIVED = "planned", "due", "done", "waived"


@dataclass(frozen=True)
class FollowUpRecord:
    """The latest that was said of one date. `found` None: it was waived."""

    months: int
    found: FollowUpFields | None
    reason: str | None


def due_on(ends_on: date, months: int) -> date:
    """`ends_on`: the day after the cohort's last."""
    return add_months(ends_on, months)


def state_of(record: FollowUpRecord | None, due: date, today: date) -> str:
    if record is None:
        return DUE if today >= due else PLANNED
    return WAIVED if record.found is None else DONE


def insist_on_months(months: int, known: Sequence[int]) -> None:
    if months not in known:
        raise Refusal("invalid", Detail("months", "not_a_choice", choices=known))


def insist_on_completed(phase: str, program: Program) -> None:
    """Only a city that has gone through the program is followed up."""
    if phase != program.phases[-1].id:
        titles = {one.id: one.by_language for one in program.phases}
        raise Refusal("illegal_transition", reason="not_through_the_program", phase=titles.get(phase, phase))


def insist_on_after_end(held_on: date, ends_on: date) -> None:
    if held_on < ends_on:
        raise Refusal("invalid", Detail("held_on", "before_the_end", ends_on=ends_on))
