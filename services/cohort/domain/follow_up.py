"""Follow-up at months after the cohort's end, counted from that day alone; spec §4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.contracts.cohort.follow_up import FollowUpFields
from shared.contracts.errors import Detail, Refusal
from shared.program.calendar import add_months

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
        choices = ", ".join(map(str, known))
        detail = Detail("months", "not_a_choice", f"is none of {choices}, which the program follows up at")
        raise Refusal("invalid", "The program does not follow up then.", (detail,))


def insist_on_completed(phase: str, last_phase: str) -> None:
    """Only a city that has gone through the program is followed up."""
    if phase != last_phase:
        details = (Detail("from", "state", phase), Detail("to", "step", "follow_up"))
        raise Refusal("illegal_transition", f"The city is in the phase {phase}, not {last_phase}.", details)


def insist_on_after_end(held_on: date, ends_on: date) -> None:
    if held_on < ends_on:
        detail = Detail("held_on", "too_early", f"the cohort ended on {ends_on}")
        raise Refusal("invalid", "A follow-up comes after the cohort's end.", (detail,))
