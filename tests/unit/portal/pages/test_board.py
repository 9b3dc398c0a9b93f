"""A cohort by phase, many advanced at once; and a coach's week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.contracts import cohort, identity, reporting
from shared.contracts.people import Role
from shared.contracts.requests import Outcome, Outcomes, Problem
from tests.support.fake_client import unavailable
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.rooms import COACH_ID, page_of, requirement
from tests.unit.portal.pages.signed_in import REVIEWER, door_of, headers

PATH = "/staff/cohorts/cohort-2027"
COHORT = cohort.Cohort(
    id="cohort-2027", name="Cohort 2027", call="2027", starts_on=date(2026, 9, 1), ends_on=date(2027, 7, 1), members=3,
    version=1, program_version="1",
)  # fmt: skip
NOBODY = reporting.WorkQueue(today=date(2026, 11, 29), total=0, overdue=0, kinds=())


def tracked(code: str, city: str, phase: str = "demonstration", **changed: Any) -> cohort.TrackedMember:
    fields = {
        "code": code, "city": city, "country": "CO", "phase": phase, "status": "active", "version": 7,
        "requirements": {"met": 2, "of": 2}, "lead_coach_id": COACH_ID,
    }  # fmt: skip
    return cohort.TrackedMember.model_validate(fields | changed)


READY = tracked("AAAAAAAAAA", "Aldea")
LACKING = tracked(
    "BBBBBBBBBB", "Bahía", version=9, requirements={"met": 1, "of": 2}, open=(requirement("charter_accepted"),),
    due_on=date(2020, 1, 1),
)  # fmt: skip
PAUSED = tracked("CCCCCCCCCC", "Cima", status="paused")
AHEAD = tracked("DDDDDDDDDD", "Dorado", phase="acceleration")


def tracker(*members: cohort.TrackedMember) -> cohort.Tracker:
    keys = ("onboarding", "demonstration", "acceleration", "close_out", "completed")
    phases = tuple(cohort.PhasePlan(key=key, title=key, starts_on=None, ends_on=None) for key in keys)
    return cohort.Tracker(cohort="cohort-2027", phases=phases, members=members)


def door(*roles: Role, **answers: Any) -> Any:
    names = identity.PeopleNames(items=(identity.PersonName(id=COACH_ID, name="Evaristo Lunallena"),))
    known = {
        "get_cohort": COHORT, "get_tracker": tracker(READY, LACKING, PAUSED, AHEAD), "get_names": names,
        "list_work": NOBODY, "list_cohorts": page_of(cohort.Cohort, COHORT),
    }  # fmt: skip
    return door_of(*(roles or (Role.STAFF,)), **known | answers)


def test_the_board_and_its_table_say_where_each_city_is_and_what_it_lacks() -> None:
    page = Read(door().get(PATH, headers=headers()))
    assert "Data Project, phase 1 3" in page.text
    assert "Acceptance of the project charter" in page.text
    assert "days overdue" in page.text
    assert "Paused" in page.text
    assert "Evaristo Lunallena" in page.text
    assert page.links.count("/cities/AAAAAAAAAA") == 3  # on the board, on the map, in the table


def test_a_coach_reads_the_board_and_advances_nobody() -> None:
    answer = door(Role.COACH).get(PATH, headers=headers())
    assert answer.status_code == 200
    assert f"{PATH}/advance" not in answer.text
    assert (
        door(Role.COACH).post(f"{PATH}/advance", data={"phase": "acceleration"}, headers=headers()).status_code == 403
    )


def test_one_cohort_is_led_to() -> None:
    assert door().get("/staff/cohorts", headers=headers()).headers["Location"] == PATH
    other = COHORT.model_copy(update={"id": "cohort-2028"})
    page = Read(door(list_cohorts=page_of(cohort.Cohort, COHORT, other)).get("/staff/cohorts", headers=headers()))
    assert {PATH, "/staff/cohorts/cohort-2028"} <= set(page.links)


def test_who_would_move_is_shown_before_anything_is_done() -> None:
    at = door()
    answer = at.go(f"{PATH}/advance", data={"phase": "acceleration"}, headers=headers())
    page = Read(answer)
    assert "1 of 2 cities meet every requirement. Nothing is done yet." in page.text
    assert "1 city cannot move now and stays where it is" in page.text
    assert "Cima Stays Paused" in page.text
    assert "Dorado" not in page.text
    assert "waive.charter_accepted" in page.fields
    assert 'name="city" value="BBBBBBBBBB 9"' in answer.text
    assert "advance_cohort" not in at.client.methods


def test_only_those_who_were_ticked_are_asked_about() -> None:
    form = {"phase": "acceleration", "code": "AAAAAAAAAA"}
    page = Read(door().go(f"{PATH}/advance", data=form, headers=headers()))
    assert "Aldea" in page.text
    assert "Bahía" not in page.text
    assert "Cima" not in page.text
    nobody = door().go(f"{PATH}/advance", data={"phase": "completed"}, headers=headers())
    assert (nobody.status_code, nobody.headers["Location"]) == (303, PATH)


def test_who_was_ticked_and_cannot_move_is_told_why_and_asked_about_too() -> None:
    form = {"phase": "acceleration", "code": [PAUSED.code, AHEAD.code]}
    answer = door().go(f"{PATH}/advance", data=form, headers=headers())
    page = Read(answer)
    assert "2 cities cannot move now" in page.text
    assert "Cima Stays Paused" in page.text
    assert "Dorado Stays Is in another phase: Acceleration program" in page.text
    assert 'name="city" value="CCCCCCCCCC 7"' in answer.text
    assert '<button class="button button-main">' not in answer.text


def test_each_city_has_a_result_of_its_own_in_the_readers_language() -> None:
    change = {"code": "AAAAAAAAAA", "from": "demonstration", "to": "acceleration", "at": "2026-11-29T12:00:00Z"}
    lacks = {"field": "charter_accepted", "code": "not_met", "message": "x", "values": {}}
    problem = Problem(code="requirements_not_met", message="x", values={}, details=(lacks,))
    outcomes = Outcomes[cohort.PhaseChange](
        items=(
            Outcome(code="AAAAAAAAAA", reply=cohort.PhaseChange.model_validate(change | {"version": 8})),
            Outcome(code="BBBBBBBBBB", error=problem),
        )
    )
    at = door(advance_cohort=outcomes)
    form = {
        "command_id": str(UUID(int=5)), "phase": "acceleration", "city": ["AAAAAAAAAA 7", "BBBBBBBBBB 9"],
        "waive.planned_date": "agreed",
    }  # fmt: skip
    page = Read(at.post(f"{PATH}/advance/do", data=form, headers=headers("es")))
    assert "Hecho: 1 de 2." in page.text
    [sent] = [one for one in at.client.asked if one.request.method == "advance_cohort"]
    assert sent.command_id == UUID(int=5)
    assert sent.request == cohort.AdvanceCohort(
        cohort="cohort-2027", phase="acceleration", versions={"AAAAAAAAAA": 7, "BBBBBBBBBB": 9},
        waive={"planned_date": "agreed"},
    )  # fmt: skip


def test_a_phase_that_is_not_there_is_not_found() -> None:
    for phase in ("onboarding", "nowhere", ""):
        assert door().go(f"{PATH}/advance", data={"phase": phase}, headers=headers()).status_code == 404


def session(title: str, days: int) -> cohort.ListedSession:
    starts_at = datetime.now(UTC) + timedelta(days=days)
    return cohort.ListedSession(
        id=UUID(int=days + 100), kind="coaching", state="scheduled", title=title, starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1), time_zone="America/Bogota", coach_id=REVIEWER, cities=("AAAAAAAAAA",),
        city_names=("Aldea",),
    )  # fmt: skip


def week(**answers: Any) -> Any:
    own = cohort.OwnCity(
        code="AAAAAAAAAA", city="Aldea", admin_area="X", country="CO", cohort="cohort-2027", cohort_name="Cohort 2027",
        phase="demonstration", status="active", parts=("coach",),
    )  # fmt: skip
    load = cohort.CoachLoad(id=REVIEWER, languages=("es",), hours=40, load=16, cities=("AAAAAAAAAA",))
    known = {
        "list_own_cities": page_of(cohort.OwnCity, own), "list_coaches": page_of(cohort.CoachLoad, load),
        "list_sessions": page_of(cohort.ListedSession, session("Soon", 2), session("Later", 20), session("Over", -2)),
        "get_tracker": tracker(READY),
    }  # fmt: skip
    return door(Role.COACH, **known | answers)


def test_a_coachs_week_shows_what_is_booked_their_cities_and_their_hours() -> None:
    at = week()
    page = Read(at.get("/coaching", headers=headers()))
    assert "16 of 40 hours a month" in page.text
    assert page.text.index("Soon") < page.text.index("Within a week") < page.text.index("Later")
    assert "Over" not in page.texts
    assert "/cities/AAAAAAAAAA" in page.links
    [asked] = [one.request for one in at.client.asked if one.request.method == "list_sessions"]
    assert asked.coach_id == REVIEWER


def test_a_week_is_a_coachs_and_stands_without_a_part() -> None:
    assert door(Role.STAFF).get("/coaching", headers=headers()).status_code == 403
    answer = week(list_sessions=unavailable(), list_work=unavailable()).get("/coaching", headers=headers("pt"))
    assert answer.status_code == 200
    assert "Aldea" in answer.text


COACHES = page_of(
    cohort.CoachLoad,
    cohort.CoachLoad(id=COACH_ID, languages=("es",), hours=0, load=16, cities=("AAAAAAAAAA", "BBBBBBBBBB")),
    cohort.CoachLoad(id=REVIEWER, languages=("es", "pt"), hours=40, load=8, cities=()),
)
LEAVE = f"/staff/coaches/{COACH_ID}"


def leave(*roles: Role, **answers: Any) -> Any:
    sessions = page_of(cohort.ListedSession, session("From baseline to strategy", 3))
    return door(*roles, **{"list_coaches": COACHES, "list_sessions": sessions} | answers)


def test_on_leave_what_is_booked_is_shown_with_who_may_take_over() -> None:
    assert "On leave" in Read(leave().get("/staff/coaches", headers=headers())).text
    page = Read(leave().get(LEAVE, headers=headers()))
    assert "From baseline to strategy" in page.text
    assert "(8 of 40 hours a month)" in page.text
    assert "override" not in page.fields
    assert "override" in Read(leave(Role.PROGRAM_LEAD).get(LEAVE, headers=headers())).fields


def test_cities_are_handed_over_each_with_a_result() -> None:
    done = cohort.Reassigned(code="AAAAAAAAAA", lead=True, sessions=(UUID(int=1),))
    full = Problem(code="coach_full", message="x", values={"hours": 40, "load": 40})
    outcomes = Outcomes[cohort.Reassigned](
        items=(Outcome(code="AAAAAAAAAA", reply=done), Outcome(code="BBBBBBBBBB", error=full))
    )
    at = leave(reassign_coach=outcomes)
    form = {"to": str(REVIEWER), "code": ["AAAAAAAAAA", "BBBBBBBBBB"]}
    page = Read(at.post(f"{LEAVE}/reassign", data=form, headers=headers()))
    assert "1 of 2 done." in page.text
    assert "1 session went along" in page.text
    [asked] = [one.request for one in at.client.asked if one.request.method == "reassign_coach"]
    assert (asked.coach, asked.to, asked.cities, asked.override) == (
        COACH_ID, REVIEWER, ("AAAAAAAAAA", "BBBBBBBBBB"), None,
    )  # fmt: skip


def test_hours_that_are_no_number_are_refused_and_kept() -> None:
    at = leave(set_coach_hours=COACHES.items[0])
    for typed in ("forty", "9" * 50, "-1"):
        answer = at.post(f"{LEAVE}/hours", data={"hours": typed}, headers=headers())
        assert (answer.status_code, Read(answer).fields["hours"]["value"]) == (422, typed)
    assert at.post(f"{LEAVE}/hours", data={"hours": "24"}, headers=headers()).status_code == 303


def test_somebody_who_is_no_coach_has_no_leave() -> None:
    assert leave().get(f"/staff/coaches/{UUID(int=99)}", headers=headers()).status_code == 404


def test_a_coach_arranges_their_own_leave_and_nobody_elses() -> None:
    outcomes = Outcomes[cohort.Reassigned](
        items=(Outcome(code="AAAAAAAAAA", reply=cohort.Reassigned(code="AAAAAAAAAA", lead=True, sessions=())),)
    )
    others = page_of(cohort.CoachLoad, *reversed(COACHES.items))  # REVIEWER is who is signed in
    at = leave(Role.COACH, list_coaches=others, reassign_coach=outcomes, set_coach_hours=COACHES.items[1])
    page = Read(at.get("/coaching/leave", headers=headers()))
    assert "From baseline to strategy" in page.text
    assert "If you are away" in page.text
    assert at.post("/coaching/leave/hours", data={"hours": "0"}, headers=headers()).status_code == 303
    form = {"to": str(COACH_ID), "code": "AAAAAAAAAA"}
    done = Read(at.post("/coaching/leave/reassign", data=form, headers=headers()))
    assert "1 of 1 done." in done.text
    assert "/cities/AAAAAAAAAA" not in done.links, "it is theirs no more"
    named = {
        one.request.coach for one in at.client.asked if one.request.method in ("set_coach_hours", "reassign_coach")
    }
    assert named == {REVIEWER}
    assert at.post(f"{LEAVE}/reassign", data=form, headers=headers()).status_code == 403
    assert leave(Role.STAFF).get("/coaching/leave", headers=headers()).status_code == 403


def test_a_coach_sees_how_residents_took_part_in_each_city() -> None:
    told = cohort.Engagement(
        id=UUID(int=1), engaged_by="survey", held_on=date(2026, 10, 5), residents=1200, finding="x", changed="y",
        linked_to="policy", reference=None,
    )  # fmt: skip
    page = Read(week(list_engagements=page_of(cohort.Engagement, told)).get("/coaching", headers=headers()))
    assert "1,200 residents, 1 time" in page.text
    assert "/cities/AAAAAAAAAA/engagement" in page.links
    away = week(list_engagements=unavailable()).get("/coaching", headers=headers())
    assert away.status_code == 200
