"""Where a page may lead, whose forms are taken, and how a phrase with links is made."""

from base64 import urlsafe_b64encode

import pytest
from fastapi import Request
from markupsafe import Markup

from services.portal.web.cookies import flash_of
from services.portal.web.origin import is_foreign
from services.portal.web.page import own_path
from services.portal.web.rendering import link, phrase


@pytest.mark.parametrize("path", ["/my", "/status?code=K7Q2M9X4TB", "/cities/A?lang=es"])
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path", [None, "", "//evil.example", "/\\evil.example", "\\\\x", "https://evil.example", "/\t/evil.example", "my"]
)
def test_what_leads_off_the_site_leads_to_the_front_page(path: str | None) -> None:
    assert own_path(path) == "/"


def test_forms_are_taken_from_our_own_address() -> None:
    public = "https://alliance.example"
    for headers, foreign in (
        ({"origin": "https://alliance.example", "host": "inside:8000"}, False),
        ({"origin": "https://evil.example", "host": "alliance.example"}, True),
        ({"sec-fetch-site": "same-origin", "host": "x"}, False),
        ({"sec-fetch-site": "same-site", "host": "x"}, True),
        ({"origin": "null", "sec-fetch-site": "same-origin", "host": "x"}, False),  # as Chromium sends our forms
        ({"origin": "null", "sec-fetch-site": "cross-site", "host": "x"}, True),
        ({"origin": "null", "host": "x"}, True),
        ({"origin": "https://alliance.example", "sec-fetch-site": "cross-site", "host": "x"}, True),
        ({"origin": "https://evil.example", "sec-fetch-site": "same-origin", "host": "x"}, True),
        ({}, True),
    ):
        assert is_foreign("POST", headers, public) is foreign
        assert is_foreign("GET", headers, public) is False


def test_a_phrase_escapes_all_but_its_links() -> None:
    said = phrase("en", "pages.errors.look_for", link=link("/status?a=1&b=2", "<here>"))
    assert said == Markup(
        'If you look for your application, enter its code under <a href="/status?a=1&amp;b=2">&lt;here&gt;</a>.'
    )


@pytest.mark.parametrize("kept", [b"", b"[1, 2]", b"[" * 5_000, b'{"a": 1}', b"\xff"])
def test_what_nobody_of_ours_wrote_is_no_flash(kept: bytes) -> None:
    cookie = f"flash={urlsafe_b64encode(kept).decode()}".encode()
    assert flash_of(Request({"type": "http", "headers": [(b"cookie", cookie)]})) is None
