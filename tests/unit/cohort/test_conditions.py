"""Every condition that a program file requires is one that a noun has."""

from __future__ import annotations

from typing import Any

import pytest

from services.cohort.domain.conditions import conditions_of, insist_on_known_conditions
from services.cohort.domain.requirements import Condition
from services.cohort.handlers.facts import FACTS
from shared.contracts.cohort import RequirementState
from shared.program.load import ProgramError
from shared.program.model import Program
from shared.wording import has
from tests.unit.cohort.fake_cohort import PROGRAM


def requiring(*names: str) -> Program:
    first, *others = PROGRAM.phases
    return PROGRAM.model_copy(update={"phases": (first.model_copy(update={"requirements": names}), *others)})


def test_the_shipped_program_is_known() -> None:
    insist_on_known_conditions(PROGRAM)


def test_an_unknown_condition_is_named_with_its_key_and_what_is_known() -> None:
    with pytest.raises(ProgramError) as refused:
        insist_on_known_conditions(requiring("visit_scheduled", "visit_shedulled", "moon_full"))
    text = str(refused.value)
    assert "phases.onboarding.requirements: There is no condition visit_shedulled." in text
    assert "phases.onboarding.requirements: There is no condition moon_full." in text
    assert "condition visit_scheduled" not in text
    assert "Known are: " in text


@pytest.mark.parametrize(("name", "condition"), conditions_of(PROGRAM).items())
def test_every_condition_has_its_sentence(name: str, condition: Condition[Any]) -> None:
    assert has(f"conditions.{condition.says or name}")
    state = RequirementState(condition=name, met=False, waived=False, says=condition.says, values=condition.values)
    assert "…" not in state.said("es")


def test_the_facts_of_every_condition_are_gathered() -> None:
    assert {condition.facts for condition in conditions_of(PROGRAM).values()} <= FACTS.keys()
