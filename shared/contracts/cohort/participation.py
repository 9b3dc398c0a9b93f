"""A city in a cohort: it starts, pauses, leaves, moves from phase to phase."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from shared.contracts.codes import Code
from shared.contracts.events import Event, EventPart
from shared.contracts.field_types import Reason
from shared.contracts.people import Language, PersonRef
from shared.contracts.requests import Command, Model, Outcomes, Page, Query
from shared.wording import say

Status = Literal["active", "paused", "withdrawn", "exited"]


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


#: What ends with a city that leaves, or is asked for anew when it comes back: a noun's name for it.
HangingKind = Literal["visit", "session", "session_part", "invitation", "action_item", "launch"]


class Ending(EventPart):
    """Something that lay ahead of a city; `id` is the visit's, the session's, the convening's, the action item's, or of
    a planned launch the city's. `kind`: one of `HangingKind`, to which later versions add."""

    kind: str
    id: UUID
    starts_at: datetime | None = None
    time_zone: str | None = None


class StatusChanged(ParticipationEvent):
    """A city pauses, goes on, leaves. `ended`: what lay ahead of a city that left, and was cancelled with it."""

    from_status: Status
    to_status: Status
    call: str | None = None
    starts_on: date | None = None  # the cohort's first day: a city that leaves before it frees its place
    ended: tuple[Ending, ...] = ()


class PhaseAdvanced(ParticipationEvent):
    """A city entered its next phase, named as in the program file; `waived` lists the conditions excepted."""

    from_phase: str
    to_phase: str
    planned_on: date | None
    advanced_on: date
    waived: tuple[str, ...]


class SteppedBack(ParticipationEvent):
    """A city is in the phase before again; what was waived for the step is so no more."""

    from_phase: str
    to_phase: str
    stepped_on: date


class RequirementsMissing(ParticipationEvent):
    """The city's next phase is planned to begin soon, and so many requirements for it are neither met nor waived."""

    phase: str
    next_phase: str
    due_on: date
    missing: int
    coach: PersonRef | None  # the city's lead coach


class RequirementState(Model):
    """`condition`: as the program file names it. People read the sentence of `phrase` (shared/wording)."""

    condition: str
    met: bool
    waived: bool
    says: str | None = None  # a sentence that the condition shares with others; None: it has one of its own
    values: dict[str, Any] = Field(default_factory=dict)

    @property
    def phrase(self) -> dict[str, Any]:
        return {"key": f"conditions.{self.says or self.condition}", "values": self.values}

    def said(self, language: str) -> str:
        return say(language, str(self.phrase["key"]), **self.values)


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
    lead_coach_id: UUID | None = None
    requirements: tuple[RequirementState, ...]


class Hanging(Model):
    """Something of a city that lies ahead, or lay ahead; `id` as in `Ending`."""

    kind: HangingKind
    id: UUID
    title: str | None  # None: it has none of its own
    starts_at: datetime | None
    time_zone: str | None


class ChangedStatus(Participation):
    """`ended`: cancelled with the city that leaves. Of one that is back: `invited` to what lies ahead for everybody;
    `proposed` is what ended when it left, for staff to schedule anew."""

    ended: tuple[Hanging, ...] = ()
    invited: tuple[Hanging, ...] = ()
    proposed: tuple[Hanging, ...] = ()


class GetParticipation(Query[Participation]):
    code: Code


#: What somebody is to a city: its lead coach, or one of its own people.
CityPart = Literal["coach", "member", "team_lead", "mayors_office"]


class City(Participation):
    """A city as the caller may act in it. `may`: the requests to cohort that they may send about it, by method; each
    is judged again when it is sent."""

    admin_area: str
    time_zone: str
    language: Language
    cohort_name: str
    starts_on: date
    ends_on: date
    parts: tuple[CityPart, ...]
    may: tuple[str, ...]


class GetCity(Query[City]):
    code: Code


class OwnCity(Model):
    code: str
    city: str
    admin_area: str
    country: str
    cohort: str
    cohort_name: str
    phase: str
    status: Status
    parts: tuple[CityPart, ...]


class ListOwnCities(Query[Page[OwnCity]]):
    """Those that the caller coaches, and those in whose team or mayor's office they are, by name."""


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


class AdvanceCohort(Command[Outcomes[PhaseChange]]):
    """Move cities of a cohort to their next phase, each by itself: one that is refused holds up no other.

    `versions` names the cities with the version that the caller saw; without it all cities as they are.
    """

    in_parts: ClassVar[bool] = True

    cohort: str = Field(max_length=40)
    phase: str = Field(max_length=40)
    versions: dict[Code, int] = Field(default_factory=dict, max_length=200)
    waive: dict[str, Reason] = Field(default_factory=dict)


class StepBack(Command[PhaseChange]):
    """Take a city back to the phase before: `phase`. Its waivers for leaving that phase end."""

    code: Code
    phase: str = Field(max_length=40)
    reason: Reason
    expected_version: int


class ChangeStatus(Command[ChangedStatus]):
    """Pause a city, let it go on, or record that it leaves: what lies ahead is cancelled for it then."""

    code: Code
    status: Status
    reason: Reason
    expected_version: int | None = None
