"""The desk of a gathering: who comes, checked in once however often it is said, and taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import cohort, intake
from shared.contracts.errors import Detail, Refusal
from shared.contracts.people import Role
from shared.contracts.requests import Page
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers

ID, HORTENSE = UUID(int=91), UUID(int=92)
PAGE = f"/staff/convenings/{ID}"
NOW = datetime.now(UTC)
GUEST = {"code": "K7Q2M9X4TB", "role": "team_lead", "ref": f"intake:{HORTENSE}"}


def invitation(state: str = "yes", **changed: Any) -> dict[str, Any]:
    return GUEST | {"city": "Gatineau", "state": state, "delegated": False, "needs": False} | changed


def detail(*invitations: dict[str, Any], **changed: Any) -> cohort.ConveningDetail:
    fields = {
        "id": ID, "cohort": "cohort-2027", "kind": "leaders", "state": "scheduled", "title": "Data leaders’ convening",
        "starts_at": NOW - timedelta(hours=1), "ends_at": NOW + timedelta(days=1), "time_zone": "America/Panama",
        "place": "Ciudad de Panamá", "capacity": 80, "rsvp_by": NOW.date(), "window": (NOW.date(), NOW.date()),
        "invited": 1, "yes": 1, "no": 0, "silent": 0, "attended": 0, "invitations": invitations,
    }  # fmt: skip
    return cohort.ConveningDetail.model_validate(fields | changed)


def listed() -> Page[cohort.ListedConvening]:
    one = detail()
    shown = {key: getattr(one, key) for key in cohort.ListedConvening.model_fields if key != "titles"}
    items = (cohort.ListedConvening.model_validate(shown | {"titles": {"es": "Encuentro"}}),)
    return Page[cohort.ListedConvening](items=items, next=None, total=1)


def desk(found: cohort.ConveningDetail, **answers: Any) -> Doorway:
    names = intake.ContactNames.model_validate({"items": ({"id": HORTENSE, "name": "Hortense Grandportage"},)})
    cohorts = Page[cohort.Cohort](items=(), next=None, total=0)
    known = {"list_convenings": listed(), "get_convening": found, "get_contact_names": names, "list_cohorts": cohorts}
    return door_of(Role.STAFF, **known | answers)


def sent(door: Doorway, method: str) -> list[Any]:
    return [one for one in door.client.asked if one.request.method == method]


def test_the_desk_counts_and_names_who_comes() -> None:
    others = [
        invitation("no", ref="cohort:2", name="Fidel Barrancaroja"),
        invitation("invited", ref="cohort:3", name="Yamile Sol", role="chief_of_staff"),
        invitation("yes", ref="cohort:4", name="Ana Ejemplo", delegate="Bruno Ficticio"),
    ]
    page = Read(desk(detail(invitation(), *others)).get(PAGE, headers=headers()))
    assert "Hortense Grandportage" in page.text
    assert "0 of 2 are here" in page.text
    assert "Bruno Ficticio Gatineau · team lead · for Ana Ejemplo" in page.text
    assert "78" in page.text


@pytest.mark.parametrize(("typed", "found"), [("hor", True), ("GRÁND gati", True), ("ortense", False), ("team", True)])
def test_a_guest_is_found_by_the_beginning_of_name_city_or_role(typed: str, found: bool) -> None:
    page = Read(desk(detail(invitation())).get(PAGE, params={"q": typed}, headers=headers()))
    assert ("Hortense" in page.text) is found


def test_without_scripts_a_check_in_is_a_form_that_counts_once() -> None:
    here = detail(invitation("attended", attended_at=NOW))
    door = desk(here, check_in=here)
    form = GUEST | {"command_id": str(UUID(int=5)), "q": "hor"}
    for _ in range(2):
        answer = door.post(f"{PAGE}/check-in", data=form, headers=headers())
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?q=hor")
    assert {one.command_id for one in sent(door, "check_in")} == {UUID(int=5)}
    assert sent(door, "check_in")[0].request.ref == GUEST["ref"]


def test_a_script_is_answered_with_the_guests_row_and_the_count() -> None:
    here = detail(invitation("attended", attended_at=NOW))
    door = desk(here, check_in=here)
    answer = door.post(f"{PAGE}/check-in", data=GUEST | {"part": "1"}, headers=headers())
    assert answer.status_code == 200
    assert "<html" not in answer.text
    page = Read(answer)
    assert "Here since" in page.text
    assert "1 of 1 are here" in page.text
    assert {"door-count", f"guest-{GUEST['code']}-intake-{HORTENSE}"} <= set(page.ids)


def test_what_the_door_refuses_is_said_in_the_guests_row() -> None:
    early = Refusal("invalid", Detail("", "begins_later", first=NOW.date()))
    door = desk(detail(invitation()), check_in=early)
    answer = door.post(f"{PAGE}/check-in", data=GUEST | {"part": "1"}, headers=headers())
    assert answer.status_code == 422
    assert 'class="error-text"' in answer.text


def test_while_the_service_is_down_the_phone_is_told_to_send_again() -> None:
    door = desk(detail(invitation()), check_in=unavailable())
    assert door.post(f"{PAGE}/check-in", data=GUEST | {"part": "1"}, headers=headers()).status_code == 503


def test_a_check_in_is_taken_back_and_somebody_is_excused() -> None:
    back = detail(invitation("excused"))
    door = desk(back, undo_check_in=back, check_in=back)
    assert "undo" in door.get(PAGE, headers=headers()).text
    door.post(f"{PAGE}/undo", data=GUEST, headers=headers())
    door.post(f"{PAGE}/excuse", data=GUEST, headers=headers())
    assert len(sent(door, "undo_check_in")) == 1
    assert sent(door, "check_in")[0].request.excused is True


@pytest.mark.parametrize("state", ["invited", "yes", "no"])
def test_somebody_is_excused_or_taken_off_the_list_from_their_row(state: str) -> None:
    found = detail(invitation(state))
    door = desk(found, uninvite=found)
    page = door.get(PAGE, headers=headers()).text
    assert f"{PAGE}/excuse" in page
    assert f"{PAGE}/uninvite" in page
    assert door.post(f"{PAGE}/uninvite", data=GUEST, headers=headers()).status_code == 303
    assert sent(door, "uninvite")[0].request.ref == GUEST["ref"]


def test_the_door_is_shut_until_the_first_day_at_the_place() -> None:
    tomorrow = NOW + timedelta(days=2)
    answer = desk(detail(invitation(), starts_at=tomorrow, ends_at=tomorrow)).get(PAGE, headers=headers())
    assert "Check-in opens on the first day there" in answer.text
    assert f"{PAGE}/check-in" not in answer.text


def test_needs_are_by_name_on_a_page_of_their_own() -> None:
    needs = cohort.Needs.model_validate(
        GUEST | {"city": "Gatineau", "travel": None, "diet": "no nuts", "access": None, "interpretation": "fr"}
    )
    page = Page[cohort.Needs](items=(needs,), next=None, total=1)
    door = desk(detail(invitation(needs=True)), list_needs=page)
    shown = door.get(PAGE, headers=headers())
    assert "no nuts" not in shown.text
    assert "list_needs" not in door.client.methods
    text = Read(door.get(f"{PAGE}/needs", headers=headers())).text
    assert "Hortense Grandportage" in text
    assert "no nuts" in text
    assert "French" in text


def test_badges_are_of_those_who_come() -> None:
    found = detail(invitation(), invitation("no", ref="cohort:2", name="Fidel Barrancaroja"))
    text = Read(desk(found).get(f"{PAGE}/badges", headers=headers())).text
    assert "Hortense Grandportage" in text
    assert "Fidel" not in text


def test_a_gathering_is_cancelled_with_a_reason_that_is_asked_for() -> None:
    door = desk(detail(invitation()), cancel_convening=detail(state="cancelled"))
    answer = door.post(f"{PAGE}/cancel", data={"reason": ""}, headers=headers())
    assert answer.status_code == 422
    assert "#reason" in Read(answer).links
    assert door.post(f"{PAGE}/cancel", data={"reason": "a strike"}, headers=headers()).status_code == 303


@pytest.mark.parametrize("path", [PAGE, "/staff/convenings", f"{PAGE}/needs", f"{PAGE}/badges"])
def test_the_desk_is_for_staff(path: str) -> None:
    assert door_of(Role.CITY_MEMBER).get(path, headers=headers()).status_code == 403


@pytest.mark.parametrize("path", ["/staff/convenings/x", f"/staff/convenings/{UUID(int=1)}"])
def test_what_is_no_gathering_is_nowhere(path: str) -> None:
    assert desk(detail()).get(path, headers=headers()).status_code == 404


def test_the_list_leads_to_each_desk() -> None:
    assert PAGE in Read(desk(detail()).get("/staff/convenings", headers=headers())).links
