"""The second example, a program of two phases and five months without a convening, runs by the same code."""

from datetime import UTC, date, datetime

from services.cohort.domain.project import PartRecord
from services.cohort.handlers import showing, timelines
from shared.contracts import cohort as contract
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, NOW, Desk
from tests.unit.cohort.test_adopting import SPRINT


def part(name: contract.ProjectPart, state: str) -> PartRecord:
    return PartRecord(name, state, 1, NOW, None, {})


def test_a_city_walks_through_two_phases_in_five_months() -> None:
    desk = Desk(program=SPRINT)
    assert (desk.city.phase, list(desk.requirements())) == (
        "sprint",
        ["team_lead_named", "charter_accepted", "baseline_measured", "planned_date"],
    )
    assert [one.message for one in refusal_of(lambda: desk.advance("done")).details] == [
        "Still open: a lead for the team.",
        "Still open: acceptance of the project charter.",
        "Still open: measurement of the project’s baseline.",
        "Still open: waiting until the next phase’s planned date is close.",
    ]
    desk.name_lead()
    desk.repository.parts[APPLICATION_ID] = {
        ("charter", 1): part("charter", "accepted"),
        ("baseline", 1): part("baseline", "submitted"),
    }
    desk.advance("done", now=datetime(2027, 11, 1, 5, tzinfo=UTC))
    assert (desk.city.phase, desk.requirements()) == ("done", {})
    told = desk.outbox.events[-1]
    assert isinstance(told, contract.PhaseAdvanced)
    assert (told.from_phase, told.to_phase, told.planned_on) == ("sprint", "done", date(2027, 11, 1))


def test_it_has_no_gatherings_and_ends_after_five_months() -> None:
    desk = Desk(program=SPRINT)
    shown = timelines.show_cohort_timeline(desk.repository, "cohort-2027")
    assert (shown.convenings, shown.ends_on) == ((), date(2027, 11, 1))
    tracker = showing.show_tracker(desk.repository, "cohort-2027", NOW)
    assert [(one.key, one.starts_on, one.ends_on) for one in tracker.phases] == [
        ("sprint", None, date(2027, 11, 1)),
        ("done", date(2027, 11, 1), None),
    ]


def test_phases_of_the_other_program_are_no_phases_here() -> None:
    desk = Desk(program=SPRINT)
    assert refused(lambda: desk.advance("demonstration")) == (
        "illegal_transition: A city cannot move from “Open data sprint” to “demonstration”."
    )
    assert desk.city.code == CODE
