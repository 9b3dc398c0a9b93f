"""How a command line signs in: which proof is sent, and how it waits for a browser."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import typer

from alliance.connection import read_session
from alliance.main import run
from alliance.people import session, signing_in
from shared.contracts.errors import Refusal
from shared.contracts.identity import IssuedToken, Session, StartedDeviceLogin
from shared.contracts.requests import Nothing
from tests.support.fake_client import FakeClient
from tests.unit.alliance.test_naming import ANA

LATER = datetime(2027, 3, 1, 12, 10, tzinfo=UTC)
OPENED = Session(secret="s3cret", person_id=UUID(int=2), roles=("staff",), expires_at=LATER)
STARTED = StartedDeviceLogin(
    device_code="d" * 43,
    user_code="BCDF-GHJK",
    verification_uri="https://portal.example/sign-in/device",
    expires_at=LATER,
    interval=5,
)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeClient:
    made = FakeClient(
        request_sign_in=Nothing(),
        confirm_sign_in=OPENED,
        sign_in_with_password=OPENED,
        start_device_login=STARTED,
        take_device_login=OPENED,
        issue_token=IssuedToken(token="t"),
        get_person=ANA,
        claim_address=Nothing(),
    )
    monkeypatch.setattr(session, "client_of", lambda _: made)
    monkeypatch.setattr(signing_in.time, "sleep", slept.append)
    monkeypatch.setattr(typer, "prompt", lambda words, **_: ANSWERS[words])
    monkeypatch.setenv("ALLIANCE_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    slept.clear()
    return made


slept: list[float] = []
ANSWERS = {"Code": "123456", "Password": "gray kettles hum at noon", "Code of your app, or a recovery code": "654321"}


def proof(client: FakeClient, method: str) -> dict[str, Any]:
    (request,) = [one.request for one in client.asked if one.request.method == method]
    return request.model_dump(exclude={"device", "session"}, exclude_none=True)


@pytest.mark.parametrize(
    ("words", "method", "sent"),
    [
        (["ana@alliance.example"], "confirm_sign_in", {"email": "ana@alliance.example", "code": "123456"}),
        ([ANA.email, "--code", "111111"], "confirm_sign_in", {"email": ANA.email, "code": "111111"}),
        (["--link", "http://127.0.0.1:8000/sign-in?key=abc-_9"], "confirm_sign_in", {"key": "abc-_9"}),
        (["--link", "abc-_9"], "confirm_sign_in", {"key": "abc-_9"}),
        (
            ["ana@alliance.example", "--password"],
            "sign_in_with_password",
            {"email": "ana@alliance.example", "password": ANSWERS["Password"], "code": "654321"},
        ),
        (["--browser"], "take_device_login", {"device_code": "d" * 43}),
        ([], "take_device_login", {"device_code": "d" * 43}),
    ],
)  # fmt: skip
def test_a_proof_is_sent_and_its_session_kept(
    client: FakeClient, words: list[str], method: str, sent: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["login", *words, "--json"]) == 0
    assert proof(client, method) == sent
    kept = read_session()
    assert (kept and kept.secret, kept and kept.email) == ("s3cret", ANA.email)
    said = capsys.readouterr()
    assert "s3cret" not in said.out
    assert json.loads(said.out)["name"] == ANA.name


def test_a_browser_is_waited_for_at_the_interval_and_slower_when_told(
    client: FakeClient, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = iter(["authorization_pending", "slow_down", "authorization_pending"])

    def take(_: Any) -> Session:
        code = next(codes, None)
        if code:
            raise Refusal(code)
        return OPENED

    client.answers["take_device_login"] = take
    assert run(["login", "--browser"]) == 0
    assert slept == [5, 5, 10, 10]
    assert "https://portal.example/sign-in/device and enter the code BCDF-GHJK" in capsys.readouterr().err


def test_what_nobody_confirms_in_time_has_failed(client: FakeClient) -> None:
    client.answers["take_device_login"] = Refusal("sign_in_failed")
    assert run(["login", "--browser"]) == 1
    assert read_session() is None


def test_who_has_a_second_factor_goes_on_in_the_browser(client: FakeClient, capsys: pytest.CaptureFixture[str]) -> None:
    client.answers["confirm_sign_in"] = Refusal("second_factor_needed")
    assert run(["login", "ana@alliance.example"]) == 0
    assert "BCDF-GHJK" in capsys.readouterr().err
    assert read_session() is not None
