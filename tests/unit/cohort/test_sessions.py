"""Sessions: what each kind needs, clashes of a coach, moves, people, cancellation, series, late joiners."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from services.cohort.domain import sessions as domain
from services.cohort.domain.audience import Audience
from services.cohort.domain.sessions import TRANSITIONS
from services.cohort.handlers import team
from shared.contracts import cohort as contract
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_cohort import COACH, CODE, LEAD, NOW, PROGRAM, STAFF
from tests.unit.cohort.fake_sessions import (
    COACH_ID,
    HOUR,
    LEAD_REF,
    OFFICE_REF,
    OTHER,
    STARTS_AT,
    THIRD,
    SessionDesk,
)

ALLOWED = {("scheduled", "scheduled"), ("scheduled", "held"), ("scheduled", "cancelled"),
           ("held", "scheduled"), ("cancelled", "scheduled")}  # fmt: skip


def codes(refusal: Any) -> set[tuple[str, str]]:
    return {(detail.field, detail.code) for detail in refusal.details}


@pytest.mark.parametrize(("before", "after"), list(product(TRANSITIONS, TRANSITIONS)))
def test_each_step_between_states(before: str, after: str) -> None:
    if (before, after) in ALLOWED:
        domain.insist_on_transition(before, after)
        return
    assert refused(lambda: domain.insist_on_transition(before, after)) == (
        f"illegal_transition: A session that is {before} cannot become {after}.".replace("cancelled", "canceled")
    )


# -- scheduling --------------------------------------------------------------------------------------------------------


def test_a_coaching_session_is_told_to_the_people_found_by_role() -> None:
    desk = SessionDesk()
    session = desk.book()
    assert (session.state, session.version, [c.code for c in session.cities]) == ("scheduled", 1, [CODE])
    assert [(p.ref, p.role) for p in session.people] == [(LEAD_REF, "team_lead")]
    (event,) = desk.outbox.events
    assert isinstance(event, contract.SessionScheduled)
    assert (event.session_id, event.code, event.sequence, event.override) == (session.id, CODE, 0, False)
    assert [(p.ref, p.language) for p in event.people] == [(LEAD_REF, "es")]


def test_a_mayor_is_written_to_at_the_mayors_office() -> None:
    assert [p.ref for p in SessionDesk().book(roles=("mayor",)).people] == [OFFICE_REF]


def test_a_session_is_held_in_the_language_that_its_cities_share() -> None:
    assert SessionDesk().book().language == "es"


def test_a_session_of_cities_with_several_languages_is_held_in_the_programs_first() -> None:
    desk = SessionDesk()
    other = next(one for one in desk.repository.participations.values() if one.code == OTHER)
    desk.repository.participations[other.application_id] = replace(other, language="pt")

    assert desk.book(kind="workshop", cities=(CODE, OTHER)).language == PROGRAM.languages[0]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"coach_id": None}, ("coach_id", "missing")),
        ({"roles": ()}, ("people", "missing")),
        ({"cities": (CODE, OTHER)}, ("cities", "too_many")),
        ({"modules": ("One",)}, ("modules", "not_allowed")),
        ({"kind": "workshop"}, ("cities", "too_few")),
        ({"kind": "executive_education", "cities": (CODE, OTHER)}, ("modules", "missing")),
        ({"kind": "executive_education", "cities": (CODE, OTHER), "modules": ("One",), "roles": ()},
         ("roles", "missing")),
        ({"kind": "keynote"}, ("speaker", "missing")),
    ],
)  # fmt: skip
def test_each_kind_refuses_what_it_lacks(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    desk = SessionDesk()
    refusal = refusal_of(lambda: desk.book(**changes))
    assert (refusal.code, codes(refusal)) == ("invalid", {fault})
    assert (desk.outbox.events, desk.repository.sessions) == ([], {})


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "consultation", "roles": (), "coach_id": None},
        {"kind": "workshop", "cities": (CODE, OTHER)},
        {"kind": "executive_education", "cities": (CODE, OTHER), "modules": ("Standards",)},
        {"kind": "keynote", "cities": (), "speaker": "Somebody Invented"},
    ],
)
def test_each_kind_takes_what_it_needs(changes: dict[str, Any]) -> None:
    assert SessionDesk().book(**changes).kind == changes["kind"]


def test_a_kind_that_the_program_does_not_have_is_refused() -> None:
    refusal = refusal_of(lambda: SessionDesk().book(kind="retreat"))
    assert (refusal.code, codes(refusal)) == ("invalid", {("kind", "not_a_choice")})


@pytest.mark.parametrize("length", [timedelta(0), -HOUR])
def test_a_session_ends_after_it_starts(length: timedelta) -> None:
    refusal = refusal_of(lambda: SessionDesk().book(ends_at=STARTS_AT + length))
    assert (refusal.code, codes(refusal)) == ("invalid", {("ends_at", "end_before_start")})


def test_unknown_city_and_cohort_are_not_found() -> None:
    desk = SessionDesk()
    assert refused(lambda: desk.book(cities=("NOPE",))).startswith("not_found")
    assert refused(lambda: desk.book(cohort="nope")).startswith("not_found")


def test_a_city_of_another_cohort_is_refused() -> None:
    desk = SessionDesk()
    desk.plan(cohort="cohort-2028", call="2028")
    refusal = refusal_of(lambda: desk.book(cohort="cohort-2028"))
    assert (refusal.code, codes(refusal)) == ("invalid", {("cities.0", "other_cohort")})


@pytest.mark.parametrize("status", ["withdrawn", "exited"])
def test_a_city_that_has_left_takes_part_in_nothing(status: str) -> None:
    desk = SessionDesk()
    desk.put(status=status)
    assert refused(desk.book) == (f"illegal_transition: The city {CODE} has left the program (status: {status}).")


@pytest.mark.parametrize(
    ("person", "fault"),
    [
        ({"code": OTHER, "name": "Somebody"}, ("people.0.code", "not_invited")),
        ({"code": CODE}, ("people.0.ref", "ref_or_name")),
        ({"code": CODE, "name": "Somebody", "ref": LEAD_REF}, ("people.0.ref", "ref_or_name")),
        ({"code": CODE, "ref": "intake:stranger"}, ("people.0.ref", "not_of_city")),
    ],
)
def test_people_are_of_the_sessions_cities(person: dict[str, str], fault: tuple[str, str]) -> None:
    refusal = refusal_of(lambda: SessionDesk().book(people=(person,)))
    assert (refusal.code, codes(refusal)) == ("invalid", {fault})


def test_a_person_named_twice_is_invited_once_and_one_with_a_name_alone_gets_no_mail() -> None:
    desk = SessionDesk()
    named = ({"code": CODE, "ref": LEAD_REF}, {"code": CODE, "name": "Dana Inventada", "role": "analyst"})
    session = desk.book(people=named)
    assert {(p.ref, p.name, p.role) for p in session.people} == {
        (LEAD_REF, None, "team_lead"),
        (None, "Dana Inventada", "analyst"),
    }
    assert [p.ref for p in desk.outbox.events[0].people] == [LEAD_REF]


def test_a_member_of_the_team_who_is_named_is_invited_and_not_warned_of() -> None:
    desk = SessionDesk()
    for name, email in (("Rosa Inventada", "rosa@puerto.example"), ("Leo Ficticio", None)):
        request = contract.AddTeamMember(code=CODE, name=name, role="data analyst", email=email)
        team.add_member(request, desk.repository, desk.outbox, NOW)
    (ref,) = (one.ref for one in desk.repository.list_roster([desk.city.application_id]) if "cohort:" in one.ref)
    desk.outbox.events.clear()
    named = [{"code": CODE, "name": name} for name in ("ROSA inventada", "Leo Ficticio", "Dana Inventada")]
    session = desk.book(people=[*named, {"code": CODE, "ref": ref}])
    assert {(p.ref, p.name) for p in session.people} == {
        (LEAD_REF, None), (ref, None), (None, "Leo Ficticio"), (None, "Dana Inventada"),
    }  # fmt: skip
    assert {p.ref for p in desk.outbox.events[0].people} == {LEAD_REF, ref}
    assert [one.values.get("name") for one in session.notices] == ["Dana Inventada", "Leo Ficticio"]


# -- clashes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "ends", "clash"),
    [
        (-HOUR, timedelta(0), False),
        (-HOUR, timedelta(seconds=1), True),
        (HOUR, 2 * HOUR, False),
        (HOUR - timedelta(seconds=1), 2 * HOUR, True),
        (HOUR / 4, HOUR / 2, True),
        (-HOUR, 3 * HOUR, True),
    ],
)
def test_a_coach_booked_twice_is_a_clash_that_names_the_other_session(
    starts: timedelta, ends: timedelta, clash: bool
) -> None:
    desk = SessionDesk()
    first = desk.book()
    times = {"starts_at": STARTS_AT + starts, "ends_at": STARTS_AT + ends}
    if not clash:
        assert desk.book(**other_city(), **times).state == "scheduled"
        return
    refusal = refusal_of(lambda: desk.book(**times))
    assert (refusal.code, codes(refusal)) == ("coach_booked", {("coach_id", "booked")})
    said = refusal.details[0].message
    assert said.startswith("The coach has “Baselines” on Tuesday, October 5, 2027, 9:00")
    assert str(first.id) in said
    assert len(desk.repository.sessions) == 1


def test_a_program_lead_overrides_a_clash_with_a_reason_that_is_kept() -> None:
    desk = SessionDesk()
    desk.book()
    assert refused(lambda: desk.book(override="both agreed")).startswith("forbidden")
    second = desk.book(LEAD, override="both agreed")
    assert desk.outbox.events[-1].override is True
    assert [(step.step, step.reason, step.by) for step in second.steps] == [("scheduled", "both agreed", LEAD.actor)]


def test_an_override_without_a_clash_is_no_override() -> None:
    desk = SessionDesk()
    desk.book(COACH, override="just in case")
    assert (desk.outbox.events[0].override, desk.repository.session_steps) == (False, [])


def test_another_coach_a_cancelled_session_and_the_session_itself_do_not_clash() -> None:
    desk = SessionDesk()
    first = desk.book()
    desk.book(coach_id=uuid4(), **other_city())
    desk.move(first.id, starts_at=STARTS_AT + HOUR / 2, ends_at=STARTS_AT + 2 * HOUR)
    desk.cancel(first.id)
    assert desk.book().state == "scheduled"


# -- a city is booked once ---------------------------------------------------------------------------------------------


def test_a_city_booked_twice_is_a_clash_that_names_the_other_session_and_the_city() -> None:
    desk = SessionDesk()
    first = desk.book(kind="workshop", cities=(CODE, OTHER), coach_id=None)
    refusal = refusal_of(lambda: desk.book(kind="workshop", cities=(OTHER, THIRD), coach_id=None))
    assert (refusal.code, codes(refusal)) == ("city_booked", {("cities", "city_booked")})
    assert (refusal.details[0].values["codes"], refusal.details[0].values["session_id"]) == ([OTHER], str(first.id))
    assert refusal.details[0].message.startswith(f"{desk.repository.find_participation(OTHER).city}: “")
    assert desk.book(kind="consultation", cities=(THIRD,), coach_id=None).state == "scheduled"
    assert refused(lambda: desk.book(override="both fit", coach_id=None, kind="consultation")).startswith("forbidden")
    second = desk.book(LEAD, override="other people come", kind="consultation", coach_id=None)
    assert desk.events(contract.SessionScheduled)[-1].override is True
    assert desk.repository.locked_cities[-1] == [desk.city.application_id], "two bookings at once wait for each other"
    assert [step.reason for step in second.steps] == ["other people come"]


def test_a_moved_session_and_one_with_more_cities_meet_what_a_city_has() -> None:
    desk = SessionDesk()
    desk.book()
    later = desk.book(starts_at=STARTS_AT + HOUR, ends_at=STARTS_AT + 2 * HOUR)
    times = {"starts_at": STARTS_AT + HOUR / 2, "ends_at": STARTS_AT + HOUR}
    assert refused(lambda: desk.move(later.id, coach_id=uuid4(), **times)).startswith("city_booked")
    other = desk.book(kind="workshop", cities=(OTHER, THIRD), coach_id=None)
    everybody = {"cities": (CODE, OTHER, THIRD), "roles": ("team_lead",)}
    assert refused(lambda: desk.change_people(other.id, **everybody)).startswith("city_booked")
    assert desk.move(later.id, coach_id=uuid4(), starts_at=later.starts_at, ends_at=later.ends_at).version == 2


def other_city(code: str = OTHER) -> dict[str, Any]:
    return {"cities": (code,), "people": ({"code": code, "name": "Dana Inventada"},)}


# -- moving and cancelling ---------------------------------------------------------------------------------------------


def test_a_move_raises_the_sequence_and_is_told() -> None:
    desk = SessionDesk()
    moved = desk.move(desk.book().id, place="Room 4", time_zone="America/Lima")
    assert (moved.starts_at, moved.place, moved.time_zone) == (STARTS_AT + 24 * HOUR, "Room 4", "America/Lima")
    event = desk.outbox.events[-1]
    assert isinstance(event, contract.SessionScheduled)
    assert (event.sequence, [p.ref for p in event.people]) == (1, [LEAD_REF])


def test_a_move_keeps_what_it_does_not_name() -> None:
    desk = SessionDesk()
    booked = desk.book()
    moved = desk.move(booked.id)
    assert (moved.place, moved.time_zone, moved.coach_id) == (booked.place, booked.time_zone, COACH_ID)


def test_a_move_into_a_clash_is_refused() -> None:
    desk = SessionDesk()
    desk.book()
    other = desk.book(starts_at=STARTS_AT + 3 * HOUR, ends_at=STARTS_AT + 4 * HOUR)
    clash = {"starts_at": STARTS_AT, "ends_at": STARTS_AT + HOUR}
    assert refused(lambda: desk.move(other.id, **clash)).startswith("coach_booked")
    assert desk.move(other.id, LEAD, override="agreed", **clash).starts_at == STARTS_AT


@pytest.mark.parametrize("step", ["move", "change_people", "cancel", "hold_session"])
def test_somebody_elses_change_makes_a_step_stale(step: str) -> None:
    desk = SessionDesk()
    session = desk.book()
    desk.outbox.events.clear()
    fields = {"cities": (CODE,), "roles": ("team_lead",)} if step == "change_people" else {}
    action = lambda: getattr(desk, step)(session.id, expected_version=7, **fields)  # noqa: E731
    assert (
        refused(action)
        == "stale_version: Somebody changed this after it was read: it is now at version 1. Read it again."
    )
    assert desk.outbox.events == []


def test_what_was_held_is_not_moved_and_not_cancelled() -> None:
    desk = SessionDesk()
    session = desk.book()
    desk.hold_session(session.id)
    assert refused(lambda: desk.move(session.id)).startswith("illegal_transition")
    assert refused(lambda: desk.cancel(session.id)).startswith("illegal_transition")


def test_a_cancelled_session_is_told_and_comes_back_by_a_move() -> None:
    desk = SessionDesk()
    session = desk.cancel(desk.book().id)
    event = desk.outbox.events[-1]
    assert isinstance(event, contract.SessionCancelled)
    assert (session.state, event.sequence, [p.ref for p in event.people]) == ("cancelled", 1, [LEAD_REF])
    assert refused(lambda: desk.cancel(session.id)).startswith("illegal_transition")
    assert desk.move(session.id).state == "scheduled"
    assert desk.outbox.events[-1].sequence == 2


@pytest.mark.parametrize("step", ["move", "cancel", "hold_session", "reopen", "change_people"])
def test_an_unknown_session_is_not_found(step: str) -> None:
    desk = SessionDesk()
    nobody = UUID(int=99)
    assert refused(lambda: getattr(desk, step)(nobody)) == f"not_found: There is no session {nobody}."


def test_a_session_for_cities_of_other_coaches_is_changed_by_staff() -> None:
    desk = SessionDesk()
    session = desk.book()
    desk.repository.outside = True
    for step in (desk.move, desk.cancel, desk.hold_session):
        assert refused(lambda step=step: step(session.id)).startswith("forbidden")


# -- people ------------------------------------------------------------------------------------------------------------


def test_who_is_new_is_invited_who_is_gone_is_told_who_stays_hears_nothing() -> None:
    desk = SessionDesk()
    session = desk.book(roles=("team_lead", "mayor"))
    desk.outbox.events.clear()
    changed = desk.change_people(
        session.id, cities=(CODE,), roles=("team_lead",), people=({"code": CODE, "name": "Dana Inventada"},)
    )
    assert {p.ref or p.name for p in changed.people} == {LEAD_REF, "Dana Inventada"}
    removed, invited = desk.outbox.events
    assert isinstance(removed, contract.SessionCancelled)
    assert [p.ref for p in removed.people] == [OFFICE_REF]
    assert isinstance(invited, contract.SessionScheduled)
    assert invited.people == ()


def test_a_city_that_is_new_is_told_and_one_that_leaves_too() -> None:
    desk = SessionDesk()
    session = desk.book(kind="workshop", cities=(CODE, OTHER))
    desk.outbox.events.clear()
    changed = desk.change_people(session.id, cities=(CODE, THIRD), roles=("team_lead",))
    assert {city.code for city in changed.cities} == {CODE, THIRD}
    assert [(type(e), e.code) for e in desk.outbox.events] == [
        (contract.SessionCancelled, OTHER),
        (contract.SessionScheduled, THIRD),
    ]


def test_the_kind_is_judged_again_when_people_change() -> None:
    desk = SessionDesk()
    session = desk.book()
    assert refused(lambda: desk.change_people(session.id, cities=(CODE,))).startswith("invalid")
    desk.cancel(session.id)
    assert refused(lambda: desk.change_people(session.id, cities=(CODE,), roles=("team_lead",))) == (
        "illegal_transition: The list of participants of a session that is canceled cannot change."
    )


# -- the whole cohort --------------------------------------------------------------------------------------------------


def test_a_city_that_joins_later_takes_part_in_what_is_to_come() -> None:
    desk = SessionDesk()
    keynote = desk.book(kind="keynote", cities=(), speaker="Somebody Invented", coach_id=None)
    desk.book(kind="workshop", cities=(CODE, OTHER), starts_at=STARTS_AT - HOUR, ends_at=STARTS_AT)
    assert len(keynote.cities) == 3
    desk.outbox.events.clear()
    desk.join("1ATE")
    (event,) = desk.events(contract.SessionScheduled)
    assert (event.code, event.session_id) == ("1ATE", keynote.id)
    desk.join("1ATER", STARTS_AT + HOUR)
    assert len(desk.events(contract.SessionScheduled)) == 1


# -- series ------------------------------------------------------------------------------------------------------------


def test_a_series_keeps_its_wall_time_when_the_clocks_change() -> None:
    desk = SessionDesk()
    made = desk.series(time_zone="America/New_York", first_on="2027-10-26", at="09:00")
    local = [s.starts_at.astimezone(ZoneInfo("America/New_York")) for s in made.sessions]
    assert [f"{at:%m-%d %H:%M %z}" for at in local] == [
        "10-26 09:00 -0400", "11-02 09:00 -0400", "11-09 09:00 -0500", "11-16 09:00 -0500",
    ]  # fmt: skip
    assert {s.series_id for s in made.sessions} == {made.series_id}
    assert {s.ends_at - s.starts_at for s in made.sessions} == {HOUR}
    assert len(desk.outbox.events) == 4


def test_a_clash_of_one_refuses_the_whole_series_and_names_each() -> None:
    desk = SessionDesk()
    for week in (1, 3):
        starts_at = STARTS_AT + timedelta(weeks=week)
        desk.book(starts_at=starts_at, ends_at=starts_at + HOUR)
    refusal = refusal_of(lambda: desk.series(time_zone="America/Bogota"))
    assert (refusal.code, len(refusal.details)) == ("coach_booked", 2)
    assert len(desk.repository.sessions) == 2


def test_a_series_beyond_the_calendar_is_refused() -> None:
    refusal = refusal_of(lambda: SessionDesk().series(first_on="9999-12-20"))
    assert (refusal.code, codes(refusal)) == ("invalid", {("first_on", "beyond_calendar")})


def test_what_follows_in_a_series_is_cancelled_with_it_but_not_what_was_before_or_held() -> None:
    desk = SessionDesk()
    first, second, third, fourth = desk.series().sessions
    desk.hold_session(third.id, now=third.ends_at)
    desk.cancel(second.id, following=True)
    states = [desk.repository.sessions[one.id].state for one in (first, second, third, fourth)]
    assert states == ["scheduled", "cancelled", "held", "cancelled"]
    desk.cancel(first.id, following=False)
    assert desk.repository.sessions[first.id].state == "cancelled"


def test_one_session_of_a_series_is_cancelled_alone() -> None:
    desk = SessionDesk()
    first, *others = desk.series().sessions
    desk.cancel(first.id)
    assert {desk.repository.sessions[one.id].state for one in others} == {"scheduled"}


# -- the requirement ---------------------------------------------------------------------------------------------------


def test_coaching_is_required_until_as_many_sessions_are_attended_as_the_program_asks_for() -> None:
    desk = SessionDesk()
    desk.put(phase="acceleration")
    for week in range(PROGRAM.gates.coaching_sessions):
        assert desk.requirements(NOW)["coaching_sessions_held"] == (False, False)
        starts_at = STARTS_AT + timedelta(weeks=week)
        session = desk.book(starts_at=starts_at, ends_at=starts_at + HOUR)
        desk.hold_session(session.id, now=starts_at + HOUR)
    assert desk.requirements(NOW)["coaching_sessions_held"] == (True, False)
    desk.reopen(session.id)
    assert desk.requirements(NOW)["coaching_sessions_held"] == (False, False)


def test_sessions_that_are_no_coaching_or_missed_do_not_count() -> None:
    desk = SessionDesk()
    desk.put(phase="acceleration")
    for week in range(PROGRAM.gates.coaching_sessions):
        times = {"starts_at": STARTS_AT + week * 24 * HOUR, "ends_at": STARTS_AT + (week * 24 + 1) * HOUR}
        desk.hold_session(desk.book(kind="consultation", **times).id, now=times["ends_at"])
        missed = desk.book(starts_at=times["ends_at"], ends_at=times["ends_at"] + HOUR)
        desk.hold_session(missed.id, (CODE, "excused"), now=times["ends_at"] + HOUR)
    assert desk.requirements(NOW)["coaching_sessions_held"] == (False, False)


def test_no_event_of_sessions_holds_what_people_wrote() -> None:
    desk = SessionDesk()
    session = desk.book(place="City hall, room 4", people=({"code": CODE, "name": "Dana Inventada"},))
    desk.note(session.id, "staff", "A city that decides")
    desk.agree(session.id, what="Measure waiting times")
    desk.cancel(session.id)
    text = " ".join(event.model_dump_json() for event in desk.outbox.events)
    written = ("City hall", "Dana", "decides", "waiting", "holiday", "Baselines")
    assert [word for word in written if word in text] == []


def test_a_time_of_day_in_a_gap_is_the_first_minute_after_it_and_a_repeated_one_its_first() -> None:
    made = SessionDesk().series(time_zone="America/New_York", first_on=date(2028, 3, 12), at="02:30", count=2)
    assert made.sessions[0].starts_at == datetime(2028, 3, 12, 7, 0, tzinfo=UTC)
    made = SessionDesk().series(time_zone="America/New_York", first_on=date(2027, 11, 7), at="01:30", count=2)
    assert made.sessions[0].starts_at == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)


def test_a_session_without_cities_is_for_all_that_join_where_staff_schedule_it() -> None:
    desk = SessionDesk()
    staffs = desk.book(STAFF, kind="keynote", cities=(), roles=(), speaker="Ana Ficticia")
    desk.repository.audience = Audience(coach=COACH_ID)
    coachs = desk.book(kind="keynote", cities=(), roles=(), speaker="Ana Ficticia", starts_at=STARTS_AT + 2 * HOUR,
                       ends_at=STARTS_AT + 3 * HOUR)  # fmt: skip
    assert [desk.repository.sessions[one.id].whole_cohort for one in (staffs, coachs)] == [True, False]


def test_who_is_named_twice_takes_part_once_however_they_are_spelt() -> None:
    desk = SessionDesk()
    names = [{"code": CODE, "name": name} for name in ("José  Pérez", "jose perez", "Ana Pérez")]
    people = desk.book(people=tuple(names)).people
    assert sorted(one.name for one in people if one.name) == ["Ana Pérez", "jose perez"]


def test_what_to_bring_is_kept_until_something_else_is() -> None:
    desk = SessionDesk()
    session = desk.book(bring="Your list of data sets")
    assert session.bring == "Your list of data sets"
    assert desk.move(session.id).bring == "Your list of data sets"
    later = STARTS_AT + 48 * HOUR
    assert desk.move(session.id, starts_at=later, ends_at=later + HOUR, bring="Your figures").bring == "Your figures"
