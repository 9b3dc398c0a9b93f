"""Personal access tokens: made, traded for the token of one call within their scopes, listed, revoked, over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.identity.handlers import access_tokens, factors, sessions, standing
from shared.contracts import identity
from shared.contracts.errors import Refusal
from shared.contracts.identity import AccessToken, AccessTokenMade, AccessTokenRevoked, MadeAccessToken
from shared.contracts.people import Caller, Role
from shared.security.binding import Bound
from shared.security.keys import ensure_keys
from shared.security.permissions import insist_on_permission
from shared.security.tokens import Signer, Verifier
from tests.support.fakes import FakeOutbox
from tests.unit.identity.desk import ANA, HOME, MINUTE, NOW, SECRET, Desk, caller_from
from tests.unit.identity.tables import knows

ME = Caller(f"person:{ANA.id}", frozenset({Role.COACH, Role.STAFF}))
SOMEBODY = Caller(f"person:{uuid4()}", frozenset({Role.STAFF}))
LEAD = Caller(f"person:{uuid4()}", frozenset({Role.PROGRAM_LEAD}))
BOUND: dict[str, Any] = {"command_id": uuid4(), "body_sha256": "0" * 64}
LAST_DAY = date(2027, 3, 31)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def keys_dir(tmp_path: Path) -> Path:
    ensure_keys(tmp_path / "keys", ("identity",))
    return tmp_path / "keys"


def make(desk: Desk, *scopes: str, name: str = "Nightly report", last_on: date = LAST_DAY) -> MadeAccessToken:
    outbox = FakeOutbox()
    request = identity.MakeAccessToken(name=name, scopes=scopes or ("read",), last_on=last_on)
    made = access_tokens.make_access_token(request, desk.repository, outbox, ME, NOW)  # type: ignore[arg-type]
    desk.told = outbox.events
    return made


def issue(
    desk: Desk, keys_dir: Path, secret: str, asked: str = "cohort.get_timeline", now: datetime = NOW
) -> tuple[Caller, Bound | None]:
    service, method = asked.split(".")
    request = identity.IssueToken(session=secret, to_service=service, to_method=method, **BOUND)
    signer = Signer("identity", keys_dir)
    issued = sessions.issue_token(request, desk.repository, signer, caller_from(HOME), now)  # type: ignore[arg-type]
    caller, bound = Verifier(service, keys_dir).verify(issued.token, method)
    insist_on_permission(sessions.method_of(request), caller)  # as the service does that is asked by it
    return caller, bound


def refused(
    desk: Desk, keys_dir: Path, secret: str, asked: str = "cohort.get_timeline", now: datetime = NOW
) -> Refusal:
    with pytest.raises(Refusal) as said:
        issue(desk, keys_dir, secret, asked, now)
    return said.value


def listed(desk: Desk, caller: Caller = ME, person: UUID | None = None) -> tuple[AccessToken, ...]:
    request = identity.ListAccessTokens(person=person)
    return access_tokens.list_access_tokens(request, desk.repository, caller).items  # type: ignore[arg-type]


def revoke(desk: Desk, token: UUID, caller: Caller = ME) -> list[Any]:
    outbox = FakeOutbox()
    request = identity.RevokeAccessToken(token_id=token)
    access_tokens.revoke_access_token(request, desk.repository, outbox, caller, NOW)  # type: ignore[arg-type]
    return outbox.events


# -- made --------------------------------------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_kept_as_a_hash(desk: Desk) -> None:
    made = make(desk)
    assert made.token.startswith("alliance_pat_")
    assert len(made.token) > 50
    assert made.token not in repr(desk.repository)
    assert made.made.expires_at.isoformat() == "2027-04-01T00:00:00+00:00"
    assert desk.told == [
        AccessTokenMade(
            token_id=made.made.id, person_id=ANA.id, scopes=("read",), expires_at=made.made.expires_at
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("last_on", "code"),
    [(NOW.date() - timedelta(days=1), "before_today"), (NOW.date() + timedelta(days=366), "after_latest")],
)
def test_its_last_day_is_today_or_within_a_year(desk: Desk, last_on: date, code: str) -> None:
    with pytest.raises(Refusal) as said:
        make(desk, last_on=last_on)
    assert [(one.field, one.code) for one in said.value.details] == [("last_on", code)]
    for right in (NOW.date(), NOW.date() + timedelta(days=365)):
        make(desk, name=f"until {right}", last_on=right)


@pytest.mark.parametrize(
    "scope", ["everything", "cohort.get_nothing", "identity.set_password", "identity.make_access_token",
              "intake.claim_address", "intake.get_contact", "anonymous", "service"],
)  # fmt: skip
def test_what_is_no_scope_is_named(desk: Desk, scope: str) -> None:
    with pytest.raises(Refusal) as said:
        make(desk, "read", scope)
    assert [(one.field, one.code) for one in said.value.details] == [("scopes.1", "not_a_scope")]


def test_two_of_a_name_are_refused_until_the_first_is_revoked(desk: Desk) -> None:
    first = make(desk)
    with pytest.raises(Refusal) as said:
        make(desk)
    assert (said.value.code, said.value.reason) == ("already_exists", "access_token")
    revoke(desk, first.made.id)
    make(desk)


# -- used --------------------------------------------------------------------------------------------------------------


def test_it_calls_as_its_person_without_a_session_or_proof(desk: Desk, keys_dir: Path) -> None:
    caller, _ = issue(desk, keys_dir, make(desk).token)
    assert caller.actor == f"person:{ANA.id}"
    assert caller.roles == {*ANA.roles, Role.APPLICANT, Role.CITY_MEMBER}
    assert (caller.session, caller.authenticated_at, caller.address) == (None, None, None)


def test_a_commands_token_is_bound(desk: Desk, keys_dir: Path) -> None:
    _, bound = issue(desk, keys_dir, make(desk, "write").token, "cohort.advance_phase")
    assert bound == Bound(BOUND["command_id"], BOUND["body_sha256"])


@pytest.mark.parametrize(
    ("scope", "within", "without"),
    [
        ("read", ["cohort.get_timeline", "intake.get_retention"], ["cohort.advance_phase"]),
        ("write", ["cohort.advance_phase"], ["cohort.get_timeline"]),
        ("cohort.read", ["cohort.get_timeline", "cohort.get_retention"], ["intake.list_calls", "cohort.save_vision"]),
        ("cohort.write", ["cohort.save_vision"], ["cohort.get_timeline", "intake.open_call"]),
        ("cohort.get_timeline", ["cohort.get_timeline"], ["cohort.get_visit"]),
        ("coach", ["cohort.get_timeline"], ["intake.open_call", "eligibility.decide"]),
        ("reviewer", [], ["eligibility.list_reviews"]),  # which Ana is not
    ],
)
def test_a_scope(desk: Desk, keys_dir: Path, scope: str, within: Iterable[str], without: Iterable[str]) -> None:
    secret = make(desk, scope).token
    for one in within:
        issue(desk, keys_dir, secret, one)
    for one in without:
        said = refused(desk, keys_dir, secret, one)
        assert (said.code, said.reason) == ("forbidden", "scopes")


def test_a_role_as_scope_is_that_role_alone(desk: Desk, keys_dir: Path) -> None:
    caller, _ = issue(desk, keys_dir, make(desk, "coach").token)
    assert caller.roles == {Role.COACH}


SENSITIVE = (
    *("identity.set_password", "identity.add_person", "identity.make_access_token", "cohort.export_personal"),
    *("cohort.erase_personal", "intake.claim_address"),
)


@pytest.mark.parametrize("asked", SENSITIVE)
def test_what_is_sensitive_no_token_sends(desk: Desk, keys_dir: Path, asked: str) -> None:
    secret = make(desk, "read", "write", "staff").token
    assert refused(desk, keys_dir, secret, asked).reason == "scopes"


def test_it_opens_no_page(desk: Desk) -> None:
    """Which asks for several tokens at once, and for who it is."""
    request = identity.IssueTokens(session=make(desk).token)
    with pytest.raises(Refusal, match="unauthenticated"):
        sessions.issue_tokens(request, desk.repository, Signer("identity", Path("nowhere")), NOW)  # type: ignore[arg-type]


def test_when_and_where_it_was_last_used_is_noted_once_a_minute(desk: Desk, keys_dir: Path) -> None:
    secret = make(desk).token
    for later in (0, 30, 59):
        issue(desk, keys_dir, secret, now=NOW + timedelta(seconds=later))
    assert [(one.used_at, one.used_from) for one in listed(desk)] == [(NOW, "203.0.113.0/24")]
    issue(desk, keys_dir, secret, now=NOW + MINUTE)
    assert [one.used_at for one in listed(desk)] == [NOW + MINUTE]


# -- over --------------------------------------------------------------------------------------------------------------


def test_after_its_last_day_it_opens_nothing_and_is_still_listed(desk: Desk, keys_dir: Path) -> None:
    made = make(desk)
    end = made.made.expires_at
    issue(desk, keys_dir, made.token, now=end - timedelta(seconds=1))
    said = refused(desk, keys_dir, made.token, now=end)
    assert (said.code, said.reason) == ("unauthenticated", "access_token_over")
    assert len(listed(desk)) == 1


def test_none_of_ours_is_unauthenticated(desk: Desk, keys_dir: Path) -> None:
    make(desk)
    assert refused(desk, keys_dir, "alliance_pat_x").code == "unauthenticated"


def test_revoked_it_opens_nothing_and_its_end_is_told_once(desk: Desk, keys_dir: Path) -> None:
    made = make(desk)
    told = AccessTokenRevoked(token_id=made.made.id, person_id=ANA.id, because="ended_by_owner")
    assert [revoke(desk, made.made.id) for _ in range(2)] == [[told], []]
    assert refused(desk, keys_dir, made.token).code == "unauthenticated"
    assert listed(desk) == ()


def test_anothers_is_not_there_but_for_those_who_lead(desk: Desk) -> None:
    made = make(desk)
    knows(desk.repository, ANA.model_copy(update={"id": UUID(SOMEBODY.id), "email": "somebody@city.example"}))
    for attempt in (lambda: revoke(desk, made.made.id, SOMEBODY), lambda: listed(desk, SOMEBODY, ANA.id)):
        with pytest.raises(Refusal, match="not_found"):
            attempt()
    assert len(listed(desk, LEAD, ANA.id)) == 1
    assert [one.because for one in revoke(desk, made.made.id, LEAD)] == ["ended_by_others"]


def test_with_its_person_it_is_deactivated_for_good(desk: Desk, keys_dir: Path) -> None:
    made = make(desk)
    outbox = FakeOutbox()
    request = identity.DeactivatePerson(person=ANA.id, because="left_program")
    standing.deactivate_person(request, desk.repository, outbox, LEAD, SECRET, NOW)  # type: ignore[arg-type]
    told = AccessTokenRevoked(token_id=made.made.id, person_id=ANA.id, because="deactivated")
    assert told in outbox.events
    knows(desk.repository, ANA)  # let in again
    assert refused(desk, keys_dir, made.token).code == "unauthenticated"


def test_whose_factors_are_reset_has_none_left(desk: Desk, keys_dir: Path) -> None:
    made = make(desk)
    request = identity.ResetFactors(person=ANA.email)
    factors.reset_factors(request, desk.repository, FakeOutbox(), NOW)  # type: ignore[arg-type]
    assert refused(desk, keys_dir, made.token).code == "unauthenticated"


def test_what_is_long_over_is_forgotten(desk: Desk) -> None:
    end = make(desk).made.expires_at
    access_tokens.forget_access_tokens(desk.repository, end + timedelta(days=30))  # type: ignore[arg-type]
    assert len(listed(desk)) == 1
    access_tokens.forget_access_tokens(desk.repository, end + timedelta(days=30, seconds=1))  # type: ignore[arg-type]
    assert listed(desk) == ()
