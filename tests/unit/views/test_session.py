"""Signing in, and calls on somebody's behalf."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from shared.contracts import identity
from shared.contracts.errors import Refusal
from shared.contracts.people import Role
from shared.contracts.requests import Nothing
from shared.messaging.client import anonymous
from shared.security.binding import bound_to
from shared.views.session import SessionSigner, Tokens, begin_session
from tests.support.fake_client import FakeClient, unavailable
from tests.support.refused import refused


def issue(request: identity.IssueToken) -> identity.IssuedToken:
    return identity.IssuedToken(token=f"{request.session}:{request.to_service}.{request.to_method}")


def test_a_session_asks_for_each_token_once_and_as_nobody() -> None:
    client = FakeClient(issue_token=issue)
    sign = SessionSigner(client, "s3cret")
    tokens = [sign("intake", "get_application"), sign("intake", "get_application"), sign("cohort", "get_cohort")]
    assert tokens == ["s3cret:intake.get_application"] * 2 + ["s3cret:cohort.get_cohort"]
    assert [(asked.request.method, asked.token) for asked in client.asked] == [("issue_token", anonymous("", ""))] * 2


def test_each_command_has_a_token_of_its_own() -> None:
    client = FakeClient(issue_token=issue)
    sign, bound = SessionSigner(client, "s3cret"), bound_to(uuid4(), {"code": "A"})
    for _ in range(2):
        sign("intake", "withdraw_application", bound)
    asked = [(one.request.command_id, one.request.body_sha256) for one in client.asked]
    assert asked == [(bound.command_id, bound.body_sha256)] * 2
    sign("intake", "get_application", None)
    assert client.asked[-1].request.command_id is None


ANA = identity.Person(id=uuid4(), name="Ana", email="ana@x.example", roles=(), languages=("es",))


def issue_several(request: identity.IssueTokens) -> identity.IssuedTokens:
    tokens = [f"{request.session}:{one.to_service}.{one.to_method}" for one in request.methods]
    return identity.IssuedTokens(person=ANA, tokens=tuple(tokens))


def test_several_tokens_are_asked_for_once_and_say_whose_the_session_is() -> None:
    client = FakeClient(issue_tokens=issue_several)
    sign, methods = SessionSigner(client, "s3cret"), [("intake", "list_calls"), ("cohort", "get_cohort")]
    assert sign.lacks(methods)
    assert sign.ahead([*methods, methods[0]]) == ANA
    assert not sign.lacks(methods)
    assert [sign(*one) for one in methods] == ["s3cret:intake.list_calls", "s3cret:cohort.get_cohort"]
    assert client.methods == ["issue_tokens"]
    sign.ahead([*methods, ("intake", "get_draft")])
    assert [one.to_method for one in client.asked[-1].request.methods] == ["get_draft"]


def test_tokens_of_a_session_are_kept_from_one_page_to_the_next_which_asks_whether_it_goes_on() -> None:
    client, kept, method = FakeClient(issue_tokens=issue_several), Tokens(), ("intake", "list_calls")
    for _ in range(2):
        sign = SessionSigner(client, "s3cret", kept=kept)
        assert sign.ahead([method]) == ANA
        assert sign(*method) == "s3cret:intake.list_calls"
    assert [len(one.request.methods) for one in client.asked] == [1, 0]


def test_they_are_kept_no_longer_once_the_person_has_other_roles() -> None:
    kept, method = Tokens(), ("intake", "list_calls")
    now = {"roles": ANA.roles}

    def issue_now(request: identity.IssueTokens) -> identity.IssuedTokens:
        issued = issue_several(request)
        return issued.model_copy(update={"person": ANA.model_copy(update=now)})

    client = FakeClient(issue_tokens=issue_now)
    SessionSigner(client, "s3cret", kept=kept).ahead([method])
    now["roles"] = (Role.STAFF,)
    sign = SessionSigner(client, "s3cret", kept=kept)
    assert sign.ahead([method]).roles == (Role.STAFF,)
    assert sign.lacks([method])


def test_a_token_that_says_when_somebody_proved_who_they_are_is_of_one_page_alone() -> None:
    client, kept, method = FakeClient(issue_tokens=issue_several), Tokens(), ("cohort", "preview_erasure")
    for _ in range(2):
        sign = SessionSigner(client, "s3cret", kept=kept)
        sign.ahead([method])
        assert not sign.lacks([method])
    assert [len(one.request.methods) for one in client.asked] == [1, 1]


def test_a_session_that_is_over_is_said_to_be() -> None:
    client = FakeClient(issue_token=Refusal("unauthenticated"))
    assert refused(lambda: SessionSigner(client, "old")("intake", "get_application")) == (
        "unauthenticated: The call carries no valid sign-in or token."
    )


def test_a_token_is_asked_for_anew_before_it_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    client = FakeClient(issue_token=issue)
    sign = SessionSigner(client, "s3cret")
    for now in (100, 129, 131):
        monkeypatch.setattr("shared.views.session.monotonic", lambda now=now: now)
        sign("intake", "get_application")
    assert client.methods == ["issue_token"] * 2


SESSION = identity.Session(secret="s3cret", person_id=uuid4(), roles=(), expires_at=datetime(2027, 3, 1, tzinfo=UTC))


def test_who_signs_in_claims_what_names_their_address() -> None:
    client = FakeClient(confirm_sign_in=SESSION, issue_token=issue, claim_address=Nothing())
    assert begin_session(client, identity.ConfirmSignIn(key="k"), "203.0.113.7") == SESSION
    claims = [(one.request.service, one.token) for one in client.asked if one.request.method == "claim_address"]
    assert claims == [
        ("intake", "s3cret:intake.claim_address"),
        ("cohort", "s3cret:cohort.claim_address"),
    ]
    assert client.asked[0].source == "203.0.113.7"


def test_a_service_that_is_down_keeps_nobody_out() -> None:
    client = FakeClient(confirm_sign_in=SESSION, issue_token=issue, claim_address=unavailable())
    assert begin_session(client, identity.ConfirmSignIn(key="k")) == SESSION
    assert client.methods.count("claim_address") == 2


def test_who_proves_nothing_claims_nothing() -> None:
    client = FakeClient(confirm_sign_in=Refusal("sign_in_failed"))
    assert refused(lambda: begin_session(client, identity.ConfirmSignIn(key="k"))).startswith("sign_in_failed")
    assert client.methods == ["confirm_sign_in"]
