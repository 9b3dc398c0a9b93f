"""Rules of calls: when one is open, and the steps that move it. A call opens and closes by the clock alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from shared.contracts.errors import Detail, Refusal, illegal_transition
from shared.contracts.intake import CohortPlan
from shared.program.wall_time import end_of_day, wall_time


class CallState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class Step(StrEnum):
    # of the clock
    OPENING_MOMENT = "opening moment"
    CLOSING_MOMENT = "closing moment"
    # of staff
    EXTEND = "extend"
    CLOSE = "close"
    REOPEN = "reopen for one city"


#: Every step of a call. Extending leaves a planned call planned; closing a closed one ends its grace.
CALL_TRANSITIONS: dict[CallState, dict[Step, CallState]] = {
    CallState.PLANNED: {Step.OPENING_MOMENT: CallState.OPEN, Step.EXTEND: CallState.PLANNED},
    CallState.OPEN: {
        Step.CLOSING_MOMENT: CallState.CLOSED,
        Step.EXTEND: CallState.OPEN,
        Step.CLOSE: CallState.CLOSED,
    },
    CallState.CLOSED: {
        Step.EXTEND: CallState.OPEN,
        Step.CLOSE: CallState.CLOSED,
        Step.REOPEN: CallState.CLOSED,
    },
}


@dataclass(frozen=True)
class CallRecord:
    """A call as it is stored; moments in UTC. `closed_at`: when staff closed it, which leaves no grace."""

    id: str
    title: str
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    eligibility_as_of: date
    capacity: int
    offer_reply_days: int
    reviews_required: int
    cohort: CohortPlan
    closed_at: datetime | None = None

    def state(self, now: datetime) -> CallState:
        if now < self.opens_at:
            return CallState.PLANNED
        if self.closed_at is not None and now >= self.closed_at:
            return CallState.CLOSED
        return CallState.OPEN if now <= self.closes_at else CallState.CLOSED

    def accepts(self, now: datetime, grace: timedelta) -> bool:
        """Open, or in the silent minutes after the closing moment (program.md §2), unless staff have closed it."""
        if self.closed_at is not None and now >= self.closed_at:
            return False
        return self.opens_at <= now <= self.closes_at + grace

    def insist_on_step(self, step: Step, now: datetime) -> None:
        """Raise illegal_transition unless the table allows it."""
        if step not in CALL_TRANSITIONS[self.state(now)]:
            raise illegal_transition("call", self.state(now), step.name.lower())


def opening_moment(value: datetime | date, zone: str) -> datetime:
    """A date opens at its first second in the zone."""
    return value.astimezone(UTC) if isinstance(value, datetime) else wall_time(value, time(0), zone)


def closing_moment(value: datetime | date, zone: str) -> datetime:
    """A date closes with the last second of that day in the zone (program.md §2)."""
    return value.astimezone(UTC) if isinstance(value, datetime) else end_of_day(value, zone)


def insist_on_order(opens_at: datetime, closes_at: datetime) -> None:
    if closes_at <= opens_at:
        raise Refusal("invalid", Detail("closes_at", "end_before_start"))


def insist_on_same_plan(wanted: CohortPlan, other: CallRecord) -> None:
    """A cohort may have several rounds, but one name and one start date."""
    details = [
        Detail(f"cohort.{name}", "planned_otherwise", call=other.id, planned=str(getattr(other.cohort, name)))
        for name in ("name", "starts_on")
        if getattr(wanted, name) != getattr(other.cohort, name)
    ]
    if details:
        raise Refusal("already_exists", *details, reason="cohort_plan", call=other.id, cohort=wanted.id)
