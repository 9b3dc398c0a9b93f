"""cohort: participations and their way through the phases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field

from shared.contracts.codes import Code
from shared.contracts.events import Event
from shared.contracts.intake import Reason
from shared.contracts.people import Language
from shared.contracts.requests import Command, Model, Page, Query

Status = Literal["active", "paused", "withdrawn", "exited"]

# -- events --------------------------------------------------------------------------------------------------------


class CohortEvent(Event, aggregate="cohort"):
    cohort_id: UUID
    cohort: str


class CohortPlanned(CohortEvent):
    """A call named the cohort and its start."""

    name: str
    call: str
    starts_on: date
    ends_on: date


class ParticipationEvent(Event, aggregate="participation", key="application_id"):
    application_id: UUID
    code: str
    cohort: str


class ParticipationStarted(ParticipationEvent):
    """A city is in the cohort, in its first phase."""

    call: str
    city: str
    admin_area: str
    country: str
    time_zone: str
    language: Language
    phase: str
    starts_on: date


class TeamLeadNamed(ParticipationEvent):
    interim: bool


class VisitScheduled(ParticipationEvent):
    """A city visit has its time, anew when it was moved. `sequence` rises with each move."""

    visit_id: UUID
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    sequence: int


class VisitHeld(ParticipationEvent):
    visit_id: UUID
    held_on: date


class VisitWrittenUp(ParticipationEvent):
    visit_id: UUID


class PhaseAdvanced(ParticipationEvent):
    """Names as in the program file; `waived` lists the conditions that an exception was granted for."""

    from_phase: str
    to_phase: str
    planned_on: date | None
    advanced_on: date
    waived: tuple[str, ...]


# -- requests ------------------------------------------------------------------------------------------------------


class RequirementState(Model):
    condition: str
    met: bool
    waived: bool


class Participation(Model):
    """A city in a cohort. `requirements` are those for leaving its phase."""

    application_id: UUID
    code: str
    cohort: str
    city: str
    country: str
    phase: str
    status: Status
    version: int
    requirements: tuple[RequirementState, ...]


class GetParticipation(Query[Participation]):
    code: Code


class Cohort(Model):
    id: str
    name: str
    call: str
    starts_on: date
    ends_on: date
    members: int


class ListCohorts(Query[Page[Cohort]]):
    pass


class GetCohort(Query[Cohort]):
    cohort: str


class PhasePlan(Model):
    key: str
    title: str
    starts_on: date | None  # None: from the confirmation on
    ends_on: date | None


class RequirementCount(Model):
    met: int  # or waived
    of: int


class TrackedMember(Model):
    code: str
    city: str
    country: str
    phase: str
    status: Status
    version: int
    requirements: RequirementCount


class Tracker(Model):
    cohort: str
    phases: tuple[PhasePlan, ...]
    members: tuple[TrackedMember, ...]


class GetTracker(Query[Tracker]):
    cohort: str


class TimelinePhase(Model):
    key: str
    title: str
    planned_on: date | None
    started_on: date | None


class Visit(Model):
    id: UUID
    state: Literal["proposed", "scheduled", "held", "written_up", "cancelled"]
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str
    held_on: date | None
    write_up_due_on: date | None


class Timeline(Model):
    code: str
    cohort: str
    time_zone: str
    phases: tuple[TimelinePhase, ...]
    visit_window: tuple[date, date]
    visit: Visit | None


class GetTimeline(Query[Timeline]):
    code: Code


class NameTeamLead(Command[Participation]):
    """Name the city team's lead; `interim` until somebody is appointed."""

    code: Code
    name: str = Field(min_length=1, max_length=120)
    email: str = Field(max_length=254)
    interim: bool = True


class ScheduleVisit(Command[Visit]):
    """Schedule the city visit, or move it. Its days lie in the window around the cohort's start, in the city's zone."""

    code: Code
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    place: str = Field(min_length=1, max_length=200)
    participants: tuple[str, ...] = Field(max_length=50, default=())
    override: Reason | None = None


class HoldVisit(Command[Visit]):
    """Record that the visit took place."""

    code: Code
    held_on: date


class RankedPriority(Model):
    rank: int = Field(ge=1, le=20)
    title: str = Field(min_length=1, max_length=200)


class TeamMember(Model):
    name: str = Field(min_length=1, max_length=120)
    role: str = Field(min_length=1, max_length=80)
    lead: bool = False


class WriteUpVisit(Command[Visit]):
    """The visit's outputs: vision, stakeholders met, roster with one lead, ranked priorities."""

    code: Code
    vision: str = Field(min_length=20, max_length=5000)
    stakeholders: tuple[str, ...] = Field(min_length=1, max_length=100)
    roster: tuple[TeamMember, ...] = Field(min_length=1, max_length=50)
    priorities: tuple[RankedPriority, ...] = Field(min_length=1, max_length=20)


class PhaseChange(Model):
    model_config = ConfigDict(populate_by_name=True)

    code: str
    from_phase: str = Field(alias="from")
    to_phase: str = Field(alias="to")
    at: datetime
    version: int


class AdvancePhase(Command[PhaseChange]):
    """Move a city to its next phase. Unmet requirements are listed, or waived with a reason each."""

    code: Code
    phase: str = Field(max_length=40)
    expected_version: int
    waive: dict[str, Reason] = Field(default_factory=dict)
