"""Whom commands act as: who has signed in on this machine, else the local administrator."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest

from alliance import connection
from alliance.connection import (
    SignedIn,
    called,
    forget_ended_session,
    forget_session,
    keep_session,
    one_client,
    read_session,
)
from alliance.main import run
from alliance.people import session
from shared.contracts.errors import Refusal
from shared.contracts.identity import IssuedToken
from shared.contracts.requests import Nothing
from shared.security.keys import ensure_keys
from shared.security.tokens import LOCAL_ADMIN
from tests.support.fake_client import FakeClient
from tests.unit.alliance.test_naming import ANA

SIGNED_IN = SignedIn("s3cret", "Ana Ruiz", "ana@alliance.example", ("reviewer",))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a system that runs here."""
    keys = tmp_path / "keys"
    ensure_keys(keys)
    endpoints = {"cli_amqp": "amqp://cli@127.0.0.1:1", "keys_dir": str(keys)}
    (tmp_path / "endpoints.json").write_text(json.dumps(endpoints))
    monkeypatch.setenv("ALLIANCE_HOME", str(tmp_path))
    return tmp_path


def test_without_a_sign_in_the_local_administrator_acts(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with one_client():
        connection.connect()
    assert (connection.acts_as_administrator(), capsys.readouterr().err) == (True, "")
    assert (home / "keys" / f"{LOCAL_ADMIN}.key").exists()


def test_who_has_signed_in_acts_and_is_named_once(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep_session(SIGNED_IN)
    with one_client():
        assert connection.connect() is connection.connect()
    assert not connection.acts_as_administrator()
    assert capsys.readouterr().err == "as Ana Ruiz <ana@alliance.example>, reviewer\n"


def test_a_session_is_kept_beside_its_installation_for_its_owner_alone(home: Path) -> None:
    keep_session(SIGNED_IN)
    assert (home / "session").stat().st_mode & 0o777 == 0o600
    assert read_session() == SIGNED_IN
    forget_session()
    assert read_session() is None


@pytest.mark.parametrize(
    ("answer", "stays"),
    [
        (IssuedToken(token="t"), True),
        (Refusal("unauthenticated", reason="session_over"), False),
        (Refusal("unavailable", reason="broker"), True),
    ],
    ids=["live", "over", "not known"],
)
def test_the_file_goes_with_the_session_that_is_over(
    home: Path, monkeypatch: pytest.MonkeyPatch, answer: IssuedToken | Refusal, stays: bool
) -> None:
    """It names somebody, who may have been erased."""
    client = FakeClient(issue_token=answer)
    monkeypatch.setattr(connection, "client_of", lambda _: client)
    keep_session(SIGNED_IN)
    with suppress(Refusal):
        forget_ended_session()
    assert ((home / "session").exists(), client.methods) == (stays, ["issue_token"])
    forget_session()
    forget_ended_session()  # nobody is signed in: nobody is asked
    assert client.methods == ["issue_token"]


@pytest.mark.parametrize("kept", ["an old secret", "{}", "[]", '{"secret": "s"}'])
def test_a_session_that_cannot_be_read_is_none(home: Path, kept: str) -> None:
    (home / "session").write_text(kept)
    assert read_session() is None


def test_another_installation_has_a_session_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIANCE_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    keep_session(SIGNED_IN)
    assert (tmp_path / "config" / "alliance" / "session").exists()


def test_whoami_names_the_local_administrator(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["whoami", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"actor": "local administrator", "person": None}


def test_whoami_asks_who_has_signed_in(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_session(SIGNED_IN)
    monkeypatch.setattr(session, "connect", lambda: FakeClient(get_person=ANA))
    assert run(["whoami"]) == 0
    assert capsys.readouterr().out == "Ana Ruiz <ana@alliance.example>, reviewer\n"


def test_logout_goes_back_to_the_local_administrator(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    client = FakeClient(sign_out=Nothing())
    monkeypatch.setattr(session, "client_of", lambda _: client)
    keep_session(SIGNED_IN)
    assert run(["logout"]) == 0
    assert capsys.readouterr().out == "Signed out. Commands act as the local administrator.\n"
    assert (client.methods, read_session()) == (["sign_out"], None)


def test_services_of_older_code_are_told_as_such(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_session(SIGNED_IN)
    refusal = Refusal("not_found", reason="method", service="identity", method="get_person")
    monkeypatch.setattr(session, "connect", lambda: FakeClient(get_person=refusal))
    assert run(["whoami"]) == 3
    said = capsys.readouterr().err
    assert "older code, which does not know identity.get_person" in " ".join(said.split())


@pytest.mark.parametrize(
    ("name", "roles", "said"),
    [("Ana Ruiz", ("coach", "staff"), "Ana Ruiz <ana@city.example>, coach, staff"), ("", (), "ana@city.example")],
)
def test_who_has_just_proven_an_address_is_called_by_it(name: str, roles: tuple[str, ...], said: str) -> None:
    assert called(name, "ana@city.example", roles) == said
