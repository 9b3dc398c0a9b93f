"""What was mailed to a city: the list, one as it reads, and what can be shown no more."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.notifications import CityMail, CityMailText, Exchange, ListExchanges, LogExchange
from shared.contracts.people import Role
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.rooms import HOME, LEO, page_of, room, team
from tests.unit.portal.pages.signed_in import headers

ONE = UUID(int=77)
MAIL = CityMail(
    id=ONE, template="welcome", language="es", recipient=f"cohort:{LEO}", subject="Bienvenida a <Puerto Ejemplo>",
    sent_at=datetime(2026, 11, 20, 15, tzinfo=UTC),
)  # fmt: skip
TEXT = CityMailText(mail=MAIL, text="Estimada Rosa", html="<p>Estimada Rosa</p>")


def door(**answers: Any) -> Doorway:
    known = {"list_city_mails": page_of(CityMail, MAIL), "get_city_mail": TEXT, "get_team": team()}
    return room(**known | answers)


def test_a_city_reads_what_was_mailed_to_whom() -> None:
    page = Read(door().get(f"{HOME}/mail", headers=headers()))
    assert "Bienvenida a <Puerto Ejemplo>" in page.text
    assert "Leo Supuesto" in page.text
    assert f"{HOME}/mail/{ONE}" in page.links
    assert f"{HOME}/mail" in page.links, "its place in the side navigation"


def test_where_nothing_was_mailed_the_page_says_so() -> None:
    page = Read(door(list_city_mails=page_of(CityMail)).get(f"{HOME}/mail", headers=headers()))
    assert "Nothing has been mailed to this city yet." in page.text


def test_a_mail_is_read_in_a_frame_of_its_own() -> None:
    at = door()
    answer = at.get(f"{HOME}/mail/{ONE}", headers=headers())
    assert f'src="{HOME}/mail/{ONE}/letter" sandbox' in answer.text
    assert "Estimada Rosa" in answer.text
    letter = at.get(f"{HOME}/mail/{ONE}/letter", headers=headers())
    assert letter.text == "<p>Estimada Rosa</p>"
    assert "sandbox" in letter.headers["Content-Security-Policy"]


def test_what_is_true_no_more_says_why_it_is_not_shown() -> None:
    gone = Refusal("illegal_transition", reason="mail_no_longer_true")
    page = Read(door(get_city_mail=gone).get(f"{HOME}/mail/{ONE}", headers=headers()))
    assert "This mail cannot be shown again." in page.text


def test_another_citys_mail_is_not_there() -> None:
    answer = door(get_city_mail=not_found("mail", ONE)).get(f"{HOME}/mail/{ONE}", headers=headers())
    assert answer.status_code == 404


def test_whoever_is_of_the_city_without_a_role_of_the_program_finds_the_way_to_its_mail() -> None:
    at = room(("get_city", "get_team"), Role.REVIEWER, list_city_mails=page_of(CityMail, MAIL))
    assert f"{HOME}/mail" in Read(at.get(HOME, headers=headers())).links


# -- calls and replies -------------------------------------------------------------------------------------------------

CALL = Exchange(
    id=ONE, code="K7Q2M9X4TB", kind="call", direction="from_city", held_on=date(2026, 11, 20), person="Rosa <Ejemplo>",
    notes="The baseline\ncomes in May.", logged_by=f"person:{UUID(int=3)}",
    logged_at=datetime(2026, 11, 21, 15, tzinfo=UTC),
)  # fmt: skip
TYPED = {"kind": "call", "direction": "to_city", "held_on": "2026-11-20", "person": "Rosa", "notes": "Comes in May."}


def staffs(role: Role = Role.STAFF, **answers: Any) -> Doorway:
    known = {
        "list_exchanges": page_of(Exchange, CALL),
        "log_exchange": CALL,
        "list_city_mails": page_of(CityMail, MAIL),
    }
    return room((), role, **known | answers)


def asked(at: Doorway, kind: type[Any]) -> list[Any]:
    return [one.request for one in at.client.asked if isinstance(one.request, kind)]


def test_staff_read_who_called_and_find_the_way_to_write() -> None:
    answer = staffs().get(f"{HOME}/mail", headers=headers())
    page = Read(answer)
    assert "Rosa <Ejemplo>" in page.text
    assert "Phone call, from the city" in page.text
    assert "The baseline\ncomes in May." in answer.text
    assert any(link.startswith("/staff/write?cohort=") for link in page.links)


def test_a_citys_people_read_no_calls() -> None:
    at = door()
    page = Read(at.get(f"{HOME}/mail", headers=headers()))
    assert "Calls and replies" not in page.text
    assert asked(at, ListExchanges) == []


def test_a_coach_reads_and_enters_calls_of_a_city_of_theirs() -> None:
    at = staffs(Role.COACH, of={"parts": ("coach",)})
    page = Read(at.get(f"{HOME}/mail", headers=headers()))
    assert "Rosa <Ejemplo>" in page.text
    assert not any(link.startswith("/staff/write") for link in page.links)
    assert at.post(f"{HOME}/mail/log", data=TYPED, headers=headers()).status_code == 303


def test_a_call_is_entered_as_it_was_typed() -> None:
    at = staffs()
    page = Read(at.go(f"{HOME}/mail/log", TYPED, headers()))
    (sent,) = asked(at, LogExchange)
    assert (sent.kind, sent.direction, sent.held_on, sent.person) == ("call", "to_city", date(2026, 11, 20), "Rosa")
    assert page.text


def test_a_refused_call_keeps_what_was_typed() -> None:
    at = staffs(log_exchange=Refusal("invalid", Detail("held_on", "after_today", today=date(2026, 11, 19))))
    answer = at.post(f"{HOME}/mail/log", data=TYPED, headers=headers())
    assert answer.status_code == 422
    assert "Comes in May." in answer.text
    assert "Choose today" in Read(answer).text


def test_where_calls_are_not_to_be_had_the_mails_are_shown() -> None:
    page = Read(staffs(list_exchanges=unavailable()).get(f"{HOME}/mail", headers=headers()))
    assert "Bienvenida" in page.text


@pytest.mark.parametrize("role", [Role.CITY_MEMBER, Role.REVIEWER])
def test_nobody_else_enters_a_call(role: Role) -> None:
    at = staffs(role)
    assert at.post(f"{HOME}/mail/log", data=TYPED, headers=headers()).status_code == 403
    assert asked(at, LogExchange) == []


# -- on the city's home ------------------------------------------------------------------------------------------------


def test_the_citys_home_shows_the_latest_mails_to_whom_and_the_way_to_all() -> None:
    page = Read(door().get(HOME, headers=headers()))
    for said in ("Messages", "Bienvenida a <Puerto Ejemplo>", "To Leo Supuesto"):
        assert said in page.text
    assert {f"{HOME}/mail/{ONE}", f"{HOME}/mail"} <= set(page.links)


def test_the_citys_home_is_shown_without_mails_too() -> None:
    assert "Nothing has been mailed" in Read(door(list_city_mails=page_of(CityMail)).get(HOME, headers=headers())).text
    assert door(list_city_mails=unavailable()).get(HOME, headers=headers()).status_code == 200
