"""A city's own page: where it is, what is due and who does it, what staff may do with it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import cohort, intake
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.people import Role
from tests.support.fake_client import unavailable
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.rooms import (
    APPLICATION_ID,
    CODE,
    HOME,
    READS,
    STAFF,
    city,
    entry,
    history,
    item,
    page_of,
    part,
    project,
    room,
    timeline,
)
from tests.unit.portal.pages.signed_in import headers

CHANGED = cohort.PhaseChange(
    code=CODE, from_phase="demonstration", to_phase="acceleration", at="2026-11-29T12:00:00Z", version=8
)


def read(door: Any, path: str = HOME, language: str = "en") -> Read:
    return Read(door.get(path, headers=headers(language)))


def test_the_page_says_where_the_city_is_and_what_is_open() -> None:
    page = read(room())
    assert "Puerto Ejemplo, Magdalena" in page.text
    assert "The city is here 1 of 2 met" in page.text
    assert "Acceptance of the project charter" in page.text
    assert f"{HOME}/project" in page.links
    assert f"{HOME}/team" in page.links


@pytest.mark.parametrize(
    ("language", "said"), [("es", "Lo próximo por hacer"), ("pt", "Próximos prazos"), ("fr", "À faire prochainement")]
)
def test_it_is_read_in_the_readers_language(language: str, said: str) -> None:
    page = read(room(), language=language)
    assert (page.language, said in page.text) == (language, True)


def test_what_is_due_says_who_does_it_and_how_late_it_is() -> None:
    door = room(
        list_action_items=page_of(cohort.ActionItem, item("Send the list", date(2020, 1, 1))),
        get_project=project(part("charter", "returned"), part("baseline", due_on=date(2099, 1, 1)), part("closing")),
    )
    text = read(door).text
    assert "Send the list" in text
    assert "days overdue" in text
    assert "Nathaniel Bayfront" in text
    assert "Revise and hand in again: project charter" in text
    assert "Due January 1, 2099" in text
    assert text.index("Send the list") < text.index("Due January 1, 2099") < text.index("Revise and hand in again")


def component(name: str, state: str) -> cohort.StrategyComponent:
    return cohort.StrategyComponent.model_validate(
        {"component": name, "title": name, "state": state, "missing": (), "feedback": None, "document": None}
    )


def strategy(*components: cohort.StrategyComponent) -> cohort.Strategy:
    empty = dict.fromkeys(("vision", "fiscal_year_on", "horizon", "launch_on", "launched_on", "launched_version"))
    fields = {"code": CODE, "version": 3, "state": "draft", "public": False, "embargo_until": None, "actions": ()}
    return cohort.Strategy.model_validate({**empty, **fields, "steps": (), "components": components})


def test_the_strategy_and_the_documents_stand_beside_it_for_whom_they_are() -> None:
    reads = (*READS, "get_strategy", "list_documents")
    known = strategy(component("governance", "approved"), component("use", "changes_requested"))
    page = read(room(reads, get_strategy=known, list_documents=cohort.Documents(items=())))
    assert "Governance Approved" in page.text
    assert "Changes requested" in page.text
    assert "No documents yet" in page.text
    assert {f"{HOME}/strategy", f"{HOME}/documents"} <= set(page.links)
    assert "No documents yet" not in read(room()).text


def test_the_home_stands_without_a_strategy_that_does_not_answer() -> None:
    reads = (*READS, "get_strategy")
    assert "Puerto Ejemplo" in read(room(reads, get_strategy=unavailable())).text


def test_one_of_several_reports_is_named_by_its_number() -> None:
    reports = [part("progress_report", number=number, due_on=date(2099, number, 1)) for number in (1, 2)]
    assert "progress report 2" in read(room(get_project=project(*reports))).text


def test_a_citys_people_see_no_verb_of_staff() -> None:
    answer = room().get(HOME, headers=headers())
    assert f"{HOME}/advance" not in answer.text
    assert "change-status" not in answer.text


def test_staff_advance_a_city_with_the_version_that_they_saw_and_waivers() -> None:
    door = room(STAFF, Role.STAFF, advance_phase=CHANGED)
    shown = read(door)
    assert shown.fields["expected_version"]["value"] == "7"
    assert "waive.charter_accepted" in shown.fields
    form = {"command_id": str(UUID(int=5)), "expected_version": "7", "waive.charter_accepted": "agreed with the mayor"}
    answer = door.post(f"{HOME}/advance", data=form, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, HOME)
    [asked] = [one for one in door.client.asked if one.request.method == "advance_phase"]
    assert asked.command_id == UUID(int=5)
    assert asked.request == cohort.AdvancePhase(
        code=CODE, phase="acceleration", expected_version=7, waive={"charter_accepted": "agreed with the mayor"}
    )


def test_what_holds_a_city_back_is_listed_and_the_form_stays_filled() -> None:
    unmet = Refusal("requirements_not_met", Detail("charter_accepted", "not_met"))
    door = room(STAFF, Role.STAFF, advance_phase=unmet)
    answer = door.post(f"{HOME}/advance", data={"expected_version": "7"}, headers=headers())
    assert answer.status_code == 409
    assert '<details class="verb" open>' in answer.text
    assert "There is a problem" in Read(answer).text


def test_a_stale_version_shows_the_newer_one_beside_what_was_typed() -> None:
    door = room(STAFF, Role.STAFF, step_back=Refusal("stale_version", expected=7, current=8))
    form = {"expected_version": "6", "reason": "the baseline was wrong"}
    answer = door.post(f"{HOME}/step-back", data=form, headers=headers())
    assert answer.status_code == 409
    assert "the baseline was wrong" in answer.text
    assert Read(answer).fields["expected_version"]["value"] == "7"


def test_a_refused_field_is_found_in_its_own_form() -> None:
    door = room(STAFF, Role.STAFF, change_status=Refusal("invalid", Detail("reason", "missing")))
    page = Read(door.post(f"{HOME}/change-status", data={"status": "paused"}, headers=headers()))
    assert "#change-status-reason" in page.links
    assert page.ids["change-status-reason"]["aria-invalid"] == "true"
    assert "aria-invalid" not in page.ids["step-back-reason"]
    assert "override" not in page.fields


def test_a_city_that_is_not_the_readers_is_nowhere() -> None:
    door = room(get_city=not_found("participating_city", CODE))
    assert door.get(HOME, headers=headers()).status_code == 404


def test_while_parts_are_down_the_rest_is_shown() -> None:
    door = room(get_timeline=unavailable(), get_city_page=unavailable(), get_project=unavailable())
    answer = door.get(HOME, headers=headers())
    assert answer.status_code == 200
    assert "Acceptance of the project charter" in answer.text


def test_the_history_tells_the_latest_first_and_nothing_of_drafts() -> None:
    told = history(entry("draft_saved"), entry("mail_sent", template="welcome", language="es"))
    text = read(room(get_city_page=told)).text
    assert "Nothing is recorded yet." in text
    assert "Mail sent" not in text


def test_one_city_alone_is_led_to_and_several_are_listed() -> None:
    own = {
        "code": CODE, "city": "Puerto Ejemplo", "admin_area": "Magdalena", "country": "CO", "cohort": "cohort-2027",
        "cohort_name": "Cohort 2027", "phase": "demonstration", "status": "active", "parts": ("member",),
    }  # fmt: skip
    one, other = (cohort.OwnCity.model_validate(own | {"code": code}) for code in (CODE, "AAAAAAAAAA"))
    alone = room(list_own_cities=page_of(cohort.OwnCity, one)).get("/cities", headers=headers())
    assert alone.headers["Location"] == HOME
    page = read(room(list_own_cities=page_of(cohort.OwnCity, one, other)), "/cities")
    assert {HOME, "/cities/AAAAAAAAAA"} <= set(page.links)
    assert "No city yet" in read(room(list_own_cities=page_of(cohort.OwnCity)), "/cities").text


def test_the_timeline_says_what_moved_and_staff_move_one_phase_of_the_city() -> None:
    move = {
        "phase": "acceleration", "code": CODE, "old": "2026-12-01", "new": "2026-12-15", "reason": "flooding",
        "moved_by": "person", "moved_at": "2026-11-01T12:00:00Z",
    }  # fmt: skip
    moved = cohort.TimelineChange(cohort="cohort-2027", version=3, changes=(), cities=(CODE,), booked=())
    door = room(STAFF, Role.STAFF, get_timeline=timeline(moves=(move,)), move_phase=moved)
    assert "flooding" in read(door, f"{HOME}/timeline").text
    form = {"phase": "close_out", "planned_on": "2099-12-21", "reason": "the mayor’s calendar"}
    assert door.post(f"{HOME}/timeline/move-phase", data=form, headers=headers()).status_code == 303
    [asked] = [one.request for one in door.client.asked if one.request.method == "move_phase"]
    assert (asked.cohort, asked.code, asked.planned_on) == ("cohort-2027", CODE, date(2099, 12, 21))


def test_what_the_page_fixes_cannot_be_typed_over() -> None:
    door = room(STAFF, Role.STAFF, advance_phase=CHANGED)
    form = {"code": "AAAAAAAAAA", "phase": "completed", "expected_version": "7"}
    door.post(f"{HOME}/advance", data=form, headers=headers())
    [asked] = [one.request for one in door.client.asked if one.request.method == "advance_phase"]
    assert (asked.code, asked.phase) == (CODE, "acceleration")
    assert city().application_id == APPLICATION_ID


def test_whoever_has_one_city_alone_starts_there() -> None:
    own = cohort.OwnCity(
        code=CODE, city="Puerto Ejemplo", admin_area="Magdalena", country="CO", cohort="cohort-2027",
        cohort_name="Cohort 2027", phase="demonstration", status="active", parts=("member",),
    )  # fmt: skip
    none = intake.OwnApplications(items=())
    door = room(list_own_cities=page_of(cohort.OwnCity, own), list_own_applications=none)
    assert door.get("/my", headers=headers()).headers["Location"] == HOME
    coached = own.model_copy(update={"parts": ("coach",)})
    door = room((), Role.REVIEWER, list_own_cities=page_of(cohort.OwnCity, coached), list_own_applications=none)
    assert door.get("/my", headers=headers()).headers["Location"] == "/reviews"
