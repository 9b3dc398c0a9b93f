"""Surveys, data maturity and follow-ups on a real database: every statement of their queries."""

from __future__ import annotations

from services.cohort.repository import Repository
from shared.contracts import cohort as contract
from shared.storage.database import Transaction
from tests.support.fakes import FakeOutbox
from tests.unit.cohort.fake_cohort import CODE, LEAD, PROGRAM
from tests.unit.cohort.fake_looking_back import ANSWERS, COMPONENTS, LookingBackDesk

OTHER = "M4X7K2Q9TB"


class RealLookingBackDesk(LookingBackDesk):
    def __init__(self, tx: Transaction) -> None:
        self.tx, self.repository = tx, Repository(tx, PROGRAM)  # type: ignore[assignment]
        self.outbox, self.program = FakeOutbox(), PROGRAM
        self.plan()
        self.join()
        self.join(OTHER)

    def complete(self) -> None:
        self.tx.execute("update participations set phase = 'completed' where code = %s", (CODE,))


def test_data_maturity_in_versions_and_views(tx: Transaction) -> None:
    desk = RealLookingBackDesk(tx)
    desk.assess(evidence={"use": "The cabinet reads one page a week."})
    desk.assess(levels=dict.fromkeys(COMPONENTS, 1))
    desk.assess(view="city")
    shown = desk.assess("end", levels=dict.fromkeys(COMPONENTS, 4))
    found = [(one.moment, one.view, one.version, one.mean) for one in shown.assessments]
    assert found == [("start", "assessor", 2, "1.00"), ("start", "city", 1, "2.20"), ("end", "assessor", 1, "4.00")]
    assert shown.changes[0].mean_change == "+3.00"


def test_a_survey_asked_answered_in_versions_and_counted(tx: Transaction) -> None:
    desk = RealLookingBackDesk(tx)
    assert desk.repository.find_asked("cohort-2027", "start") is None
    desk.ask()
    desk.answer(code=OTHER)
    desk.answer()
    assert desk.answer(ANSWERS | {"hope": "Fewer forms."}, code=OTHER).version == 2
    assert desk.answer(ANSWERS, role="mayors_office").version == 1
    found = desk.results()
    assert (found.responses, found.cities) == (3, 2)
    assert next(one.texts for one in found.questions if one.id == "hope") == (
        "Fewer forms.", "Shorter waits.", "Shorter waits."
    )  # fmt: skip
    assert (desk.close().state, desk.ask().state) == ("closed", "open")


def test_a_city_that_pauses_is_asked_when_it_is_back(tx: Transaction) -> None:
    desk = RealLookingBackDesk(tx)
    desk.change_status("paused")
    desk.ask()
    desk.change_status("active", LEAD)
    asked = [event for event in desk.outbox.events if isinstance(event, contract.SurveyOpened)]
    assert [CODE in {city.code for city in event.cities} for event in asked] == [False, True]


def test_follow_ups_found_waived_and_found_again(tx: Transaction) -> None:
    desk = RealLookingBackDesk(tx)
    desk.complete()
    desk.follow_up(notes="The deputy keeps the routine.")
    desk.waive(6)
    said = desk.follow_up(targets_measured=3)
    assert said.found == replace_found(said.found, targets_measured=3)
    desk.waive(24)
    states = [state for _months, _due, state in desk.follow_ups(code=CODE)]
    assert states == ["done", "planned", "waived", "planned"]
    assert len(desk.follow_ups()) == 8


def replace_found(found: object, **fields: object) -> object:
    assert hasattr(found, "model_copy")
    return found.model_copy(update=fields)
