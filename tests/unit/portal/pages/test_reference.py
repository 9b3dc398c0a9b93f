"""The reference of the API: every request has its page, in each language, without a script or a third party."""

from __future__ import annotations

import gzip
import json
import shlex

import pytest

from services.portal.api.addresses import ADDRESSES, by_rule
from services.portal.pages.public.operations import operations_of
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read

NAMES = sorted({f"{one.of}.{one.request.method}" for one in ADDRESSES})
MOST = 100_000  # bytes of a page


def read(path: str, language: str = "en") -> Read:
    answer = Doorway().get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200, path
    assert len(gzip.compress(answer.content)) < MOST
    return Read(answer)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Reference of the API"), ("es", "Referencia de la API"), ("pt", "Referência"), ("fr", "Référence")],
)
def test_its_frame_is_in_the_readers_language(language: str, words: str) -> None:
    assert words in read("/api", language).text
    assert "cohort (" in read("/api", language).text


def test_a_service_lists_its_requests() -> None:
    text = read("/api?service=cohort").text
    for one in by_rule():
        assert (f"{one.of}.{one.request.method} " in f"{text} ") == (one.of == "cohort"), one.path


def test_a_request_is_found_by_words() -> None:
    assert "cohort.get_timeline" in read("/api?q=Timeline").text
    assert "cohort.get_visit" not in read("/api?q=Timeline").text
    assert "No request matches." in read("/api?q=xyzzy").text


@pytest.mark.parametrize("name", NAMES)
def test_each_request_has_its_page(name: str) -> None:
    page = read(f"/api?request={name}")
    assert name in page.text
    assert "unavailable" in page.text
    assert "curl -s" in page.text


def test_a_page_says_fields_example_reply_and_problems() -> None:
    text = read("/api?request=cohort.advance_phase").text
    for words in ("POST /api/v1/cohort/advance-phase", "expected_version body required integer",
                  "Idempotency-Key header optional string 1…200", "requirements_not_met", "stale_version",
                  '"expected_version": 3', "For: staff, program lead, administrator."):  # fmt: skip
        assert words in text, words


def test_an_example_is_one_command_of_a_shell() -> None:
    answer = Doorway().get("/api?request=cohort.get_timeline")
    example = Read(answer).text.partition("curl -s")[2].partition("Reply")[0]
    words = shlex.split(example.replace("\\", " "))
    assert words[0] == "$PORTAL/api/v1/cohort/get-timeline?code=K7Q2M9X4TB"
    assert words[1:3] == ["-H", "Authorization: Bearer $TOKEN"]


def test_a_body_with_an_apostrophe_is_still_one_argument() -> None:
    document = Doorway().app.state.api_document.value
    (one,) = [one for one in operations_of(document) if one.name == "cohort.cancel_visit"]
    words = shlex.split(one.example.replace("\\\n", " "))
    assert json.loads(words[-1])["reason"] == "Agreed with the mayor's office."


def test_a_shorter_address_stands_beside() -> None:
    assert "POST /api/v1/applications" in read("/api?request=intake.submit_application").text


@pytest.mark.parametrize("query", ["request=cohort.nothing", "service=nobody"])
def test_what_there_is_not_is_not_found(query: str) -> None:
    assert Doorway().get(f"/api?{query}").status_code == 404
