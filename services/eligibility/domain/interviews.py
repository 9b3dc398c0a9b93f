"""An interview's life: scheduled, held or cancelled; program.md §3. Its notes are for staff alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.eligibility.domain.selection import WEIGHED, SelectionRecord
from services.eligibility.domain.selection import illegal_transition as selection_step
from shared.contracts.errors import Detail, Refusal, illegal_transition

State = Literal["scheduled", "held", "cancelled"]

#: A scheduled one may be moved; the record of one that was held may be corrected.
TRANSITIONS: dict[State | None, frozenset[State]] = {
    None: frozenset({"scheduled"}),
    "scheduled": frozenset({"scheduled", "held", "cancelled"}),
    "held": frozenset({"held"}),
    "cancelled": frozenset(),
}


@dataclass(frozen=True)
class InterviewRecord:
    interview_id: UUID
    starts_at: datetime
    time_zone: str
    panel: tuple[UUID, ...]
    state: State
    notes: str | None = None
    recommendation: str | None = None
    reason: str | None = None
    sequence: int = 0  # of calendars: rises with each move

    def cancelled(self, reason: str | None = None) -> InterviewRecord:
        return replace(self, state="cancelled", reason=reason, sequence=self.sequence + 1)

    def told(self) -> dict[str, object]:
        """What its panel and the city need for their calendars."""
        names = ("interview_id", "starts_at", "time_zone", "panel", "sequence")
        return {name: getattr(self, name) for name in names}


def step(interview: InterviewRecord, to_state: State) -> None:
    """Raises illegal_transition unless the table allows it."""
    if to_state not in TRANSITIONS[interview.state]:
        raise illegal_transition("interview", interview.state, to_state)


def insist_on_begun(interview: InterviewRecord, now: datetime) -> None:
    """What was said is recorded once it was said."""
    if now < interview.starts_at:
        begins = {"starts_at": interview.starts_at, "time_zone": interview.time_zone}
        raise Refusal("invalid", Detail("starts_at", "not_begun", **begins))


def insist_on_weighed(selection: SelectionRecord) -> None:
    """Shortlist and interviews come before the decision."""
    if selection.state not in WEIGHED:
        raise selection_step(selection, "not_weighed")
