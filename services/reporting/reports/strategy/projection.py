"""Which state each component of a strategy is in, and when the strategy is launched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from services.reporting.facts import Moment
from services.reporting.report import Projection, says
from shared.contracts import cohort
from shared.contracts.events import Event

if TYPE_CHECKING:
    from services.reporting.repository import Repository

STRATEGY, COMPONENT, LAUNCH = "strategy", "component", "launch"
NO_COMPONENT = ("vision", "actions")  # parts of a strategy that are none


def component(name: str, state: str) -> Projection:
    """`name`: the field of the event that names the component."""
    return says(STRATEGY, name, part=COMPONENT, state=state, fields=("version",))


DRAFTED = component("part", "draft")


def on_saved(event: cohort.StrategySaved, moment: Moment, repository: Repository) -> None:
    """A component that is saved is a draft; what is in review or approved cannot be saved."""
    if event.part not in NO_COMPONENT:
        DRAFTED(event, moment, repository)


HEARS: Mapping[type[Event], Projection] = {
    cohort.StrategySaved: on_saved,
    cohort.StrategyComponentSubmitted: component("component", "in_review"),
    cohort.StrategyChangesRequested: component("component", "changes_requested"),
    cohort.StrategyComponentApproved: component("component", "approved"),
    cohort.StrategyLaunchPlanned: says(STRATEGY, part=LAUNCH, fields=("launch_on",)),
    cohort.StrategyLaunched: says(STRATEGY, part=LAUNCH, fields=("launched_on", "version", "horizon_ends_on")),
}
