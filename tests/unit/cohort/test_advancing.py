"""Advancing: the program's requirements for leaving each phase, and waivers that program leads alone grant."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from services.cohort.domain.conditions import conditions_of
from services.cohort.domain.project import PartRecord
from services.cohort.handlers import advancing, showing, timelines
from shared.contracts import cohort as contract
from shared.contracts.cohort import PhaseAdvanced, PhaseChange, TeamLeadNamed
from shared.contracts.people import Caller
from tests.support.owners import FakeOwners
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_cohort import (
    ADMINISTRATOR,
    APPLICATION_ID,
    COACH,
    CODE,
    LEAD,
    NOW,
    PROGRAM,
    STAFF,
    WRITTEN,
    Desk,
    titled,
)

KEYS = {"application_id": APPLICATION_ID, "code": CODE, "cohort": "cohort-2027"}
VISIT = datetime(2027, 6, 10, 15, tzinfo=UTC), datetime(2027, 6, 11, 15, tzinfo=UTC)
AFTER_VISIT = datetime(2027, 6, 12, 12, tzinfo=UTC)
REQUIREMENTS = {
    "onboarding": ("visit_scheduled", "team_lead_named"),
    "demonstration": (
        "visit_written_up",
        "charter_accepted",
        "baseline_measured",
        "assessment_accepted",
        "progress_report_accepted",
        "planned_date",
    ),
    "acceleration": (
        "strategy_components_approved",
        "leaders_convening_settled",
        "coaching_sessions_held",
        "planned_date",
    ),
    "close_out": (
        "mayoral_convening_settled",
        "commitment_signed",
        "strategy_launched",
        "project_closed",
        "final_report_accepted",
    ),
    "completed": (),
}
PHASES = tuple(REQUIREMENTS)
ONLY_LEADS = "forbidden: Only a program lead may override a rule of the program."


def all_of(phase: str) -> dict[str, str]:
    return dict.fromkeys(REQUIREMENTS[phase], "agreed with the mayor")


def ready() -> Desk:
    """With a city that may leave the onboarding."""
    desk = Desk()
    desk.schedule(*VISIT)
    desk.name_lead()
    return desk


# -- the team's lead ---------------------------------------------------------------------------------------------------


def test_a_named_lead_is_told_without_name_and_address() -> None:
    desk = Desk()
    shown = desk.name_lead(interim=False)
    assert (shown.version, desk.requirements()["team_lead_named"]) == (2, (True, False))
    assert desk.outbox.events[-1] == TeamLeadNamed(**KEYS, interim=False)
    assert [(one.name, one.lead) for one in desk.repository.list_team_members(APPLICATION_ID)] == [
        ("Leo Supuesto", True)
    ]


def test_a_lead_of_an_unknown_city_is_not_named() -> None:
    assert refused(lambda: Desk().name_lead("0000000000")) == (
        "not_found: There is no participating city with the code 0000000000."
    )


# -- from phase to phase -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("phase", PHASES)
def test_each_phase_lists_its_own_requirements(phase: str) -> None:
    desk = Desk()
    desk.put(phase=phase)
    assert tuple(desk.requirements()) == REQUIREMENTS[phase]


def test_a_city_that_meets_everything_advances_and_it_is_told() -> None:
    desk = ready()
    version = desk.city.version
    change = desk.advance("demonstration", caller=STAFF)
    assert change == PhaseChange(
        code=CODE, from_phase="onboarding", to_phase="demonstration", at=NOW, version=version + 1
    )
    assert (desk.city.phase, desk.city.version) == ("demonstration", version + 1)
    assert desk.repository.entries[APPLICATION_ID, "demonstration"] == (
        date(2027, 6, 1),
        date(2027, 5, 20),
        STAFF.actor,
    )
    assert desk.outbox.events[-1] == PhaseAdvanced(
        **KEYS,
        from_phase="onboarding",
        to_phase="demonstration",
        planned_on=date(2027, 6, 1),
        advanced_on=date(2027, 5, 20),
        waived=(),
    )


@pytest.mark.parametrize(("before", "after"), [(before, after) for before in PHASES for after in (*PHASES, "nonsense")])
def test_each_step_between_phases(before: str, after: str) -> None:
    desk = Desk()
    desk.put(phase=before)
    waive = all_of(before)
    if (before, after) in pairwise(PHASES):
        assert desk.advance(after, waive=waive).to_phase == after
        return
    assert refused(lambda: desk.advance(after, waive=waive)) == (
        f"illegal_transition: A city cannot move from {titled(before)} to {titled(after)}."
    )
    assert (desk.city.phase, desk.outbox.events) == (before, [])


@pytest.mark.parametrize("status", ["paused", "withdrawn", "exited"])
def test_only_an_active_city_advances(status: str) -> None:
    desk = ready()
    desk.put(status=status)
    assert refused(lambda: desk.advance("demonstration")) == (
        f"illegal_transition: A city whose status is “{status}” cannot move to another phase."
    )


def test_an_advance_is_judged_by_name_then_version_then_phase_then_requirements() -> None:
    desk = Desk()
    assert refused(lambda: desk.advance("completed", version=9, code="0000000000")) == (
        "not_found: There is no participating city with the code 0000000000."
    )
    assert refused(lambda: desk.advance("completed", version=9)) == (
        "stale_version: Somebody changed this after it was read: it is now at version 1. Read it again."
    )
    assert refused(lambda: desk.advance("completed")) == (
        "illegal_transition: A city cannot move from “Onboarding” to “Completed”."
    )
    refusal = refusal_of(lambda: desk.advance("demonstration"))
    assert refusal.code == "requirements_not_met"
    assert [(one.field, one.code, one.message) for one in refusal.details] == [
        ("visit_scheduled", "not_met", "Still open: a date for the city visit."),
        ("team_lead_named", "not_met", "Still open: a lead for the team."),
    ]
    assert (desk.city.phase, desk.outbox.events) == ("onboarding", [])


# -- the requirements --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "scheduled", "written_up"),
    [
        ("proposed", False, False),
        ("cancelled", False, False),
        ("scheduled", True, False),
        ("held", True, False),
        ("written_up", True, True),
    ],
)
def test_what_the_visits_state_meets(state: str, scheduled: bool, written_up: bool) -> None:
    desk = ready()
    desk.put_visit(state=state)
    assert desk.requirements()["visit_scheduled"] == (scheduled, False)
    desk.put(phase="demonstration")
    assert desk.requirements()["visit_written_up"] == (written_up, False)


@pytest.mark.parametrize(
    ("part", "condition", "meeting"),
    [
        ("charter", "charter_accepted", {"accepted"}),
        ("baseline", "baseline_measured", {"submitted", "accepted"}),  # measured, not judged
        ("assessment", "assessment_accepted", {"accepted"}),
        ("progress_report", "progress_report_accepted", {"accepted"}),
    ],
)
def test_what_a_part_of_the_project_meets(part: Any, condition: str, meeting: set[str]) -> None:
    desk = Desk()
    desk.put(phase="demonstration")
    assert desk.requirements()[condition] == (False, False)
    for state in ("submitted", "returned", "accepted"):
        desk.repository.parts[APPLICATION_ID] = {(part, 1): PartRecord(part, state, 1, NOW, None, {})}
        assert desk.requirements()[condition] == (state in meeting, False)


@pytest.mark.parametrize(
    ("kind", "phase", "condition"),
    [
        ("leaders", "acceleration", "leaders_convening_settled"),
        ("mayors", "close_out", "mayoral_convening_settled"),
    ],
)
def test_what_a_settled_convening_meets(kind: str, phase: str, condition: str) -> None:
    desk = Desk()
    desk.put(phase=phase)
    desk.repository.settled[APPLICATION_ID] = {"leaders", "mayors"} - {kind}
    assert desk.requirements()[condition] == (False, False)
    desk.repository.settled[APPLICATION_ID] = {kind}
    assert desk.requirements()[condition] == (True, False)


def test_every_requirement_can_be_met() -> None:
    assert {one for of in REQUIREMENTS.values() for one in of} - set(conditions_of(PROGRAM)) == set()


@pytest.mark.parametrize(
    ("phase", "planned"), [("demonstration", date(2027, 9, 1)), ("acceleration", date(2028, 3, 1))]
)
def test_a_phase_may_begin_seven_days_before_its_planned_date_in_the_city(phase: str, planned: date) -> None:
    desk = Desk()  # in Bogotá the day begins at 05:00 UTC
    desk.put(phase=phase)
    first = datetime(planned.year, planned.month, planned.day, 5, tzinfo=UTC) - timedelta(days=7)
    assert desk.requirements(first - timedelta(seconds=1))["planned_date"] == (False, False)
    assert desk.requirements(first)["planned_date"] == (True, False)


def test_the_planned_date_counts_from_the_cohorts_start_and_clamps() -> None:
    desk = Desk(started=False)
    desk.plan(starts_on=date(2027, 5, 31))
    desk.join()
    desk.put(phase="acceleration")  # close-out is planned on 29 February 2028
    assert desk.requirements(datetime(2028, 2, 22, 4, 59, tzinfo=UTC))["planned_date"] == (False, False)
    assert desk.requirements(datetime(2028, 2, 22, 5, tzinfo=UTC))["planned_date"] == (True, False)


# -- waivers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("caller", [LEAD, ADMINISTRATOR])
def test_a_lead_waives_with_a_reason_that_is_kept_and_not_told(caller: Caller) -> None:
    desk = Desk()
    desk.name_lead()
    desk.advance("demonstration", caller=caller, waive={"visit_scheduled": "agreed with the mayor"})
    told = desk.outbox.events[-1]
    assert isinstance(told, PhaseAdvanced)
    assert told.waived == ("visit_scheduled",)
    assert desk.repository.waivers == {
        (APPLICATION_ID, "onboarding", "visit_scheduled"): ("agreed with the mayor", caller.actor)
    }


@pytest.mark.parametrize("caller", [STAFF, COACH])
def test_nobody_else_waives(caller: Caller) -> None:
    desk = Desk()
    assert refused(lambda: desk.advance("demonstration", caller=caller, waive=all_of("onboarding"))) == ONLY_LEADS
    assert desk.repository.waivers == {}


def test_a_waiver_names_a_requirement_of_the_citys_phase() -> None:
    desk = ready()
    waive = {"visit_scheduled": "agreed", "planned_date": "agreed", "nonsense": "agreed"}
    refusal = refusal_of(lambda: desk.advance("demonstration", waive=waive))
    assert refusal.code == "invalid"
    assert [(one.field, one.code) for one in refusal.details] == [
        ("waive.planned_date", "not_a_requirement"),
        ("waive.nonsense", "not_a_requirement"),
    ]
    assert desk.repository.waivers == {}


def test_one_waiver_leaves_the_other_requirements() -> None:
    desk = Desk()
    waive = {"visit_scheduled": "agreed with the mayor"}
    refusal = refusal_of(lambda: desk.advance("demonstration", waive=waive))
    assert (refusal.code, [one.field for one in refusal.details]) == ("requirements_not_met", ["team_lead_named"])


def test_a_waiver_holds_for_its_own_phase() -> None:
    desk = Desk()
    desk.put(phase="demonstration")
    desk.advance("acceleration", waive=all_of("demonstration"))
    assert desk.requirements()["planned_date"] == (False, False)
    assert refused(lambda: desk.advance("close_out")).startswith("requirements_not_met: ")


def test_a_city_reaches_the_last_phase_by_waivers_alone() -> None:
    desk = Desk()
    for before, after in pairwise(PHASES):
        desk.advance(after, waive=all_of(before))
    assert desk.requirements() == {}
    told = [event for event in desk.outbox.events if isinstance(event, PhaseAdvanced)]
    assert [(event.to_phase, event.planned_on) for event in told] == [
        ("demonstration", date(2027, 6, 1)),
        ("acceleration", date(2027, 9, 1)),
        ("close_out", date(2028, 3, 1)),
        ("completed", date(2028, 4, 1)),
    ]


# -- looking up --------------------------------------------------------------------------------------------------------


def test_the_tracker_of_a_cohort_that_was_planned_a_moment_ago_says_that_it_is_arriving() -> None:
    desk, owners = Desk(), FakeOwners(known=("cohort-2028",))

    def tracker(name: str) -> contract.Tracker:
        return showing.get_tracker(contract.GetTracker(cohort=name), desk.repository, owners, NOW)

    assert (tracker("cohort-2028").arriving, tracker("cohort-2028").members) == (True, ())
    assert (tracker("cohort-2027").arriving, len(tracker("cohort-2027").members)) == (False, 1)
    assert refused(lambda: tracker("cohort-2029")) == "not_found: There is no cohort cohort-2029."
    assert owners.asked == ["cohort-2028", "cohort-2028", "cohort-2029"]


def test_the_tracker_counts_what_is_met_or_waived() -> None:
    desk = Desk()
    desk.name_lead()
    desk.repository.insert_waiver(APPLICATION_ID, "onboarding", "visit_scheduled", "agreed", LEAD.actor, NOW)
    desk.join("AAAAAAAAAA", city="Aldea Ejemplo")
    tracker = showing.show_tracker(desk.repository, "cohort-2027", NOW)
    assert [(one.city, one.requirements.met, one.requirements.of) for one in tracker.members] == [
        ("Aldea Ejemplo", 0, 2),
        ("Puerto Ejemplo", 2, 2),
    ]
    assert [([state.condition for state in one.open], one.due_on) for one in tracker.members] == [
        (["visit_scheduled", "team_lead_named"], date(2027, 6, 1)),
        ([], date(2027, 6, 1)),
    ]
    assert [(one.key, one.starts_on, one.ends_on) for one in tracker.phases] == [
        ("onboarding", None, date(2027, 6, 1)),
        ("demonstration", date(2027, 6, 1), date(2027, 9, 1)),
        ("acceleration", date(2027, 9, 1), date(2028, 3, 1)),
        ("close_out", date(2028, 3, 1), date(2028, 4, 1)),
        ("completed", date(2028, 4, 1), None),
    ]


def test_the_timeline_shows_plan_and_fact() -> None:
    desk = ready()
    desk.advance("demonstration")
    timeline = timelines.show_timeline(desk.repository, CODE, NOW)
    assert [(one.key, one.planned_on, one.started_on) for one in timeline.phases][:3] == [
        ("onboarding", None, date(2027, 5, 20)),
        ("demonstration", date(2027, 6, 1), date(2027, 5, 20)),
        ("acceleration", date(2027, 9, 1), None),
    ]
    assert timeline.visit_window == (date(2027, 5, 2), date(2027, 7, 16))
    assert timeline.visit is not None
    assert (timeline.visit.state, timeline.visit.starts_at) == ("scheduled", VISIT[0])


def test_no_event_of_a_whole_way_holds_what_people_wrote() -> None:
    desk = ready()
    desk.hold(date(2027, 6, 10), AFTER_VISIT)
    desk.write_up(AFTER_VISIT)
    desk.advance("demonstration", AFTER_VISIT)
    desk.advance("acceleration", AFTER_VISIT, waive=all_of("demonstration"))
    told = "".join(event.model_dump_json() for event in desk.outbox.events)
    rows = desk.repository
    kept = f"{rows.team} {rows.visits} {rows.write_ups} {rows.waivers}"
    assert [word for word in WRITTEN if word not in kept] == []  # they could have leaked
    assert [word for word in WRITTEN if word in told] == []


# -- a cohort ----------------------------------------------------------------------------------------------------------


def changes(desk: Desk, **fields: Any) -> list[contract.AdvancePhase]:
    request = contract.AdvanceCohort(cohort=desk.city.cohort, phase="demonstration", **fields)
    return advancing.list_changes(request, desk.repository)


def test_a_cohort_moves_as_each_of_its_cities() -> None:
    desk = Desk()
    (change,) = changes(desk, waive={"visit_scheduled": "by video"})
    assert change == contract.AdvancePhase(
        code=CODE, phase="demonstration", expected_version=desk.city.version, waive={"visit_scheduled": "by video"}
    )


def test_of_a_cohort_only_the_cities_that_are_named_move_with_the_versions_seen() -> None:
    desk = Desk()
    assert [(one.code, one.expected_version) for one in changes(desk, versions={CODE: 41})] == [(CODE, 41)]


def test_an_unknown_cohort_moves_nobody() -> None:
    desk = Desk()
    request = contract.AdvanceCohort(cohort="c99", phase="demonstration")
    assert refused(lambda: advancing.list_changes(request, desk.repository)).startswith("not_found")


def test_a_city_moves_with_its_own_cohort_alone() -> None:
    desk = Desk()
    (change,) = changes(desk)
    move = partial(advancing.advance_member, change=change, repository=desk.repository, outbox=desk.outbox)
    assert refused(lambda: move("c99", caller=LEAD, now=NOW)) == (
        f"not_found: There is no city in this cohort with the code {CODE}."
    )
    assert refused(lambda: move(desk.city.cohort, caller=LEAD, now=NOW)).startswith("requirements_not_met")
