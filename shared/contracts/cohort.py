"""cohort: participations and their way through the phases."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field

from shared.contracts.application import ResidentOutcome
from shared.contracts.codes import Code
from shared.contracts.events import Event
from shared.contracts.intake import Reason
from shared.contracts.people import Language, PersonRef
from shared.contracts.requests import Command, Model, Page, Query

Status = Literal["active", "paused", "withdrawn", "exited"]
ProjectPart = Literal["charter", "baseline", "assessment", "progress_report"]
ConveningKind = Literal["leaders", "mayors"]
InvitationState = Literal["invited", "yes", "no", "attended", "excused"]

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
    """The city's team has a lead; `interim` until somebody is appointed."""

    interim: bool


class VisitScheduled(ParticipationEvent):
    """A city visit has its time, anew when it was moved. `sequence` rises with each move."""

    visit_id: UUID
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    sequence: int


class VisitHeld(ParticipationEvent):
    """The visit took place."""

    visit_id: UUID
    held_on: date


class VisitWrittenUp(ParticipationEvent):
    """The visit's outputs are recorded."""

    visit_id: UUID


class ProjectPartSubmitted(ParticipationEvent):
    """A part of the Resident Impact Data Project is in, or in anew."""

    part: ProjectPart
    version: int


class ProjectPartAccepted(ParticipationEvent):
    """Staff accept it."""

    part: ProjectPart


class ProjectPartReturned(ParticipationEvent):
    """Staff ask for another version."""

    part: ProjectPart


class StatusChanged(ParticipationEvent):
    """A city pauses, goes on, leaves."""

    from_status: Status
    to_status: Status


class ConveningEvent(Event, aggregate="convening"):
    convening_id: UUID
    cohort: str
    kind: ConveningKind


class ConveningScheduled(ConveningEvent):
    """A gathering has its time and place, anew when it was moved."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str
    rsvp_by: date
    sequence: int


class ConveningInvited(ParticipationEvent):
    """One person of a city is invited, or told anew after a move: `sequence` rises."""

    convening_id: UUID
    kind: ConveningKind
    person: PersonRef
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    rsvp_by: date
    sequence: int


class ConveningAnswered(ParticipationEvent):
    """Yes or no, for one role of a city; `delegated` when somebody else comes."""

    convening_id: UUID
    kind: ConveningKind
    role: str
    answer: Literal["yes", "no"]
    delegated: bool


class ConveningAttended(ParticipationEvent):
    """Checked in, or excused."""

    convening_id: UUID
    kind: ConveningKind
    role: str
    attendance: Literal["attended", "excused"]


class PhaseAdvanced(ParticipationEvent):
    """A city entered its next phase, named as in the program file; `waived` lists the conditions excepted."""

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


class ChangeStatus(Command[Participation]):
    """Pause a city, let it go on, or record that it leaves."""

    code: Code
    status: Status
    reason: Reason
    expected_version: int | None = None


# -- the Resident Impact Data Project ------------------------------------------------------------------------------


class Charter(Model):
    """What the project is about and what is expected of it."""

    problem: str = Field(min_length=20, max_length=5000)
    resident_outcome: ResidentOutcome
    residents_affected: int = Field(strict=True, ge=1, le=50_000_000)
    hypothesis: str = Field(min_length=20, max_length=5000)
    data_sources: tuple[str, ...] = Field(min_length=1, max_length=30)


class Baseline(Model):
    """The measurement before the project. A decimal, never a float."""

    indicator: str = Field(min_length=3, max_length=200)
    unit: str = Field(min_length=1, max_length=40)
    direction: Literal["up", "down"]
    value: Decimal = Field(allow_inf_nan=False)
    measured_on: date


class ComponentNeed(Model):
    need: str = Field(min_length=10, max_length=2000)
    opportunity: str = Field(min_length=10, max_length=2000)


class NeedsAssessment(Model):
    """Needs and opportunities by strategy component; every component of the program is assessed."""

    components: dict[str, ComponentNeed]


class ProgressReport(Model):
    period_starts_on: date
    period_ends_on: date
    summary: str = Field(min_length=20, max_length=5000)
    gaps_found: tuple[str, ...] = Field((), max_length=30)
    gaps_mended: tuple[str, ...] = Field((), max_length=30)


#: What each part of a project holds.
PROJECT_PARTS: dict[ProjectPart, type[Model]] = {
    "charter": Charter,
    "baseline": Baseline,
    "assessment": NeedsAssessment,
    "progress_report": ProgressReport,
}


class ProjectPartState(Model):
    """A baseline is measured once it is submitted; the other parts are accepted by staff."""

    part: ProjectPart
    state: Literal["missing", "submitted", "accepted", "returned"]
    version: int
    submitted_at: datetime | None
    returned_because: str | None
    document: dict[str, Any] | None


class Project(Model):
    code: str
    parts: tuple[ProjectPartState, ...]


class GetProject(Query[Project]):
    code: Code


class SubmitProjectPart(Command[Project]):
    """Hand in a part, or a new version of it, until it is accepted."""

    code: Code
    part: ProjectPart
    document: dict[str, Any]


class AcceptProjectPart(Command[Project]):
    code: Code
    part: ProjectPart


class ReturnProjectPart(Command[Project]):
    """Ask for another version, and say why."""

    code: Code
    part: ProjectPart
    reason: Reason


# -- convenings ----------------------------------------------------------------------------------------------------


class Invitation(Model):
    code: str
    city: str
    role: str
    ref: str
    state: InvitationState
    delegated: bool


class ConveningDetail(Model):
    id: UUID
    cohort: str
    kind: ConveningKind
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str
    capacity: int
    rsvp_by: date
    window: tuple[date, date]
    invited: int
    yes: int
    no: int
    silent: int
    attended: int
    invitations: tuple[Invitation, ...]


class GetConvening(Query[ConveningDetail]):
    cohort: str
    kind: ConveningKind


class ScheduleConvening(Command[ConveningDetail]):
    """Schedule a gathering of the cohort, or move it. Its days lie in the program's window, in the venue's zone."""

    cohort: str
    kind: ConveningKind
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    time_zone: str = Field(max_length=60)
    place: str = Field(min_length=1, max_length=200)
    capacity: int = Field(ge=1, le=5000)
    rsvp_by: date
    override: Reason | None = None


class InviteToConvening(Command[ConveningDetail]):
    """Invite the people of every active city by the roles of the program file. Again: only who is new."""

    cohort: str
    kind: ConveningKind


class AnswerInvitation(Command[ConveningDetail]):
    """A city's answer for one role; `ref` where several people of that role are invited."""

    cohort: str
    kind: ConveningKind
    code: Code
    role: str = Field(max_length=40)
    answer: Literal["yes", "no"]
    ref: str | None = Field(None, max_length=80)
    delegate: str | None = Field(None, max_length=120)
    override: Reason | None = None


class CheckIn(Command[ConveningDetail]):
    """Who came, and who is excused."""

    cohort: str
    kind: ConveningKind
    code: Code
    role: str = Field(max_length=40)
    ref: str | None = Field(None, max_length=80)
    excused: bool = False


class OccasionPlace(Model):
    place: str


class GetOccasionPlace(Query[OccasionPlace]):
    """For the mail sender: where a visit or convening is; staff wrote it, so no event carries it."""

    occasion_id: UUID
