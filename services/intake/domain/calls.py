"""Rules of calls: when one is open, and the steps that move it. A call opens and closes by the clock alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from shared.contracts.errors import Detail, Refusal
from shared.contracts.intake import CohortPlan

_LAST_SECOND = time(23, 59, 59)


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
            raise Refusal("illegal_transition", f"A call that is {self.state(now)} does not take the step: {step}.")


def opening_moment(value: datetime | date, zone: str) -> datetime:
    """A date opens at its first second in the zone."""
    return _moment(value, time(0), zone)


def closing_moment(value: datetime | date, zone: str) -> datetime:
    """A date closes through 23:59:59 in the zone (program.md §2)."""
    return _moment(value, _LAST_SECOND, zone)


def _moment(value: datetime | date, at: time, zone: str) -> datetime:
    """In UTC. A moment is itself; a date is meant at that time in the zone."""
    moment = value if isinstance(value, datetime) else datetime.combine(value, at, ZoneInfo(zone))
    return moment.astimezone(UTC)


def insist_on_order(opens_at: datetime, closes_at: datetime) -> None:
    if closes_at <= opens_at:
        detail = Detail("closes_at", "end_before_start", "must come after opens_at")
        raise Refusal("invalid", "The call must close after it opens.", (detail,))


def insist_on_same_plan(wanted: CohortPlan, other: CallRecord) -> None:
    """A cohort may have several rounds, but one name and one start date."""
    details = [
        Detail(f"cohort.{name}", "not_changeable", f"is {getattr(other.cohort, name)} in the call {other.id}")
        for name in ("name", "starts_on")
        if getattr(wanted, name) != getattr(other.cohort, name)
    ]
    if details:
        raise Refusal("already_exists", f"The call {other.id} plans the cohort {wanted.id} otherwise.", details)
