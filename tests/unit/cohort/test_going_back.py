"""Ways back and aside: a step back to the phase before, pauses, leaving, reinstating; each with a reason."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from services.cohort.domain.participation import STATUS_TRANSITIONS
from services.cohort.handlers import timelines
from shared.contracts.cohort import PhaseChange, StatusChanged, SteppedBack
from shared.contracts.people import Caller
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_cohort import ADMINISTRATOR, APPLICATION_ID, CODE, LEAD, NOW, STAFF, Desk, titled

PHASES = ("onboarding", "demonstration", "acceleration", "close_out", "completed")
LATER = datetime(2027, 6, 20, 12, tzinfo=UTC)
WAIVED = {"visit_scheduled": "agreed with the mayor", "team_lead_named": "agreed with the mayor"}


def advanced() -> Desk:
    """With a city in its second phase, by waivers."""
    desk = Desk()
    desk.advance("demonstration", waive=WAIVED, now=NOW + timedelta(hours=1))
    desk.outbox.events.clear()
    return desk


# -- a step back -------------------------------------------------------------------------------------------------------


def test_a_step_back_undoes_the_entry_and_is_told_without_its_reason() -> None:
    desk = advanced()
    change = desk.step_back("onboarding", LATER)
    assert change == PhaseChange(
        code=CODE, from_phase="demonstration", to_phase="onboarding", at=LATER, version=desk.city.version
    )
    assert (desk.city.phase, list(desk.repository.list_phase_entries(APPLICATION_ID))) == ("onboarding", ["onboarding"])
    (told,) = desk.outbox.events
    assert told == SteppedBack(
        application_id=APPLICATION_ID, code=CODE, cohort="cohort-2027",
        from_phase="demonstration", to_phase="onboarding", stepped_on=date(2027, 6, 20),
    )  # fmt: skip


def test_what_was_waived_for_the_step_must_be_waived_anew() -> None:
    desk = advanced()
    desk.step_back("onboarding", LATER)
    assert desk.requirements() == {"visit_scheduled": (False, False), "team_lead_named": (False, False)}
    assert refused(lambda: desk.advance("demonstration")).startswith("requirements_not_met: ")
    desk.advance("demonstration", waive=WAIVED, now=LATER)
    assert desk.city.phase == "demonstration"


def test_the_timeline_tells_every_step_with_its_reason() -> None:
    desk = advanced()
    desk.step_back("onboarding", LATER)
    steps = timelines.show_timeline(desk.repository, CODE, NOW).steps
    assert [(one.step, one.what, one.reason, one.by) for one in steps] == [
        ("entered", "onboarding", None, "system"),
        ("waived", "team_lead_named", "agreed with the mayor", LEAD.actor),
        ("waived", "visit_scheduled", "agreed with the mayor", LEAD.actor),
        ("entered", "demonstration", None, LEAD.actor),
        ("stepped_back", "demonstration", "the baseline was wrong", STAFF.actor),
    ]


@pytest.mark.parametrize(("at", "to"), [*product(PHASES, (*PHASES, "nonsense"))])
def test_a_step_back_leads_to_the_phase_before_alone(at: str, to: str) -> None:
    desk = Desk()
    desk.put(phase=at)
    if at != "onboarding":
        desk.repository.insert_phase_entry(APPLICATION_ID, at, None, NOW.date(), "staff", NOW)
    if to in PHASES and PHASES.index(to) == PHASES.index(at) - 1:
        assert desk.step_back(to).to_phase == to
        return
    refusal = refusal_of(lambda: desk.step_back(to))
    assert str(refusal) == f"illegal_transition: A city cannot move from {titled(at)} to {titled(to)}."
    assert [(one.field, one.code, one.values["phase"]) for one in refusal.details] == [
        ("from", "phase_now", at),
        ("to", "phase_wanted", to),
    ]
    assert refusal.details[0].message == f"Its phase: {titled(at)}.".replace("“", "").replace("”", "")


def test_a_step_back_is_judged_by_version_first_and_only_active_cities_take_it() -> None:
    desk = advanced()
    assert (
        refused(lambda: desk.step_back("completed", version=1))
        == "stale_version: Somebody changed this after it was read: it is now at version 2. Read it again."
    )
    desk.put(status="paused")
    assert refused(lambda: desk.step_back("onboarding")) == (
        "illegal_transition: A city whose status is “paused” cannot step back."
    )
    assert desk.outbox.events == []


# -- beside the phase --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("at", "to"), [*product(STATUS_TRANSITIONS, repeat=2)])
def test_each_step_between_statuses(at: str, to: str) -> None:
    desk = Desk()
    desk.put(status=at)
    if to in STATUS_TRANSITIONS[at]:
        assert desk.change_status(to, LEAD).status == to
        (told,) = desk.outbox.events
        assert isinstance(told, StatusChanged)
        assert (told.from_status, told.to_status) == (at, to)
        assert "elections" not in told.model_dump_json()
        return
    refusal = refusal_of(lambda: desk.change_status(to, LEAD))
    assert str(refusal) == f"illegal_transition: A city that is {at} cannot become {to}."
    assert [(one.field, one.values["state"]) for one in refusal.details] == [("from", at), ("to", to)]
    assert desk.outbox.events == []


@pytest.mark.parametrize("left", ["withdrawn", "exited"])
def test_only_a_program_lead_reinstates_a_city(left: str) -> None:
    desk = Desk()
    desk.put(status=left)
    assert refused(lambda: desk.change_status("active")) == (
        "forbidden: Only a program lead may override a rule of the program."
    )
    assert desk.change_status("active", ADMINISTRATOR).status == "active"


def test_staff_pause_a_city_and_let_it_go_on() -> None:
    desk = Desk()
    desk.change_status("paused")
    assert desk.change_status("active", version=desk.city.version).status == "active"


@pytest.mark.parametrize("caller", [STAFF, LEAD])
def test_a_status_changes_only_from_the_version_that_was_seen(caller: Caller) -> None:
    desk = Desk()
    assert refused(lambda: desk.change_status("paused", caller, version=9)) == (
        "stale_version: Somebody changed this after it was read: it is now at version 1. Read it again."
    )
    assert desk.city.status == "active"
