"""What mails about a city may still say when they go: what has changed, and the texts that no event carries."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest

from services.cohort.handlers import mail_facts, mayors, project
from shared.contracts import cohort as contract
from shared.contracts.cohort.mail_facts import CitySubject
from tests.support.refused import refused
from tests.unit.cohort.fake_city import OTHER, TEXTS, CityDesk
from tests.unit.cohort.fake_cohort import CODE, NOW, Desk
from tests.unit.cohort.fake_looking_back import AFTER, LookingBackDesk
from tests.unit.cohort.fake_sessions import COACH_ID, HOUR, LEAD_REF, OFFICE_REF, SessionDesk
from tests.unit.cohort.test_convening import PLACE, Hall
from tests.unit.cohort.test_strategy import lift
from tests.unit.cohort.test_timeline import REASON, move_phase, move_start

WORDS = "What the city did, found and changed in ten months."
JUNE = datetime(2027, 6, 20, 12, tzinfo=UTC)
TEAM_LEAD = f"{CODE}:0:team_lead"


def look(desk: Desk, about: Any, recipient: str = LEAD_REF, now: datetime = NOW, **values: Any) -> tuple[bool, Any]:
    request = contract.GetMailFacts(code=CODE, about=about, recipient=recipient, language="es", values=values)
    found = mail_facts.get_mail_facts(request, desk.repository, now)
    return found.holds, found.values


# -- the city and its phases -------------------------------------------------------------------------------------------


def test_a_citys_own_date_is_the_one_that_it_is_told() -> None:
    desk = CityDesk()
    move_phase(desk, "acceleration", date(2027, 10, 1), code=CODE)
    move_phase(desk, "acceleration", date(2027, 9, 15))
    changes = [{"phase": "acceleration", "old": "2027-09-01", "new": new} for new in ("2027-10-01", "2027-09-15")]
    assert look(desk, "timeline", changes=changes, version=2) == (True, {"changes": changes[:1], "reason": REASON})
    assert look(desk, "timeline", changes=changes[1:], version=3)[0] is False
    move_start(desk, date(2027, 6, 15))
    start = {"phase": None, "old": "2027-06-01", "new": "2027-06-15"}
    assert look(desk, "timeline", changes=[start])[1]["changes"] == [start]


def test_a_phase_that_was_left_again_holds_no_more() -> None:
    desk = CityDesk()
    desk.put(phase="demonstration")
    assert look(desk, "phase", phase="demonstration")[0]
    assert look(desk, "phase", phase="acceleration")[0] is False


def test_requirements_are_named_as_they_are_open_now() -> None:
    desk = CityDesk()
    told = {"phase": "demonstration", "due_on": "2027-06-01"}
    visit, lead = ({"key": f"conditions.{name}", "values": {}} for name in ("visit_scheduled", "team_lead_named"))
    assert look(desk, "requirements", **told) == (True, {"conditions": [visit, lead], "missing": 2})
    desk.name_lead()
    assert look(desk, "requirements", **told)[1] == {"conditions": [visit], "missing": 1}
    move_phase(desk, "demonstration", date(2027, 8, 1))
    assert look(desk, "requirements", **told)[0] is False


def test_a_message_says_the_phase_the_coach_and_the_mayor_of_that_day() -> None:
    desk = CityDesk()
    desk.put(phase="demonstration", lead_coach_id=COACH_ID)
    said = {"phase": "demonstration", "coach_id": str(COACH_ID), "mayor": None}  # the application's, whom intake names
    assert look(desk, "message") == (True, said)
    desk.succeed(name="Rosa Ficticia", takes_office_on=date(2027, 3, 1))
    assert look(desk, "message", now=datetime(2027, 3, 2, 18, tzinfo=UTC))[1]["mayor"] == "Rosa Ficticia"
    desk.put(status="withdrawn")
    assert look(desk, "message")[0] is False


@pytest.mark.parametrize("status", ["withdrawn", "exited"])
def test_nothing_holds_for_a_city_that_has_left_but_that_it_has(status: str) -> None:
    desk = CityDesk()
    desk.put(status=status)
    assert look(desk, "city")[0] is False
    assert look(desk, "city_left", status=status)[0]
    desk.put(status="active")
    assert (look(desk, "city")[0], look(desk, "city_left", status=status)[0]) == (True, False)


def test_what_is_no_city_is_not_found_and_every_subject_is_known() -> None:
    assert refused(lambda: look(Desk(started=False), "strategy_launch")).startswith("not_found")
    assert set(mail_facts.ABOUT) == set(get_args(CitySubject))


# -- meetings ----------------------------------------------------------------------------------------------------------


def test_a_session_is_told_with_its_title_and_people_as_long_as_it_is_then() -> None:
    desk = SessionDesk()
    shown = desk.book()
    told = {"meeting_id": str(shown.id), "sequence": 0}
    holds, values = look(desk, "session", **told)
    assert holds
    assert values == {
        "topic": shown.title, "place": shown.place, "speaker": None, "bring": None, "coach_id": str(COACH_ID),
        "modules": [],
    }  # fmt: skip
    assert look(desk, "session", f"identity:{COACH_ID}", **told)[0]
    assert look(desk, "session", "intake:stranger", **told)[0] is False
    desk.move(shown.id, starts_at=shown.starts_at + HOUR, ends_at=shown.ends_at + HOUR)
    assert (look(desk, "session", **told)[0], look(desk, "session", **told | {"sequence": 1})[0]) == (False, True)


def test_an_end_of_a_session_says_which_it_is() -> None:
    desk = SessionDesk()
    shown = desk.book(roles=("team_lead", "mayors_office"))
    told = {"meeting_id": str(shown.id), "sequence": 0}
    assert look(desk, "session_cancelled", **told)[0] is False
    desk.change_people(shown.id, cities=(CODE,), roles=("mayors_office",))
    assert look(desk, "session_cancelled", **told) == (True, {"how": "without_you", "topic": shown.title})
    assert look(desk, "session_cancelled", OFFICE_REF, **told)[0] is False
    assert look(desk, "session_cancelled", OFFICE_REF, now=shown.ends_at, **told) == (
        True, {"how": "over", "topic": shown.title},
    )  # fmt: skip
    desk.cancel(shown.id)
    assert look(desk, "session_cancelled", OFFICE_REF, **told)[1]["how"] == "cancelled"
    desk.put(status="withdrawn")
    assert look(desk, "session_cancelled", OFFICE_REF, **told)[1]["how"] == "city_left"


def test_an_invitation_holds_for_whom_is_still_invited() -> None:
    hall = Hall()
    shown = hall.convene()
    hall.invite()
    told = {"kind": "leaders", "sequence": 0, "starts_at": shown.starts_at.isoformat(), "meeting_id": str(shown.id)}
    assert look(hall, "convening", TEAM_LEAD, **told) == (True, {"place": PLACE, "rsvp_by": "2027-09-20"})
    assert look(hall, "convening_silence", TEAM_LEAD, **told)[0]
    hall.answer()
    assert look(hall, "convening_silence", TEAM_LEAD, **told)[0] is False
    assert look(hall, "convening_answer", TEAM_LEAD, **told, answer="yes")[0]
    assert look(hall, "convening_cancelled", TEAM_LEAD, **told)[0] is False
    over = {"cancelled": False, "city_left": False, "over": True}
    assert look(hall, "convening_cancelled", TEAM_LEAD, now=shown.ends_at, **told) == (True, over)
    hall.uninvite()
    assert look(hall, "convening", TEAM_LEAD, **told)[0] is False
    assert look(hall, "convening_cancelled", TEAM_LEAD, **told) == (True, over | {"over": False})
    hall.cancel_it()
    assert look(hall, "convening_cancelled", TEAM_LEAD, **told)[1]["cancelled"]


def test_an_invitation_that_is_only_looked_at_says_when_and_where_whoever_reads_it() -> None:
    hall = Hall()
    shown = hall.convene()
    holds, values = look(hall, "convening", TEAM_LEAD, kind="leaders", pending=True)
    assert (holds, values["place"], values["rsvp_by"]) == (True, PLACE, "2027-09-20")
    assert datetime.fromisoformat(values["starts_at"]) == shown.starts_at
    hall.cancel_it()
    assert look(hall, "convening", TEAM_LEAD, kind="leaders", pending=True)[0] is False


def test_who_comes_to_a_visit_no_more_is_not_told_that_it_is_cancelled() -> None:
    desk = Desk()
    desk.schedule(NOW + timedelta(days=9), NOW + timedelta(days=10))
    gone = "identity:99999999-9999-4999-8999-999999999999"  # its coach until somebody else is
    told = {"city_left": False, "over": False, "without_you": True}
    assert look(desk, "visit_cancelled", gone, sequence=0) == (True, told)


def test_a_lifted_embargo_is_told_of_what_was_launched_and_says_what_still_holds_it() -> None:
    desk = CityDesk()
    assert look(desk, "embargo_lifted")[0] is False
    desk.approve_all()
    desk.launch(date(2027, 5, 20), embargo_until=NOW + timedelta(days=9))
    assert look(desk, "embargo_lifted")[0] is False
    lift(desk)
    assert look(desk, "embargo_lifted") == (True, {"held": False})
    desk.silence("2027-05-01", "2027-06-30")
    assert look(desk, "embargo_lifted") == (True, {"held": True})


def test_a_visit_that_was_moved_or_cancelled_is_not_told_as_it_was() -> None:
    desk = Desk()
    times = NOW + timedelta(days=9), NOW + timedelta(days=10)
    desk.schedule(*times)
    assert look(desk, "visit", sequence=0)[0]
    assert look(desk, "visit_cancelled", sequence=0)[0] is False
    assert look(desk, "visit_cancelled", now=times[1], sequence=0) == (
        True,
        {"city_left": False, "over": True, "without_you": False},
    )
    desk.schedule(*times)
    assert (look(desk, "visit", sequence=0)[0], look(desk, "visit", sequence=1)[0]) == (False, True)


def test_an_action_item_is_asked_of_its_owner_until_it_is_done() -> None:
    desk = SessionDesk()
    shown = desk.book()
    item = desk.agree(shown.id, owner_ref=LEAD_REF, owner=None)
    told = {"session_id": str(shown.id), "item_id": str(item.id)}
    assert look(desk, "action_item", **told) == (True, {"due_on": item.due_on.isoformat(), "what": item.what})
    assert look(desk, "action_item", OFFICE_REF, **told)[0] is False
    assert look(desk, "action_item", f"identity:{COACH_ID}", **told)[0] is True
    later = told | {"late": True, "due_on": "2027-01-01"}
    assert look(desk, "action_item", **later)[0] is False, "its day has moved since"
    desk.turn_item(item.id, "done")
    assert look(desk, "action_item", **told)[0] is False


# -- work --------------------------------------------------------------------------------------------------------------


def test_a_report_that_came_in_is_awaited_no_more() -> None:
    desk = CityDesk()
    late = datetime(2028, 3, 20, 12, tzinfo=UTC)
    told = {"part": "final_report", "number": 1, "due_on": "2028-04-01"}
    assert look(desk, "report", now=late, **told) == (True, {"due_on": "2028-04-01"})
    assert look(desk, "report", now=late, **told | {"due_on": "2028-03-01"})[0] is False
    request = contract.SubmitProjectPart.model_validate(
        {"code": CODE, "part": "final_report", "document": dict.fromkeys(("summary", "results", "lessons"), WORDS)}
    )
    project.submit_part(request, desk.repository, desk.outbox, late)
    assert look(desk, "report", now=late, **told)[0] is False


def test_a_measurement_that_was_made_is_due_later() -> None:
    desk = CityDesk()
    target = desk.set_target()
    told = {"target_id": str(target.id), "due_on": "2027-04-30"}
    assert look(desk, "measurement", **told) == (True, {"indicator": target.indicator})
    desk.measure(target.id, "40", "2027-05-10")
    assert look(desk, "measurement", **told)[0] is False
    assert look(desk, "measurement", due_on="2027-04-30") == (True, {"indicator": None})


def test_a_signature_is_awaited_until_it_is_there_with_the_text_that_is_signed() -> None:
    desk = CityDesk()
    assert look(desk, "commitment_to_sign", kind="mayor")[0] is False
    desk.named()
    holds, values = look(desk, "commitment_to_sign", kind="mayor")
    assert (holds, values["text"]) == (True, TEXTS["es"] if "es" in TEXTS else next(iter(TEXTS.values())))
    desk.sign("mayor")
    assert look(desk, "commitment_to_sign", kind="mayor")[0] is False
    desk.publish("mayor")
    assert look(desk, "commitment_published", kind="mayor")[0]
    desk.succeed()
    desk.watch(JUNE)
    assert look(desk, "commitment_to_reaffirm", now=JUNE) == (True, {"reaffirm_by": "2027-07-24"})


def test_of_a_shared_commitment_each_city_is_looked_at_alone() -> None:
    desk = CityDesk()
    desk.write("shared")
    desk.open("shared")
    desk.sign("shared", OTHER)
    assert look(desk, "commitment_to_sign", kind="shared")[0]
    desk.sign("shared")
    assert look(desk, "commitment_to_sign", kind="shared")[0] is False


def test_a_term_is_the_one_that_ends_now() -> None:
    desk = CityDesk()
    ending = {"subject": "term_end", "on_date": "2028-01-01"}
    assert look(desk, "term", **ending)[0]
    assert look(desk, "term", subject="election", on_date="2027-10-31")[0] is False
    election = contract.RecordElection(code=CODE, election_on=date(2027, 10, 31))
    desk.mayor(mayors.record_election, election, NOW)
    assert look(desk, "term", subject="election", on_date="2027-10-31")[0]
    desk.succeed(takes_office_on="2028-01-01", term_ends_on="2032-01-01")
    assert look(desk, "term", **ending)[0] is False


def test_a_launched_strategy_tells_the_embargo_that_still_stands() -> None:
    desk = CityDesk()
    assert look(desk, "strategy_launch")[0] is False
    desk.approve_all()
    assert look(desk, "strategy_ready")[0]
    desk.launch(date(2027, 5, 20), embargo_until=NOW + timedelta(days=9))
    assert look(desk, "strategy_ready")[0] is False
    assert look(desk, "strategy_launch") == (True, {"embargo_until": "2027-05-29T12:00:00+00:00"})
    assert look(desk, "strategy_launch", now=JUNE) == (True, {"embargo_until": None})


def test_changes_are_asked_for_with_what_reviewers_wrote_last() -> None:
    desk = CityDesk()
    desk.approve_all()
    desk.return_("use", feedback="Name an owner.")
    assert look(desk, "component", component="use") == (True, {"feedback": "Name an owner."})
    desk.save("use")
    desk.submit("use")
    assert (look(desk, "component", component="use")[0], look(desk, "component_review", component="use")[0]) == (
        False, True,
    )  # fmt: skip


def test_follow_ups_and_surveys() -> None:
    desk = LookingBackDesk()
    assert look(desk, "survey", survey="start")[0] is False
    desk.ask()
    assert look(desk, "survey", survey="start") == (True, {"closes_on": "2027-06-15"})
    assert look(desk, "survey", now=datetime(2027, 6, 16, 12, tzinfo=UTC), survey="start")[0] is False
    desk.complete()
    assert look(desk, "follow_up", now=AFTER, months=6) == (True, {"due_on": "2028-10-01"})
    desk.follow_up()
    assert look(desk, "follow_up", now=AFTER, months=6)[0] is False
