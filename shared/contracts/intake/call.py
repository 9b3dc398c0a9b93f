"""Calls: a round of applications for one cohort."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.events import Event, EventPart
from shared.contracts.field_types import PlannedDate, PlannedMoment
from shared.contracts.named import CallName
from shared.contracts.requests import Command, Model, Page, Query


class CohortPlan(Model):
    """The cohort that a call is for."""

    id: CallName
    name: str = Field(min_length=1, max_length=120)
    starts_on: PlannedDate


# -- events --------------------------------------------------------------------------------------------------------


class PlannedCohort(EventPart):
    """The cohort that a call is for, as its form had it."""

    id: str
    name: str
    starts_on: date


class CallEvent(Event, aggregate="call"):
    call_id: UUID
    call: str


class CallOpened(CallEvent):
    """A call was set up; it is open between the two moments."""

    title: str
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    eligibility_as_of: date
    capacity: int
    offer_reply_days: int
    reviews_required: int | None = None  # the program's, in an event from before calls said it
    cohort: PlannedCohort


class CallExtended(CallEvent):
    """The call closes later."""

    closes_at: datetime


class CallClosed(CallEvent):
    """The call was closed before its time."""

    closes_at: datetime


# -- requests ------------------------------------------------------------------------------------------------------


class Call(Model):
    id: str
    title: str
    state: Literal["planned", "open", "closed"]
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    eligibility_as_of: date
    capacity: int
    reviews_required: int
    cohort: CohortPlan


class OpenCall(Command[Call]):
    """Set up a call and its cohort. A date closes through 23:59:59 in the call's zone; a moment closes at it.

    The same call again changes nothing; another call of the same id: `already_exists`.
    """

    id: CallName
    title: str = Field(min_length=1, max_length=200)
    opens_at: PlannedMoment
    closes_at: PlannedMoment
    time_zone: str | None = None  # the program's
    eligibility_as_of: PlannedDate | None = None  # the day the call closes
    capacity: int | None = Field(None, ge=1, le=1000)  # the program's
    offer_reply_days: int | None = Field(None, ge=1, le=365)  # the program's
    reviews_required: int | None = Field(None, ge=1, le=20)  # the program's
    cohort: CohortPlan


class ListCalls(Query[Page[Call]]):
    pass


class ExtendCall(Command[Call]):
    """Move the closing date later, for everybody."""

    call: CallName
    until: PlannedMoment


class Reopening(Call):
    """A call, and until when it is open for one city after it has closed for all."""

    code: str
    until: datetime


class ReopenCall(Command[Reopening]):
    """Let one city, by the code of its application or draft, write on in a closed call until a moment."""

    call: CallName
    code: Code
    until: PlannedMoment


class CloseCall(Command[Call]):
    """Close now, without grace."""

    call: CallName
