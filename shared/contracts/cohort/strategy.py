"""A city's Citywide Data Strategy: vision, components, actions, versions, review, launch."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import ParticipationEvent
from shared.contracts.cohort.publishing import Hold
from shared.contracts.cohort.session import ReasonedStep
from shared.contracts.field_types import Amount, IsoDate, Reason, Text
from shared.contracts.people import PersonRef
from shared.contracts.requests import Command, Model, Query

ComponentState = Literal["empty", "draft", "in_review", "changes_requested", "approved"]
StrategyState = Literal["draft", "launch_planned", "launched"]
ActionState = Literal["planned", "under_way", "done", "dropped"]

_Component = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
_Line = Annotated[str, Text(1, 200)]

# -- events --------------------------------------------------------------------------------------------------------


class StrategySaved(ParticipationEvent):
    """A save made a version. `part` is what changed: vision, actions, or a component."""

    version: int
    part: str


class StrategyComponentSubmitted(ParticipationEvent):
    """A component is up for review."""

    component: str
    version: int
    coach: PersonRef | None = None  # the city's lead coach


class StrategyChangesRequested(ParticipationEvent):
    """Staff ask for changes to a component, or open one anew that was approved."""

    component: str
    version: int


class StrategyComponentApproved(ParticipationEvent):
    """A component is approved; `ready` when it was the last."""

    component: str
    version: int
    ready: bool
    override: bool = False


class StrategyLaunchPlanned(ParticipationEvent):
    """The launch has a date, or another; none: it was called off."""

    launch_on: date | None
    embargo_until: datetime | None
    override: bool = False


class StrategyEmbargoLifted(ParticipationEvent):
    """What was launched, or will be, may be published before that moment."""

    embargo_until: datetime


class StrategyLaunched(ParticipationEvent):
    """The city launched this version. Until the embargo ends it is not to be published."""

    version: int
    launched_on: date
    embargo_until: datetime | None
    horizon_starts_on: date
    horizon_ends_on: date
    override: bool = False


# -- what is shown -------------------------------------------------------------------------------------------------


class StrategyComponent(Model):
    component: str
    title: str
    state: ComponentState
    missing: tuple[str, ...]  # fields that a review needs
    feedback: str | None
    document: dict[str, Any] | None


class StrategyAction(Model):
    id: UUID
    component: str
    what: str
    owner: str | None
    due_on: date | None
    cost: Decimal | None
    currency: str | None
    state: ActionState


class StrategyStep(ReasonedStep):
    """A step of a component's review; of the strategy itself where `component` is None."""

    component: str | None = None


class Strategy(Model):
    """`horizon` is [start, end), as soon as its start is known. `public`: launched, and nothing holds it."""

    code: str
    version: int
    state: StrategyState
    public: bool
    vision: str | None
    fiscal_year_on: date | None
    horizon: tuple[date, date] | None
    launch_on: date | None
    launched_on: date | None
    launched_version: int | None
    embargo_until: datetime | None
    held: tuple[Hold, ...] = ()  # why it is not to be shown in public
    components: tuple[StrategyComponent, ...]
    actions: tuple[StrategyAction, ...]
    steps: tuple[StrategyStep, ...]


class StrategyVersion(Model):
    version: int
    part: str
    saved_at: datetime
    saved_by: str


class StrategyVersions(Model):
    code: str
    versions: tuple[StrategyVersion, ...]


class StrategyDifference(Model):
    path: str
    before: Any
    after: Any


class StrategyComparison(Model):
    code: str
    from_version: int
    to_version: int
    differences: tuple[StrategyDifference, ...]


class GetStrategy(Query[Strategy]):
    audited = "read"

    code: Code


class ListStrategyVersions(Query[StrategyVersions]):
    code: Code


class CompareStrategyVersions(Query[StrategyComparison]):
    """Version 0 is the empty strategy."""

    audited = "read"

    code: Code
    from_version: int = Field(ge=0)
    to_version: int = Field(ge=0)


# -- commands ------------------------------------------------------------------------------------------------------


class SaveVision(Command[Strategy]):
    """The vision of three years. They count from `fiscal_year_on`, or from the launch where there is none.

    What is not given stays as it is; `fiscal_year_on: null` takes it away."""

    code: Code
    vision: Annotated[str, Text(20, 5000, lines=True)]
    fiscal_year_on: IsoDate | None = None
    expected_version: int | None = None


class SaveComponent(Command[Strategy]):
    """A draft of a component; see docs/files.md for what each holds."""

    code: Code
    component: _Component
    document: dict[str, Any]
    expected_version: int | None = None


class SaveAction(Command[Strategy]):
    """An action; with `action_id` its new form, where what is not given stays as it is."""

    code: Code
    action_id: UUID | None = None
    component: _Component
    what: Annotated[str, Text(3, 500)]
    owner: _Line | None = None
    due_on: IsoDate | None = None
    cost: Amount | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    state: ActionState = "planned"
    expected_version: int | None = None


class SubmitComponent(Command[Strategy]):
    """Ask for a review of a component that is complete."""

    code: Code
    component: _Component
    expected_version: int | None = None


class RequestChanges(Command[Strategy]):
    """Say what must change; also for a component that was approved."""

    code: Code
    component: _Component
    feedback: Annotated[str, Text(3, 5000, lines=True)]
    expected_version: int | None = None


class ApproveComponent(Command[Strategy]):
    """Approve a component. Needs the vision, and an action of the component with owner and due date."""

    code: Code
    component: _Component
    override: Reason | None = None
    expected_version: int | None = None


class LaunchStrategy(Command[Strategy]):
    """Launch, on a day that may be today or lie ahead; until `embargo_until` it is not published.

    An embargo that was set stays where none is given here."""

    code: Code
    launch_on: IsoDate
    embargo_until: AwareDatetime | None = None
    override: Reason | None = None
    expected_version: int | None = None


class CallOffLaunch(Command[Strategy]):
    """Take a planned launch back."""

    code: Code
    reason: Reason
    expected_version: int | None = None


class LiftEmbargo(Command[Strategy]):
    """End an embargo before its moment. Nothing else ends it: not another launch, not calling one off."""

    code: Code
    reason: Reason
    expected_version: int | None = None
