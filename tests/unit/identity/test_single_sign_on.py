"""Signing in through a real provider on loopback; every answer that is not for this flow opens nothing."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.errors import JoseError

from services.identity.handlers import single_sign_on
from services.identity.provider import OpenIdProvider, provider_of
from shared.contracts import identity
from shared.contracts.errors import Refusal
from shared.contracts.identity import Session, StartedSingleSignOn
from shared.contracts.people import Role
from shared.runtime.settings import SettingError, Settings
from tests.support.sign_on import running_provider, sign_on
from tests.unit.identity.tables import knows
from tests.unit.identity.test_passwords import ANA, NOW, SECRET, SITE, Desk, refusal

VERIFIED = {"email": "Ana.Ruiz@city.example", "email_verified": True}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    said = {
        "ana": VERIFIED,
        "unverified": VERIFIED | {"email_verified": False},
        "nobody": VERIFIED | {"email": "nobody@city.example"},
        "silent": {"email": ANA.email},
        "text": VERIFIED | {"email_verified": "true"},
    }
    with running_provider(**said) as address:
        yield address


@pytest.fixture
def provider(issuer: str) -> OpenIdProvider:
    return OpenIdProvider(issuer, "alliance", "a secret")


@pytest.fixture
def desk() -> Desk:
    return Desk()


def start(provider: OpenIdProvider, now: datetime = NOW) -> StartedSingleSignOn:
    return single_sign_on.start_single_sign_on(provider, SECRET, SITE, now)


def finish(desk: Desk, provider: OpenIdProvider, flow: str, now: datetime = NOW, **answer: Any) -> Session:
    request = identity.FinishSingleSignOn(flow=flow, **answer)
    return single_sign_on.finish_single_sign_on(request, desk.door(now), desk.repository, provider, SECRET, SITE, now)


def test_staff_with_a_verified_address_get_a_session(desk: Desk, provider: OpenIdProvider) -> None:
    started = start(provider)
    assert finish(desk, provider, started.flow, **sign_on(started.address, "ana")).person_id == ANA.id


def test_the_browser_is_sent_with_pkce_state_and_nonce(provider: OpenIdProvider) -> None:
    started, other = start(provider), start(provider)
    sent, others = (parse_qs(urlsplit(one.address).query) for one in (started, other))
    assert (sent["code_challenge_method"], sent["response_type"]) == (["S256"], ["code"])
    assert sent["scope"] == ["openid email"]
    assert sent["redirect_uri"] == ["https://portal.example/sign-in/sso/callback"]
    for part in ("code_challenge", "state", "nonce"):
        assert sent[part] != others[part]
        assert sent[part][0] not in started.flow


@pytest.mark.parametrize("subject", ["unverified", "nobody", "silent", "text"])
def test_an_address_that_is_unknown_or_not_verified_opens_nothing(
    desk: Desk, provider: OpenIdProvider, subject: str
) -> None:
    started = start(provider)
    assert refusal(finish, desk, provider, started.flow, **sign_on(started.address, subject)).code == "sign_in_failed"


@pytest.mark.parametrize("change", [{"roles": (Role.COACH,)}, {"roles": ()}, {"active": False}])
def test_it_is_for_staff_alone(desk: Desk, provider: OpenIdProvider, change: dict[str, Any]) -> None:
    knows(desk.repository, ANA.model_copy(update=change))
    started = start(provider)
    assert refusal(finish, desk, provider, started.flow, **sign_on(started.address, "ana")).code == "sign_in_failed"


def test_an_answer_is_taken_once(desk: Desk, provider: OpenIdProvider) -> None:
    started = start(provider)
    answer = sign_on(started.address, "ana")
    assert finish(desk, provider, started.flow, **answer)
    assert refusal(finish, desk, provider, started.flow, **answer).code == "sign_in_failed"


def test_an_answer_to_another_browser_opens_nothing(desk: Desk, provider: OpenIdProvider) -> None:
    mine, theirs = start(provider), start(provider)
    answer = sign_on(theirs.address, "ana")
    assert refusal(finish, desk, provider, mine.flow, **answer).code == "sign_in_failed"
    state = parse_qs(urlsplit(mine.address).query)["state"][0]
    assert refusal(finish, desk, provider, mine.flow, **answer | {"state": state}).code == "sign_in_failed"


def test_a_flow_is_over_after_ten_minutes_and_none_is_made_up(desk: Desk, provider: OpenIdProvider) -> None:
    started = start(provider)
    answer, late = sign_on(started.address, "ana"), NOW + timedelta(minutes=10)
    assert refusal(finish, desk, provider, started.flow, late, **answer).code == "sign_in_failed"
    assert refusal(finish, desk, provider, "made up", **answer).code == "sign_in_failed"


def test_a_code_that_the_provider_does_not_know_opens_nothing(desk: Desk, provider: OpenIdProvider) -> None:
    started = start(provider)
    answer = sign_on(started.address, "ana") | {"code": "another"}
    assert refusal(finish, desk, provider, started.flow, **answer).code == "sign_in_failed"


def token_for(client: str, issuer: str) -> tuple[str, str]:
    """An ID token that the provider gives to a client, and its nonce."""
    started = start(OpenIdProvider(issuer, client, "s"))
    sent = {name: values[0] for name, values in parse_qs(urlsplit(started.address).query).items()}
    form = {"grant_type": "authorization_code", "redirect_uri": sent["redirect_uri"]}
    code = sign_on(started.address, "ana")["code"]
    answer = httpx.post(f"{issuer}/oauth2/token", auth=(client, "s"), data=form | {"code": code})
    return answer.json()["id_token"], sent["nonce"]


def test_a_token_for_another_client_proves_nothing(issuer: str) -> None:
    """The provider gives one to every client of the organization."""
    token, nonce = token_for("another", issuer)
    assert OpenIdProvider(issuer, "another", "s").verified(token, nonce)["email"] == VERIFIED["email"]
    with pytest.raises(JoseError):
        OpenIdProvider(issuer, "alliance", "s").verified(token, nonce)


@pytest.mark.parametrize("change", ["signature", "claims", "none"])
def test_a_token_that_the_provider_did_not_sign_proves_nothing(issuer: str, change: str) -> None:
    token, nonce = token_for("alliance", issuer)
    head, claims, signature = token.split(".")
    unsigned = urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    forged = {
        "signature": f"{head}.{claims}.{signature[::-1]}",
        "claims": f"{head}.{claims[::-1]}.{signature}",
        "none": f"{unsigned}.{claims}.",
    }
    with pytest.raises((JoseError, ValueError)):
        OpenIdProvider(issuer, "alliance", "s").verified(forged[change], nonce)


def test_a_provider_that_speaks_for_another_issuer_is_refused(issuer: str) -> None:
    other = OpenIdProvider(issuer.replace("localhost", "127.0.0.1") + "/.", "alliance", "s")
    assert refusal(start, other) == Refusal("unavailable", reason="sign_on_provider")


def test_without_a_provider_there_is_nothing(desk: Desk) -> None:
    none = provider_of(Settings("identity", {}))
    assert refusal(start, none).reason == "no_sign_on_provider"
    assert refusal(finish, desk, none, "f", state="s", code="c").code == "not_found"


def test_a_provider_that_is_down_is_told(desk: Desk) -> None:
    refused = refusal(start, OpenIdProvider("http://127.0.0.1:9", "alliance", "s"))
    assert refused == Refusal("unavailable", reason="sign_on_provider")


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"OIDC_ISSUER": "http://sign-in.example"}, "https://"),
        ({"OIDC_ISSUER": "https://sign-in.example", "OIDC_CLIENT_ID": "x"}, "OIDC_CLIENT_SECRET"),
    ],
)
def test_a_provider_that_is_set_by_halves_stops_the_start(settings: dict[str, str], named: str) -> None:
    with pytest.raises(SettingError, match=named):
        provider_of(Settings("identity", settings))
