"""What users of comparable portals have met, where nothing else tries it (known_faults.py says what does)."""

import re
from zoneinfo import available_timezones

import pytest
from fastapi import Request, Response

from services.portal.forms.filled import Filled
from services.portal.forms.posted import Posted
from services.portal.web.cookies import Cookies
from services.portal.web.language import language_of
from services.portal.web.qr import qr_picture
from services.portal.web.reader import reader_of
from services.portal.web.rendering import environment
from shared.contracts.errors import Detail, Refusal
from shared.files.kinds import kind_of
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import OWN
from tests.unit.portal.pages.signed_in import headers
from tests.unit.portal.pages.test_applicant import HERE, applicants_door, draft, receipt, revised
from tests.unit.portal.pages.test_public import CALLS

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 40


def asked_with(**query: str) -> Request:
    text = "&".join(f"{name}={value}" for name, value in query.items())
    return Request({"type": "http", "query_string": text.encode(), "headers": [], "path": "/", "method": "GET"})


def test_a_line_break_of_a_browser_counts_once() -> None:
    assert Posted([("ambition", "a\r\nb\r\n")]).text("ambition") == "a\nb\n"


def test_a_text_at_its_limit_is_as_long_as_its_writer_sees_it() -> None:
    at = applicants_door(revise_draft=receipt())
    text = "ab\r\n" * 1_250 + "c"  # 3,751 characters, 5,001 as they come
    assert at.post(f"{HERE}/ambition", data={"ambition": text}, headers=headers()).status_code == 303
    assert len(revised(at)[0]["ambition"]) == len(text) - text.count("\r")


def test_a_problem_of_a_field_takes_no_hint_away() -> None:
    known = {"say": lambda key, **_: key, "language": "en"}
    macros = environment("en").get_template("components/fields.html").make_module(known)
    form = Filled(posted=Posted([]), refusal=Refusal("invalid", Detail("name", "missing")))
    field = str(macros.text(form, "name", "Name", hint="As in the letter"))  # type: ignore[attr-defined]
    (ids,) = re.findall('aria-describedby="([^"]+)"', field)
    assert ids.split() == ["name-error", "name-hint"]
    assert all(f'id="{one}"' in field for one in ids.split())


@pytest.mark.parametrize(
    ("wanted", "read"),
    [("pt-PT", "pt"), ("pt-BR", "pt"), ("es-ES", "es"), ("es-419", "es"), ("fr-FR", "fr"), ("fr-CA,en;q=0.9", "fr")],
)
def test_a_language_of_another_country_is_that_language(wanted: str, read: str) -> None:
    assert language_of({"accept-language": wanted}) == read


def test_every_name_of_a_zone_is_one_also_a_former() -> None:
    for name in sorted(available_timezones() - {"Factory", "localtime"}):  # which are nobody's
        assert reader_of(asked_with(zone=name.replace("+", "%2B"))).zone == name
    assert {"Asia/Calcutta", "America/Buenos_Aires"} <= available_timezones()


@pytest.mark.parametrize("path", ["/", "/check", "/status", "/sign-in", "/apply/2027"])
def test_no_form_and_no_link_names_an_address_of_ours_whole(path: str) -> None:
    """Behind a proxy it would be the wrong one."""
    answer = Doorway(list_calls=CALLS).get(path)
    assert re.findall(r'(?:action|href|src)="https?://portal\.example[^"]*"', answer.text) == []


def test_a_photo_of_a_phone_is_told_by_its_content_whatever_it_is_called() -> None:
    assert kind_of(HEIC) is None


def test_a_code_is_dark_on_white_with_a_white_border_in_dark_pages_too() -> None:
    drawn = str(qr_picture("https://portal.example/x"))
    assert 'fill="#fff"' in drawn
    assert 'stroke="#000"' in drawn
    assert "style=" not in drawn


@pytest.mark.parametrize(("secure", "begins"), [(True, "__Host-session=s; "), (False, "session=s; ")])
def test_a_cookie_is_for_tls_where_the_portal_has_it_and_only_there(secure: bool, begins: str) -> None:
    response = Response()
    Cookies(secure=secure).keep_session(response, "s")
    said = response.headers["Set-Cookie"]
    assert said.startswith(begins)
    assert ("Secure" in said, "HttpOnly" in said, "SameSite=lax" in said) == (secure, True, True)


def test_a_form_of_our_own_without_its_cookie_leads_on() -> None:
    """A browser holds it back after a way through another site."""
    answer = Doorway().post(f"{HERE}/city", data={"city": "Petrolina"}, headers=OWN)
    assert answer.status_code == 401
    assert "Petrolina" in answer.text


@pytest.mark.parametrize("name", ["Suharto", "O’Brien", "O'X", "Ana-Lucía", "Nguyễn Thị Minh Khai"])
def test_a_name_of_any_form_is_one(name: str) -> None:
    at = applicants_door(get_draft=draft(), revise_draft=receipt())
    form = {"contacts.0.name": name, "contacts.0.email": "a@x.example", "preferred_language": "pt"}
    at.post(f"{HERE}/contacts", data=form, headers=headers())
    assert revised(at)[0]["contacts"][0]["name"] == name
