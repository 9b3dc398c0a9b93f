"""What a mail that waited looks at again: whether it still has its reason, and the values as they are now."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.cohort.handlers import mayors, project, standing
from services.cohort.handlers.commitment_lookup import get_text
from shared.contracts import cohort as contract
from tests.support.refused import refused
from tests.unit.cohort.fake_city import OTHER, TEXTS, CityDesk
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, NOW, Desk
from tests.unit.cohort.fake_looking_back import AFTER, LookingBackDesk
from tests.unit.cohort.test_timeline import move_phase, move_start

WORDS = "What the city did, found and changed in ten months."
JUNE = datetime(2027, 6, 20, 12, tzinfo=UTC)


def look(desk: Desk, subject: str, key: str = "", now: datetime = NOW) -> tuple[bool, dict[str, Any]]:
    request = contract.GetStanding.model_validate({"application_id": APPLICATION_ID, "subject": subject, "key": key})
    found = standing.get_standing(request, desk.repository, now)
    return found.holds, found.values


def test_a_date_is_the_citys_own_until_the_phase_is_entered() -> None:
    desk = CityDesk()
    move_phase(desk, "acceleration", date(2027, 10, 1), code=CODE)
    move_phase(desk, "acceleration", date(2027, 9, 15))
    move_start(desk, date(2027, 6, 15))
    assert look(desk, "date", "acceleration") == (True, {"new": "2027-10-01"})
    assert look(desk, "date", "start") == (True, {"new": "2027-06-15"})
    desk.repository.insert_phase_entry(APPLICATION_ID, "acceleration", None, date(2027, 10, 1), "staff", NOW)
    assert look(desk, "date", "acceleration") == (False, {"new": "2027-10-01"})


def test_a_phase_that_was_left_again_holds_no_more() -> None:
    desk = CityDesk()
    desk.put(phase="demonstration")
    assert look(desk, "phase", "demonstration")[0]
    assert look(desk, "phase", "acceleration") == (False, {"phase": "demonstration", "advanced_on": None})


def test_requirements_are_counted_anew() -> None:
    desk = CityDesk()
    holds, values = look(desk, "requirements", "onboarding")
    assert (holds, values) == (True, {"next_phase": "demonstration", "due_on": "2027-06-01", "missing": 2})
    desk.name_lead()
    assert look(desk, "requirements", "onboarding")[1]["missing"] == 1
    assert look(desk, "requirements", "demonstration")[0] is False


def test_a_report_that_came_in_is_awaited_no_more() -> None:
    desk = CityDesk()
    late = datetime(2028, 3, 20, 12, tzinfo=UTC)
    holds, values = look(desk, "report", "final_report/1", late)
    assert holds
    assert values == {"due_on": "2028-04-01", "late": False}
    request = contract.SubmitProjectPart.model_validate(
        {"code": CODE, "part": "final_report", "document": dict.fromkeys(("summary", "results", "lessons"), WORDS)}
    )
    project.submit_part(request, desk.repository, desk.outbox, late)
    assert look(desk, "report", "final_report/1", late)[0] is False
    assert look(desk, "report", "charter/1", late) == (False, {})


def test_a_measurement_that_was_made_is_due_later() -> None:
    desk = CityDesk()
    target = desk.set_target()
    due = datetime(2027, 5, 1, 12, tzinfo=UTC)
    assert look(desk, "measurement", str(target.id), due) == (True, {"due_on": "2027-04-30"})
    desk.measure(target.id, "40", "2027-05-10")
    assert look(desk, "measurement", str(target.id), NOW) == (False, {"due_on": "2027-08-10"})
    assert look(desk, "measurement", "none") == (False, {})


def test_a_signature_is_awaited_until_it_is_there_and_again_of_a_new_mayor() -> None:
    desk = CityDesk()
    assert look(desk, "commitment", "mayor") == (False, {})
    desk.named()
    assert look(desk, "commitment", "mayor") == (True, {"state": "open"})
    desk.sign("mayor")
    assert look(desk, "commitment", "mayor") == (False, {"state": "signed"})
    desk.succeed()
    desk.watch(JUNE)
    assert look(desk, "reaffirmation", now=JUNE) == (True, {"reaffirm_by": "2027-07-24"})


def test_of_a_shared_commitment_each_city_is_looked_at_alone() -> None:
    desk = CityDesk()
    desk.write("shared")
    desk.open("shared")
    desk.sign("shared", OTHER)
    assert look(desk, "commitment", "shared")[0]
    desk.sign("shared")
    assert look(desk, "commitment", "shared")[0] is False


def test_a_term_is_the_one_that_ends_now() -> None:
    desk = CityDesk()
    assert look(desk, "term", "term_end") == (True, {"on_date": "2028-01-01"})
    assert look(desk, "term", "election") == (False, {"on_date": None})
    election = contract.RecordElection(code=CODE, election_on=date(2027, 10, 31))
    desk.mayor(mayors.record_election, election, NOW)
    assert look(desk, "term", "election") == (True, {"on_date": "2027-10-31"})
    desk.succeed(takes_office_on="2028-01-01", term_ends_on="2032-01-01")
    assert look(desk, "term", "term_end") == (False, {"on_date": None})


def test_a_launched_strategy_tells_the_embargo_that_still_stands() -> None:
    desk = CityDesk()
    assert look(desk, "strategy") == (False, {})
    desk.approve_all()
    desk.launch(date(2027, 5, 20), embargo_until=NOW + timedelta(days=9))
    assert look(desk, "strategy") == (
        True, {"launched_on": "2027-05-20", "embargo_until": "2027-05-29T12:00:00+00:00"},
    )  # fmt: skip
    assert look(desk, "strategy", now=JUNE)[1]["embargo_until"] is None


def test_follow_ups_and_surveys() -> None:
    desk = LookingBackDesk()
    assert look(desk, "survey", "start") == (False, {"closes_on": None})
    desk.ask()
    assert look(desk, "survey", "start") == (True, {"closes_on": "2027-06-15"})
    assert look(desk, "survey", "start", datetime(2027, 6, 16, 12, tzinfo=UTC))[0] is False
    desk.complete()
    assert look(desk, "follow_up", "6", AFTER) == (True, {"due_on": "2028-10-01"})
    desk.follow_up()
    assert look(desk, "follow_up", "6", AFTER)[0] is False
    assert look(desk, "follow_up", "7", AFTER) == (False, {})


@pytest.mark.parametrize("status", ["withdrawn", "exited"])
def test_nothing_holds_for_a_city_that_has_left(status: str) -> None:
    desk = CityDesk()
    desk.put(status=status)
    assert look(desk, "requirements", "onboarding")[0] is False
    assert look(desk, "term", "term_end")[0] is False


def test_what_is_no_city_is_not_found() -> None:
    desk = Desk(started=False)
    assert refused(lambda: look(desk, "strategy")).startswith("not_found")


def test_the_mail_sender_reads_what_is_signed_and_why_a_part_came_back() -> None:
    desk = CityDesk()
    asked = contract.GetCommitmentText(application_id=APPLICATION_ID, kind="mayor")
    assert refused(lambda: get_text(asked, desk.repository)).startswith("not_found")
    desk.named()
    assert get_text(asked, desk.repository).texts == TEXTS
    feedback = contract.GetProjectFeedback(application_id=APPLICATION_ID, part="charter")
    assert project.get_feedback(feedback, desk.repository).feedback is None
