"""The shortlist, and interviews with the cities on it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.contracts.codes import Code
from shared.contracts.eligibility.event import SelectionEvent
from shared.contracts.field_types import Reason, TimeZone
from shared.contracts.requests import Command, Model, Query

InterviewState = Literal["scheduled", "held", "cancelled"]
Recommendation = Literal["admit", "waitlist", "decline", "undecided"]


class Shortlisted(SelectionEvent):
    """A city was put on the shortlist, or taken off it."""

    shortlisted: bool


class InterviewScheduled(SelectionEvent):
    """An interview has its date and its panel, anew when it was moved."""

    interview_id: UUID
    starts_at: datetime
    time_zone: str
    panel: tuple[UUID, ...]
    moved: bool = False
    sequence: int = 0  # rises with each move
    left: tuple[UUID, ...] = ()  # who was on its panel before it was moved, and is no more


class InterviewHeld(SelectionEvent):
    """The panel has recorded what it recommends; its notes stay with staff."""

    interview_id: UUID
    recommendation: Recommendation


class InterviewCancelled(SelectionEvent):
    """An interview does not take place. Zone and panel are those that it had."""

    interview_id: UUID
    starts_at: datetime | None = None
    time_zone: str | None = None
    panel: tuple[UUID, ...] = ()
    sequence: int = 0


# -- requests ------------------------------------------------------------------------------------------------------


class Interview(Model):
    id: UUID
    state: InterviewState
    starts_at: datetime
    time_zone: str
    panel: tuple[UUID, ...]
    notes: str | None
    recommendation: Recommendation | None
    reason: str | None  # why it was cancelled


class Interviews(Model):
    code: str
    shortlisted: bool
    items: tuple[Interview, ...]
    next: None = None
    total: int


class Shortlist(Command[Interviews]):
    """Put a city on the shortlist, or take it off, before something is decided. The same again changes nothing."""

    code: Code
    shortlisted: bool = True
    expected_version: int | None = None


class ScheduleInterview(Command[Interviews]):
    """Set date and panel, or move an interview that is scheduled. `time_zone`: the city's unless given."""

    code: Code
    interview_id: UUID | None = None  # which one to move
    starts_at: AwareDatetime
    time_zone: TimeZone | None = None
    panel: tuple[UUID, ...] = Field(min_length=1, max_length=10)


class RecordInterview(Command[Interviews]):
    """What was said and what the panel recommends. Recorded again, it replaces what stood there."""

    code: Code
    interview_id: UUID | None = None  # the latest one unless given
    notes: str = Field(min_length=1, max_length=10_000)
    recommendation: Recommendation


class CancelInterview(Command[Interviews]):
    code: Code
    interview_id: UUID | None = None  # the latest one unless given
    reason: Reason


class GetInterviews(Query[Interviews]):
    audited = "read"

    code: Code
