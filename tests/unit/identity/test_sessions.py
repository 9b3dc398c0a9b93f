"""Sessions, and the tokens that are given out for them."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.identity.handlers import sessions
from shared.contracts import identity
from shared.contracts.errors import Refusal
from shared.contracts.identity import Session
from shared.contracts.people import Role
from shared.contracts.registry import REQUESTS
from shared.contracts.requests import Nothing
from shared.security.binding import Bound
from shared.security.keys import ensure_keys
from shared.security.tokens import Signer, Verifier
from tests.support.fakes import FakeOutbox
from tests.unit.identity.desk import ANA, HOME, MINUTE, NOW, Desk, caller_from
from tests.unit.identity.tables import knows


@pytest.fixture
def keys_dir(tmp_path: Path) -> Path:
    ensure_keys(tmp_path / "keys", ("identity",))
    return tmp_path / "keys"


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def repository(desk: Desk) -> Any:
    return desk.repository


@pytest.fixture
def session(desk: Desk) -> Session:
    return desk.confirm(key=desk.mail().key)


COMMAND_ID, DIGEST = uuid4(), "0" * 64
BOUND: dict[str, Any] = {"command_id": COMMAND_ID, "body_sha256": DIGEST}


def issue(repository: Any, keys_dir: Path, secret: str, now: datetime, method: str = "decide") -> str:
    request = identity.IssueToken(session=secret, to_service="eligibility", to_method=method, **BOUND)
    return sessions.issue_token(request, repository, Signer("identity", keys_dir), caller_from(HOME), now).token


def test_a_token_proves_the_person_for_one_method(repository: Any, keys_dir: Path, session: Session) -> None:
    token = issue(repository, keys_dir, session.secret, NOW)
    caller, bound = Verifier("eligibility", keys_dir).verify(token, "decide")
    assert bound == Bound(COMMAND_ID, DIGEST)
    assert (caller.actor, caller.roles) == (f"person:{ANA.id}", {*ANA.roles, Role.APPLICANT, Role.CITY_MEMBER})
    assert (caller.authenticated_at, caller.address) == (NOW, None)
    assert [caller.session] == [str(one.id) for one in repository.sessions.values()]
    with pytest.raises(Refusal, match="unauthenticated"):
        Verifier("eligibility", keys_dir).verify(token, "assign_review")
    with pytest.raises(Refusal, match="unauthenticated"):
        Verifier("intake", keys_dir).verify(token, "decide")


def test_a_commands_token_names_its_command_and_a_querys_none(
    repository: Any, keys_dir: Path, session: Session
) -> None:
    def ask(method: str, **bound: Any) -> str:
        request = identity.IssueToken(session=session.secret, to_service="eligibility", to_method=method, **bound)
        return sessions.issue_token(request, repository, Signer("identity", keys_dir), caller_from(HOME), NOW).token

    for missing in BOUND:
        with pytest.raises(Refusal) as refused:
            ask("decide", **BOUND | {missing: None})
        assert [(one.field, one.code) for one in refused.value.details] == [(missing, "missing")]
    for bound in ({}, BOUND):
        assert Verifier("eligibility", keys_dir).verify(ask("list_criteria", **bound), "list_criteria")[1] is None


def test_several_tokens_come_at_once_in_order_with_whose_they_are(
    repository: Any, keys_dir: Path, session: Session
) -> None:
    def ask(*methods: str, now: datetime = NOW) -> identity.IssuedTokens:
        named = [{"to_service": "eligibility", "to_method": one} for one in methods]
        request = identity.IssueTokens.model_validate({"session": session.secret, "methods": named})
        return sessions.issue_tokens(request, repository, Signer("identity", keys_dir), now)

    issued = ask("list_criteria", "list_reviews")
    assert issued.person == ANA
    for token, method in zip(issued.tokens, ("list_criteria", "list_reviews"), strict=True):
        caller, bound = Verifier("eligibility", keys_dir).verify(token, method)
        assert (caller.id, bound) == (str(ANA.id), None)
    assert ask() == identity.IssuedTokens(person=ANA, tokens=())
    for methods, now, code in ((("advance_phase",), NOW, "not_found"), ((), session.expires_at, "unauthenticated")):
        with pytest.raises(Refusal, match=code):
            ask(*methods, now=now)


def test_a_token_carries_the_roles_of_now(repository: Any, keys_dir: Path, session: Session) -> None:
    knows(repository, ANA.model_copy(update={"roles": (Role.COACH,)}))
    token = issue(repository, keys_dir, session.secret, NOW)
    assert Verifier("eligibility", keys_dir).verify(token, "decide")[0].roles == {
        Role.COACH, Role.APPLICANT, Role.CITY_MEMBER,
    }  # fmt: skip


def test_the_owners_of_what_names_an_address_are_told_it(
    repository: Any, keys_dir: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(REQUESTS, ("eligibility", "claim_address"), identity.SignOut)
    token = issue(repository, keys_dir, session.secret, NOW, "claim_address")
    assert Verifier("eligibility", keys_dir).verify(token, "claim_address")[0].address == ANA.email


def test_every_service_may_be_asked_for_its_backlog(repository: Any, keys_dir: Path, session: Session) -> None:
    assert issue(repository, keys_dir, session.secret, NOW, "get_backlog")


def test_a_method_that_nobody_has_is_not_found(repository: Any, keys_dir: Path, session: Session) -> None:
    with pytest.raises(Refusal, match="not_found"):
        issue(repository, keys_dir, session.secret, NOW, "advance_phase")


def test_idle_time_is_renewed_by_use_up_to_twelve_hours(repository: Any, keys_dir: Path, session: Session) -> None:
    now = NOW
    while now + 29 * MINUTE < session.expires_at:
        now += 29 * MINUTE
        assert issue(repository, keys_dir, session.secret, now)
    with pytest.raises(Refusal, match="unauthenticated"):
        issue(repository, keys_dir, session.secret, session.expires_at)


def test_a_session_is_over_after_thirty_idle_minutes(repository: Any, keys_dir: Path, session: Session) -> None:
    with pytest.raises(Refusal, match="unauthenticated"):
        issue(repository, keys_dir, session.secret, NOW + 30 * MINUTE)


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(repository: Any, session: Session) -> None:
    for minutes in range(2, 30, 2):
        sessions.use(session.secret, repository, NOW + minutes * MINUTE, by_itself=True)
    with pytest.raises(Refusal, match="unauthenticated"):
        sessions.use(session.secret, repository, NOW + 30 * MINUTE, by_itself=True)


def test_after_signing_out_the_session_is_over(repository: Any, keys_dir: Path, session: Session) -> None:
    outbox = FakeOutbox()
    for _ in range(2):
        assert sessions.sign_out(identity.SignOut(session=session.secret), repository, outbox, NOW) == Nothing()
    with pytest.raises(Refusal, match="unauthenticated"):
        issue(repository, keys_dir, session.secret, NOW)
    (told,) = outbox.events
    assert (told.person_id, told.because) == (ANA.id, "signed_out")  # type: ignore[attr-defined]


def test_an_unknown_session_gets_no_token(repository: Any, keys_dir: Path) -> None:
    with pytest.raises(Refusal, match="unauthenticated"):
        issue(repository, keys_dir, "x" * 43, NOW)
