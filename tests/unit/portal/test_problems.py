"""Problems: every refusal and fault as RFC 9457 JSON, with the status that its code has."""

import pytest
from structlog.testing import capture_logs

from services.portal.api.problems import status_of
from shared.contracts.errors import CODES, Detail, Refusal, meaning
from shared.wording import say
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway

STATUSES = {
    "invalid": 422,
    "unauthenticated": 401,
    "sign_in_failed": 401,
    "forbidden": 403,
    "reauthenticate": 403,
    "too_many_tries": 429,
    "too_many_uploads": 429,
    "second_factor_needed": 403,
    "authorization_pending": 400,
    "slow_down": 400,
    "not_found": 404,
    "internal_error": 500,
    "unavailable": 503,
}


@pytest.mark.parametrize("code", sorted(CODES))
def test_each_code_has_its_status_and_every_other_is_a_conflict(code: str) -> None:
    answer = Doorway(check_eligibility=Refusal(code)).post("/api/v1/check", json={})
    assert (answer.status_code, status_of(code)) == (STATUSES.get(code, 409), STATUSES.get(code, 409))
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": f"urn:alliance:problem:{code}",
        "title": meaning(code),
        "status": answer.status_code,
        "code": code,
        "detail": Refusal(code).message,
        "details": [],
    }


def test_who_must_wait_is_told_how_long() -> None:
    answer = Doorway(confirm_sign_in=Refusal("too_many_tries", seconds=7200)).post(
        "/api/v1/sign-in/confirm", json={"email": "luz@puerto.example", "code": "123456"}
    )
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7200")
    assert answer.json()["detail"] == (
        "There were too many tries. Wait 2 hours before the next one; the link in the mail works at any time."
    )


@pytest.mark.parametrize(
    ("wanted", "language", "detail"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", "es", "El mínimo es 1."),
        ("pt-BR", "pt", "O mínimo é 1."),
        ("de, fr;q=0.5, en;q=0.4", "fr", "Le minimum est 1."),
        ("en;q=0.5, es;q=0.7", "es", "El mínimo es 1."),
        ("de", "en", "The minimum is 1."),
        ("es;q=0", "en", "The minimum is 1."),
        ("es;q=x, *", "en", "The minimum is 1."),
        ("", "en", "The minimum is 1."),
    ],
)
def test_a_problem_is_told_in_the_readers_language(wanted: str, language: str, detail: str) -> None:
    door = Doorway(check_eligibility=Refusal("invalid", Detail("residents", "too_small", least=1)))
    answer = door.post("/api/v1/check", json={}, headers={"Accept-Language": wanted})
    assert (answer.headers["Content-Language"], answer.headers["Vary"]) == (language, "Accept-Language")
    assert answer.json()["title"] == say(language, "codes.invalid")
    assert answer.json()["details"][0]["message"] == detail


def test_what_the_framework_finds_is_told_in_the_readers_language() -> None:
    spanish = {"Accept-Language": "es"}
    assert Doorway().get("/api/v1/nothing", headers=spanish).json()["detail"] == "No hay nada en esta dirección."
    assert Doorway().send("PUT", "/api/v1/check", headers=spanish).json()["code"] == "invalid"


def test_who_is_told_to_sign_in_is_told_how() -> None:
    answer = Doorway(check_eligibility=Refusal("unauthenticated")).post("/api/v1/check", json={})
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "Retry-After" not in answer.headers


def test_who_is_told_to_try_again_is_told_when() -> None:
    answer = Doorway(check_eligibility=unavailable()).post("/api/v1/check", json={})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_a_fault_is_logged_and_says_nothing_of_itself() -> None:
    with capture_logs() as logs:
        answer = Doorway(check_eligibility=ValueError("password=hunter2")).post("/api/v1/check", json={})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert answer.json()["detail"] == "Something went wrong on our side; it was logged."
    assert "hunter2" not in answer.text
    assert [(one["event"], one["path"], one["error"]) for one in logs] == [
        ("request_failed", "/api/v1/check", "ValueError")
    ]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("PUT", "/api/v1/check", 405, "invalid"),
    ],
)
def test_an_unknown_path_or_method_is_a_problem(method: str, path: str, status: int, code: str) -> None:
    answer = Doorway().send(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_wrong_method_is_told_the_right_one() -> None:
    assert Doorway().send("PUT", "/api/v1/check").headers["Allow"] == "POST"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"text"'])
def test_a_body_that_is_no_object_is_invalid(body: bytes) -> None:
    door = Doorway()
    answer = door.post("/api/v1/check", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert door.client.asked == []


def test_a_body_that_is_no_text_is_invalid() -> None:
    answer = Doorway().post("/api/v1/check", content=b"\xff", headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_a_key_that_is_too_long_is_invalid() -> None:
    door = Doorway()
    answer = door.post("/api/v1/applications", json={}, headers={"Idempotency-Key": "k" * 201})
    assert (answer.status_code, answer.json()["details"][0]["field"]) == (422, "idempotency_key")
    assert door.client.asked == []


def test_a_field_name_of_half_a_character_can_be_told() -> None:
    detail = Detail("\ud800", "unknown_field")
    answer = Doorway(check_eligibility=Refusal("invalid", detail)).post("/api/v1/check", json={})
    assert answer.status_code == 422
    assert answer.content.isascii()
    assert answer.json()["details"][0]["field"] == "\ud800"
