"""What was mailed to a city: the list, one as it reads, and what can be shown no more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from shared.contracts.errors import Refusal, not_found
from shared.contracts.notifications import CityMail, CityMailText
from shared.contracts.people import Role
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
