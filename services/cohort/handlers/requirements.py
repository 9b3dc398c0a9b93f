"""How a city stands with the requirements of its phase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.cohort.domain.conditions import conditions_of
from services.cohort.domain.requirements import Moment, requirements_of
from services.cohort.handlers.facts import FACTS
from shared.contracts import cohort as contract

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.domain.participation import CohortRecord, ParticipationRecord
    from services.cohort.repository import Repository


def requirement_states(
    repository: Repository, participation: ParticipationRecord, cohort: CohortRecord, now: datetime
) -> tuple[contract.RequirementState, ...]:
    """The conditions for leaving the city's phase, as they stand now. What no noun knows is never met."""
    moment = Moment(participation.today(now), cohort.program)
    conditions = conditions_of(cohort.program)
    waived = repository.list_waivers(participation.application_id, participation.phase)
    gathered: dict[type, Any] = {}

    def is_met(name: str) -> bool:
        condition = conditions.get(name)
        if condition is None:
            return False
        if condition.facts not in gathered:
            gathered[condition.facts] = FACTS[condition.facts](repository, participation, cohort)
        return condition.met(gathered[condition.facts], moment)

    def state_of(name: str) -> contract.RequirementState:
        says = conditions.get(name)
        words = {"says": says.says, "values": says.values} if says else {}
        return contract.RequirementState(condition=name, met=is_met(name), waived=name in waived, **words)

    return tuple(state_of(name) for name in requirements_of(cohort.program, participation.phase))
