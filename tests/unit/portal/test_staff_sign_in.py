"""Routes by which staff sign in and set up how: each asks identity, as whoever holds the bearer token."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.contracts.errors import Refusal
from shared.contracts.identity import (
    EndedSessions,
    EndSessions,
    Factor,
    FactorKind,
    Factors,
    IssuedToken,
    OpenSession,
    PasskeyOptions,
    RecoveryCodes,
    SignOut,
    TotpKey,
)
from shared.contracts.requests import Nothing, Page
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.test_api import SESSION

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
ID = UUID("11111111-1111-4111-8111-111111111111")
FACTOR = Factor(id=ID, kind=FactorKind.PASSKEY, name="Laptop", added_at=NOW, used_at=None)
CODES = RecoveryCodes(codes=("abcde-fghjk",))
TOTP = TotpKey(key="ABC", address="otpauth://totp/x", picture="<svg/>")
OPTIONS = PasskeyOptions(options={"challenge": "x"})
PASSWORD = "gray kettles hum at noon"

OPEN = OpenSession(
    id=ID, since=NOW, used_at=NOW, expires_at=NOW, source="192.0.2.0/24", device=None, proof="passkey", current=True
)

#: Request -> route, body, what identity answers, status.
ACCOUNT: dict[str, tuple[str, str, Any, Any, int]] = {
    "set_password": ("PUT", "password", {"password": PASSWORD}, Nothing(), 204),
    "list_factors": ("GET", "factors", None, Factors(password=True, items=(FACTOR,), recovery_codes=3), 200),
    "remove_factor": ("DELETE", f"factors/{ID}", None, Nothing(), 204),
    "start_totp": ("POST", "totp", None, TOTP, 201),
    "confirm_totp": ("POST", "totp/confirm", {"code": "123456"}, CODES, 200),
    "renew_recovery_codes": ("POST", "recovery-codes", None, CODES, 201),
    "get_passkey_options": ("GET", "passkey", None, OPTIONS, 200),
    "list_sessions": ("GET", "sessions", None, Page[OpenSession](items=(OPEN,), next=None, total=1), 200),
    "end_session": ("DELETE", f"sessions/{ID}", None, Nothing(), 204),
    "end_sessions": ("DELETE", "sessions", None, EndedSessions(ended=2), 200),
    "add_passkey": ("POST", "passkey", {"name": "Laptop", "credential": {"id": "x"}}, FACTOR, 201),
}


@pytest.mark.parametrize("method", ACCOUNT)
def test_an_account_is_its_holders(method: str) -> None:
    verb, path, body, reply, status = ACCOUNT[method]
    door = Doorway(issue_token=IssuedToken(token="t"), **{method: reply})
    answer = door.send(verb, f"/api/v1/account/{path}", json=body, headers={"Authorization": "Bearer s"})
    assert answer.status_code == status
    assert (door.client.asked[-1].request.method, door.client.asked[-1].token) == (method, "t")
    assert status == 204 or answer.json() == reply.model_dump(mode="json")


@pytest.mark.parametrize("method", ACCOUNT)
def test_an_account_is_nobodys_without_a_token(method: str) -> None:
    verb, path, body, reply, _ = ACCOUNT[method]
    door = Doorway(**{method: reply})
    assert door.send(verb, f"/api/v1/account/{path}", json=body).status_code == 401
    assert door.client.asked == []


@pytest.mark.parametrize(
    ("path", "method", "body"),
    [
        ("password", "sign_in_with_password", {"email": "ana@city.example", "password": PASSWORD, "code": "123456"}),
        ("passkey", "sign_in_with_passkey", {"credential": {"id": "x"}}),
    ],
)
def test_a_proof_is_traded_for_a_bearer_token(path: str, method: str, body: dict[str, Any]) -> None:
    door = Doorway(**{method: SESSION})
    answer = door.post(f"/api/v1/sign-in/{path}", json=body)
    assert (answer.status_code, answer.json()["token"]) == (200, SESSION.secret)
    refused = Doorway(**{method: Refusal("sign_in_failed")}).post(f"/api/v1/sign-in/{path}", json=body)
    assert (refused.status_code, refused.json()["code"]) == (401, "sign_in_failed")


def test_the_options_to_sign_in_with_a_passkey_are_everybodys() -> None:
    answer = Doorway(get_passkey_sign_in_options=OPTIONS).get("/api/v1/sign-in/passkey")
    assert answer.json() == {"options": {"challenge": "x"}}


def test_who_must_prove_again_who_they_are_reads_it() -> None:
    door = Doorway(issue_token=IssuedToken(token="t"), start_totp=Refusal("reauthenticate"))
    answer = door.post("/api/v1/account/totp", headers={"Authorization": "Bearer s"})
    assert (answer.status_code, answer.json()["code"]) == (403, "reauthenticate")


def test_a_bearer_token_is_signed_out() -> None:
    door = Doorway(sign_out=Nothing())
    assert door.post("/api/v1/sign-out", headers={"Authorization": "Bearer s3cret"}).status_code == 204
    assert door.client.asked[0].request == SignOut(session="s3cret")
    nobody = Doorway(sign_out=Nothing())
    assert nobody.post("/api/v1/sign-out").status_code == 401
    assert nobody.client.asked == []


@pytest.mark.parametrize(("query", "but_this"), [("", True), ("?but_this=false", False)])
def test_the_session_that_asks_goes_on_unless_it_says_otherwise(query: str, but_this: bool) -> None:
    door = Doorway(issue_token=IssuedToken(token="t"), end_sessions=EndedSessions(ended=2))
    door.send("DELETE", f"/api/v1/account/sessions{query}", headers={"Authorization": "Bearer s"})
    assert door.client.asked[-1].request == EndSessions(but_this=but_this)
