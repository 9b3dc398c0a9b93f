"""What a city codifies: policies, processes, uses of AI, their states and versions."""

from itertools import product
from typing import Any
from uuid import UUID

import pytest

from services.cohort.domain import codified as domain
from services.cohort.domain.codified import STEPS
from services.cohort.handlers import codifying
from shared.contracts import cohort as contract
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_city import ADOPTED, POLICY, CityDesk
from tests.unit.cohort.fake_cohort import CODE

REFUSED = {
    "policy": {("planned", "repealed"), ("drafted", "repealed"), ("adopted", "planned"), ("repealed", "planned"),
               ("repealed", "drafted")},
    "process": {("in_use", "planned"), ("retired", "planned"), ("retired", "piloted")},
    "ai_use": {("in_use", "idea")},
}  # fmt: skip
PROCESS = {
    "title": "Buying by outcome",
    "function": "procurement",
    "what_changed": "scores count",
    "owner": "Purchasing",
}
USE = {
    "title": "Sorting requests", "purpose": "sort requests by office", "data": "texts of requests", "risk": "medium",
    "owner": "Service desk",
}  # fmt: skip
SAFE = {"risk_explained": "a request may be sorted wrongly", "safeguards": ["a person looks at each"]}


def codes(refusal: Any) -> set[tuple[str, str]]:
    return {(detail.field, detail.code) for detail in refusal.details}


@pytest.mark.parametrize(
    ("register", "before", "after"),
    [(r, one, other) for r, states in STEPS.items() for one, other in product(states, states)],
)
def test_each_step_of_each_register(register: str, before: str, after: str) -> None:
    if (before, after) in REFUSED[register]:
        assert refused(lambda: domain.insist_on_step(register, before, after)).startswith("illegal_transition")
        return
    domain.insist_on_step(register, before, after)


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"adopted_on": None}, {("adopted_on", "needed_once_adopted")}),
        ({"reference": None}, {("reference", "needed_once_adopted")}),
        ({"state": "repealed", "adopted_on": None, "reference": None},
         {("adopted_on", "needed_once_adopted"), ("reference", "needed_once_adopted")}),
        ({"adopted_on": "2027-05-21"}, {("adopted_on", "after_today")}),
        ({"state": "drafted"}, {("adopted_on", "not_adopted")}),
    ],
)  # fmt: skip
def test_what_is_in_force_was_adopted_on_a_day_and_can_be_read(
    changes: dict[str, Any], faults: set[tuple[str, str]]
) -> None:
    desk = CityDesk()
    refusal = refusal_of(lambda: desk.codify(contract.SavePolicy, **ADOPTED | changes))
    assert (refusal.code, codes(refusal)) == ("invalid", faults)
    assert (desk.outbox.events, desk.repository.codified) == ([], [])


@pytest.mark.parametrize("state", ["pilot", "in_use"])
@pytest.mark.parametrize("risk", ["low", "medium", "high"])
def test_ai_does_not_run_without_safeguards_but_at_a_low_risk(risk: str, state: str) -> None:
    desk = CityDesk()
    fields = USE | {"risk": risk, "state": state}
    assert desk.codify(contract.SaveAiUse, **fields | SAFE).ai_uses[0].state == state
    if risk == "low":
        assert len(desk.codify(contract.SaveAiUse, **fields).ai_uses) == 2
        return
    refusal = refusal_of(lambda: desk.codify(contract.SaveAiUse, **fields))
    assert codes(refusal) == {("risk_explained", "needed_at_this_risk"), ("safeguards", "needed_at_this_risk")}


def test_an_idea_at_a_high_risk_needs_no_safeguards_yet() -> None:
    assert CityDesk().codify(contract.SaveAiUse, **USE | {"risk": "high"}).ai_uses[0].state == "idea"


def test_each_register_is_shown_and_told() -> None:
    desk = CityDesk()
    desk.codify(contract.SavePolicy, **ADOPTED)
    desk.codify(contract.SaveProcess, **PROCESS)
    shown = desk.codify(contract.SaveAiUse, **USE)
    assert [len(part) for part in (shown.policies, shown.processes, shown.ai_uses)] == [1, 1, 1]
    policy, process, use = desk.outbox.events
    assert (policy.area, policy.instrument, policy.state) == ("data_governance", "ordinance", "adopted")
    assert (process.function, process.state) == ("procurement", "planned")
    assert (use.risk, use.state) == ("medium", "idea")
    text = " ".join(event.model_dump_json() for event in desk.outbox.events)
    assert [word for word in ("Gazette", "Open data", "scores", "Purchasing", "sort") if word in text] == []


def test_a_change_is_the_next_version_and_keeps_to_the_states() -> None:
    desk = CityDesk()
    policy = desk.codify(contract.SavePolicy, **POLICY).policies[0]
    changed = desk.codify(contract.SavePolicy, id=policy.id, **ADOPTED).policies
    assert [(one.id, one.version, one.state) for one in changed] == [(policy.id, 2, "adopted")]
    back = POLICY | {"state": "planned"}
    assert refused(lambda: desk.codify(contract.SavePolicy, id=policy.id, **back)).startswith("illegal_transition")
    assert len(desk.repository.codified) == 2


def test_another_registers_record_is_not_found() -> None:
    desk = CityDesk()
    policy = desk.codify(contract.SavePolicy, **POLICY).policies[0]
    assert refused(lambda: desk.codify(contract.SaveProcess, id=policy.id, **PROCESS)).startswith("not_found")
    assert refused(lambda: desk.codify(contract.SavePolicy, id=UUID(int=3), **POLICY)).startswith("not_found")


def test_what_a_later_version_does_not_give_stays_as_it_was() -> None:
    desk = CityDesk()
    policy = desk.codify(contract.SavePolicy, **ADOPTED).policies[0]
    renamed = desk.codify(contract.SavePolicy, id=policy.id, **POLICY | {"title": "Data ordinance"}).policies[0]
    assert (renamed.title, renamed.state, renamed.adopted_on, renamed.reference) == (
        "Data ordinance", "adopted", policy.adopted_on, policy.reference,
    )  # fmt: skip
    drafted = {"state": "drafted", "adopted_on": None}
    assert desk.codify(contract.SavePolicy, id=policy.id, **POLICY | drafted).policies[0].adopted_on is None
    use = desk.codify(contract.SaveAiUse, **USE | SAFE | {"state": "pilot"}).ai_uses[0]
    fields = {key: value for key, value in (USE | SAFE).items() if key not in ("risk_explained", "safeguards", "state")}
    kept = desk.codify(contract.SaveAiUse, id=use.id, **fields).ai_uses[0]
    assert (kept.state, kept.safeguards, kept.risk_explained) == ("pilot", use.safeguards, use.risk_explained)


def test_what_was_codified_is_read_by_register() -> None:
    desk = CityDesk()
    saved = desk.codify(contract.SavePolicy, **POLICY)
    read = codifying.get_codified(contract.GetCodified(code=CODE), desk.repository)
    assert read == saved
    assert ([one.title for one in read.policies], read.processes, read.ai_uses) == ([POLICY["title"]], (), ())
