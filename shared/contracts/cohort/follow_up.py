"""Follow-up: what remains of a city's work, months after its cohort has ended."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import ParticipationEvent
from shared.contracts.field_types import IsoDate, Reason, Text, YesNo
from shared.contracts.people import PersonRef
from shared.contracts.requests import Command, Model, Query

FollowUpState = Literal["planned", "due", "done", "waived"]
_Months = Annotated[int, Field(strict=True, ge=1, le=600)]  # after the cohort's end

# -- events --------------------------------------------------------------------------------------------------------


class FollowUpDue(ParticipationEvent):
    """A city is to be looked at again, so many months after its cohort's end."""

    months: int
    due_on: date
    coach: PersonRef | None  # the city's lead coach


class FollowUpRecorded(ParticipationEvent):
    """A city was looked at again, so many months after its cohort's end."""

    months: int
    due_on: date
    held_on: date
    strategy_in_force: bool
    senior_leader_in_post: bool
    targets_measured: int


class FollowUpWaived(ParticipationEvent):
    """A city is not looked at at that date."""

    months: int
    due_on: date


# -- what is shown -------------------------------------------------------------------------------------------------


class FollowUpFields(Model):
    """What was found. `targets_measured`: how many targets have a measurement since the cohort's end."""

    held_on: IsoDate
    strategy_in_force: YesNo
    senior_leader_in_post: YesNo
    targets_measured: Annotated[int, Field(strict=True, ge=0, le=1000)]
    notes: Annotated[str, Text(3, 5000, lines=True)] | None = None


class FollowUp(Model):
    """`found`: of one that is done. `reason`: of one that was waived."""

    code: str
    city: str
    months: int
    due_on: date
    state: FollowUpState
    found: FollowUpFields | None
    reason: str | None


class FollowUps(Model):
    """By city, then by date."""

    items: tuple[FollowUp, ...]


class ListFollowUps(Query[FollowUps]):
    """Of a cohort's cities that have not left, or of one of them."""

    audited = "read"

    cohort: str = Field(min_length=1, max_length=40)
    code: Code | None = None


# -- commands ------------------------------------------------------------------------------------------------------


class RecordFollowUp(FollowUpFields, Command[FollowUp]):
    """Record what was found; again replaces it, and every version stays."""

    code: Code
    months: _Months


class WaiveFollowUp(Command[FollowUp]):
    """Say that there is none at that date; recording one later ends the waiver."""

    code: Code
    months: _Months
    reason: Reason
