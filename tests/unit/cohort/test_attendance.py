"""Sessions that took place: attendance with late joiners, notes and who reads them, action items."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from services.cohort.domain import attendance as domain
from services.cohort.domain.attendance import ITEM_TRANSITIONS
from services.cohort.handlers.session_lookup import show_session
from shared.contracts import cohort as contract
from shared.contracts.people import Caller, Role
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_cohort import CODE, NOW
from tests.unit.cohort.fake_sessions import HOUR, LEAD_REF, OTHER, STARTS_AT, THIRD, SessionDesk

CITY_MEMBER = Caller(f"person:{UUID(int=20)}", frozenset({Role.CITY_MEMBER}))
ITEM_STEPS = {("open", "done"), ("open", "dropped"), ("done", "open"), ("dropped", "open")}


def education(desk: SessionDesk) -> contract.Session:
    return desk.book(kind="executive_education", cities=(CODE, OTHER), modules=("Standards", "Quality"))


def codes(refusal: Any) -> set[tuple[str, str]]:
    return {(detail.field, detail.code) for detail in refusal.details}


def attendance_of(session: contract.Session) -> dict[str, str]:
    return {city.code: city.attendance for city in session.cities}


def test_a_session_for_one_city_is_held_with_it() -> None:
    desk = SessionDesk()
    session = desk.hold_session(desk.book().id)
    assert (session.state, session.version, attendance_of(session)) == ("held", 2, {CODE: "present"})
    event = desk.outbox.events[-1]
    assert isinstance(event, contract.SessionHeld)
    assert (event.held_on, event.attendance) == (date(2027, 10, 5), "present")


def test_what_has_not_begun_was_not_held() -> None:
    desk = SessionDesk()
    session = desk.book()
    refusal = refusal_of(lambda: desk.hold_session(session.id, now=STARTS_AT - timedelta(seconds=1)))
    assert (refusal.code, codes(refusal)) == ("invalid", {("session_id", "session_begins_later")})
    assert desk.hold_session(session.id, now=STARTS_AT).state == "held"


@pytest.mark.parametrize(("state", "said"), [("held", "held"), ("cancelled", "canceled")])
def test_only_what_is_scheduled_is_held(state: str, said: str) -> None:
    desk = SessionDesk()
    session = desk.book()
    desk.repository.sessions[session.id] = replace(desk.repository.sessions[session.id], state=state)
    assert refused(lambda: desk.hold_session(session.id)) == (
        f"illegal_transition: A session that is {said} cannot become held."
    )


def test_each_city_has_its_attendance_and_who_is_not_named_is_not_recorded() -> None:
    desk = SessionDesk()
    session = desk.book(kind="keynote", cities=(), speaker="Somebody Invented", coach_id=None)
    held = desk.hold_session(session.id, (CODE, "present"), (OTHER, "excused"))
    assert attendance_of(held) == {CODE: "present", OTHER: "excused", THIRD: "not_recorded"}
    assert {e.code: e.attendance for e in desk.events(contract.SessionHeld)} == {
        CODE: "present",
        OTHER: "excused",
        THIRD: None,
    }


def test_a_city_that_joined_later_is_not_absent_before() -> None:
    desk = SessionDesk()
    session = desk.book(kind="keynote", cities=(), speaker="Somebody Invented", coach_id=None)
    desk.join("1ATE", STARTS_AT + timedelta(seconds=1))
    refusal = refusal_of(lambda: desk.hold_session(session.id, ("1ATE", "absent")))
    assert (refusal.code, codes(refusal)) == ("invalid", {("attendance.0.attendance", "joined_later")})
    held = desk.hold_session(session.id, (CODE, "absent"), (OTHER, "absent"), (THIRD, "absent"))
    assert attendance_of(held)["1ATE"] == "not_expected"
    assert "1ATE" not in {event.code for event in desk.events(contract.SessionHeld)}
    assert attendance_of(desk.attend(session.id, ("1ATE", "present", ())))["1ATE"] == "present"


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        (((THIRD, "present", ()),), ("attendance.0.code", "not_invited")),
        (((CODE, "present", ("Nothing",)),), ("attendance.0.modules", "not_a_choice")),
        (((CODE, "absent", ("Quality",)),), ("attendance.0.modules", "of_who_is_present")),
        (((CODE, "present", ()), (CODE, "absent", ())), ("attendance.1.code", "repeated")),
    ],
)
def test_attendance_that_cannot_be_is_refused(entries: Any, fault: tuple[str, str]) -> None:
    desk = SessionDesk()
    session = education(desk)
    desk.hold_session(session.id)
    desk.outbox.events.clear()
    refusal = refusal_of(lambda: desk.attend(session.id, *entries))
    assert (refusal.code, codes(refusal)) == ("invalid", {fault})
    assert desk.outbox.events == []


def test_modules_are_completed_by_those_who_are_present() -> None:
    desk = SessionDesk()
    session = education(desk)
    desk.hold_session(session.id)
    shown = desk.attend(session.id, (CODE, "present", ("Quality",)), (OTHER, "absent", ()))
    assert [(c.code, c.attendance, c.modules) for c in shown.cities if c.code == CODE] == [
        (CODE, "present", ("Quality",))
    ]
    event = next(e for e in desk.events(contract.SessionAttended) if e.code == CODE)
    assert (event.attendance, event.modules_completed) == ("present", 1)


def test_attendance_is_recorded_of_what_was_held() -> None:
    desk = SessionDesk()
    session = desk.book()
    assert refused(lambda: desk.attend(session.id, (CODE, "present", ()))) == (
        "illegal_transition: Attendance cannot be recorded for a session that is scheduled."
    )


def test_a_reopened_session_was_not_held_and_not_attended() -> None:
    desk = SessionDesk()
    session = desk.book()
    assert refused(lambda: desk.reopen(session.id)) == (
        "illegal_transition: Only a session that was held can be reopened; this one is scheduled."
    )
    desk.hold_session(session.id)
    reopened = desk.reopen(session.id)
    assert (reopened.state, attendance_of(reopened)) == ("scheduled", {CODE: "not_recorded"})
    assert isinstance(desk.outbox.events[-1], contract.SessionReopened)
    assert desk.repository.session_steps[-1][1:3] == ("scheduled", "the wrong one")


# -- notes -------------------------------------------------------------------------------------------------------------


def test_a_note_for_staff_is_not_for_the_city() -> None:
    desk = SessionDesk()
    session = desk.book()
    desk.note(session.id, "staff", "They need a sponsor.")
    shown = desk.note(session.id, "city", "Draft by Friday.", NOW + HOUR)
    assert [note.text for note in shown.notes] == ["They need a sponsor.", "Draft by Friday."]
    desk.repository.outside = True
    seen = show_session(desk.repository.sessions[session.id], desk.repository)
    assert [note.text for note in seen.notes] == ["Draft by Friday."]
    assert [event.visibility for event in desk.events(contract.SessionNoted)] == ["staff", "city"]


# -- action items ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "after"), list(product(ITEM_TRANSITIONS, ITEM_TRANSITIONS)))
def test_each_step_of_an_action_item(before: str, after: str) -> None:
    if (before, after) in ITEM_STEPS:
        domain.insist_on_item_step(before, after)
        return
    assert refused(lambda: domain.insist_on_item_step(before, after)).startswith("illegal_transition")


def test_an_item_has_an_owner_and_a_due_day() -> None:
    desk = SessionDesk()
    item = desk.agree(desk.book().id)
    assert (item.code, item.owner, item.due_on, item.state) == (CODE, "Dana Inventada", date(2027, 10, 20), "open")
    event = desk.outbox.events[-1]
    assert isinstance(event, contract.ActionItemAgreed)
    assert (event.owner, event.due_on) == (None, date(2027, 10, 20))


def test_an_owner_of_the_roster_is_told_by_reference() -> None:
    desk = SessionDesk()
    session = desk.book()
    desk.agree(session.id, owner_ref=LEAD_REF)
    owner = desk.outbox.events[-1].owner
    assert (owner.ref, owner.role, owner.language) == (LEAD_REF, "team_lead", "es")
    refusal = refusal_of(lambda: desk.agree(session.id, owner_ref="intake:stranger"))
    assert codes(refusal) == {("owner_ref", "not_of_city")}


@pytest.mark.parametrize("owner", [{"owner": None}, {"owner": "Dana", "owner_ref": LEAD_REF}])
def test_an_item_has_one_owner(owner: dict[str, Any]) -> None:
    desk = SessionDesk()
    session = desk.book()
    assert codes(refusal_of(lambda: desk.agree(session.id, **owner))) == {("owner", "ref_or_name")}


def test_an_item_is_not_due_before_it_was_agreed() -> None:
    desk = SessionDesk()
    session = desk.book()
    assert codes(refusal_of(lambda: desk.agree(session.id, due_on=date(2027, 10, 4)))) == {("due_on", "before_session")}
    assert desk.agree(session.id, due_on=date(2027, 10, 5)).due_on == date(2027, 10, 5)


def test_an_item_of_a_session_of_several_cities_names_its_own() -> None:
    desk = SessionDesk()
    session = education(desk)
    assert codes(refusal_of(lambda: desk.agree(session.id))) == {("code", "missing")}
    assert codes(refusal_of(lambda: desk.agree(session.id, code=THIRD))) == {("code", "not_invited")}
    assert desk.agree(session.id, code=OTHER).code == OTHER


def test_nothing_is_agreed_at_a_cancelled_session() -> None:
    desk = SessionDesk()
    session = desk.cancel(desk.book().id)
    assert refused(lambda: desk.agree(session.id)).startswith("illegal_transition")


def test_an_item_is_done_and_taken_up_again() -> None:
    desk = SessionDesk()
    item = desk.agree(desk.book().id)
    assert desk.turn_item(item.id, "done").state == "done"
    assert refused(lambda: desk.turn_item(item.id, "dropped")).startswith("illegal_transition")
    assert desk.turn_item(item.id, "open").state == "open"
    assert [event.state for event in desk.events(contract.ActionItemChanged)] == ["done", "open"]
    assert refused(lambda: desk.turn_item(UUID(int=5), "done")).startswith("not_found")
