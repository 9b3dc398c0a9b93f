"""Passkeys: added and used by a software authenticator; every answer that is not quite right opens nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.identity.domain.passkeys import site_of
from services.identity.handlers import factors, passkeys
from shared.contracts import identity
from shared.contracts.identity import FactorKind, Session
from shared.contracts.people import Caller, Role
from tests.support.authenticator import Authenticator
from tests.unit.identity.tables import knows
from tests.unit.identity.test_passwords import ANA, NOW, SECRET, SITE, Desk, refusal

ORIGIN, RP_ID = "https://portal.example", "portal.example"
LATE = NOW + timedelta(minutes=10)


def options(desk: Desk, now: datetime = NOW) -> dict[str, Any]:
    return passkeys.get_passkey_options(desk.repository, desk.caller, SECRET, SITE, now).options


def add(desk: Desk, credential: dict[str, Any], now: datetime = NOW) -> identity.Factor:
    request = identity.AddPasskey(name=" Laptop ", credential=credential)
    return passkeys.add_passkey(request, desk.repository, desk.outbox, desk.caller, SECRET, SITE, now)


def sign_in_options(now: datetime = NOW) -> dict[str, Any]:
    return passkeys.get_passkey_sign_in_options(SECRET, SITE, now).options


def sign_in(desk: Desk, credential: dict[str, Any], now: datetime = NOW) -> Session:
    request = identity.SignInWithPasskey(credential=credential)
    return passkeys.sign_in_with_passkey(request, desk.door(now), desk.repository, SECRET, SITE, now)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def key(desk: Desk) -> Authenticator:
    """One that is Ana's."""
    made = Authenticator(ORIGIN, RP_ID)
    add(desk, made.create(options(desk)))
    return made


# -- added -------------------------------------------------------------------------------------------------------------


def test_a_passkey_is_a_second_factor_by_its_name(desk: Desk, key: Authenticator) -> None:
    (factor,) = factors.list_factors(desk.repository, desk.caller).items
    assert (factor.kind, factor.name) == (FactorKind.PASSKEY, "Laptop")
    assert desk.outbox.events == [identity.FactorAdded(person_id=ANA.id, factor_id=factor.id, kind=FactorKind.PASSKEY)]
    assert [one["id"] for one in options(desk)["excludeCredentials"]] == [key.get(sign_in_options())["id"]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://portal.example.evil.example"},
        {"origin": "http://portal.example"},
        {"rp_id": "evil.example"},
        {"verified": False},
    ],
)
def test_an_authenticator_of_elsewhere_or_without_its_holder_is_refused(desk: Desk, wrong: dict[str, Any]) -> None:
    made = replace(Authenticator(ORIGIN, RP_ID), **wrong)
    assert refusal(add, desk, made.create(options(desk))).details[0].code == "wrong_passkey"


def test_a_challenge_is_for_one_person_once_and_ten_minutes(desk: Desk) -> None:
    made, asked = Authenticator(ORIGIN, RP_ID), options(desk)
    assert refusal(add, desk, made.create(asked), LATE).code == "invalid"
    bea = ANA.model_copy(update={"id": uuid4(), "email": "bea@city.example"})
    knows(desk.repository, bea)
    others = replace(desk, caller=Caller(f"person:{bea.id}", frozenset({Role.STAFF})))
    assert refusal(add, others, made.create(asked)).code == "invalid"
    assert refusal(add, desk, made.create(sign_in_options())).code == "invalid"
    assert add(desk, made.create(asked))
    assert refusal(add, desk, Authenticator(ORIGIN, RP_ID).create(asked)).code == "invalid"


def test_a_credential_is_added_once(desk: Desk, key: Authenticator) -> None:
    assert refusal(add, desk, key.create(options(desk))).reason == "passkey"


@pytest.mark.parametrize(
    "credential", [{}, {"rawId": 7}, {"id": "x", "rawId": "x", "response": {"clientDataJSON": "x"}}]
)
def test_what_is_no_answer_of_a_browser_is_refused(desk: Desk, credential: dict[str, Any]) -> None:
    assert refusal(add, desk, credential).code == "invalid"
    assert refusal(sign_in, desk, credential).code == "sign_in_failed"


# -- used --------------------------------------------------------------------------------------------------------------


def test_a_passkey_opens_a_session(desk: Desk, key: Authenticator) -> None:
    later = NOW + timedelta(hours=1)
    assert sign_in(desk, key.get(sign_in_options(later)), later).person_id == ANA.id
    (kept,) = desk.repository.passkeys.values()
    assert (kept.sign_count, kept.used_at) == (1, later)


def test_the_options_to_sign_in_name_nobody(desk: Desk, key: Authenticator) -> None:
    assert sign_in_options().get("allowCredentials", []) == []


def test_an_answer_opens_once(desk: Desk, key: Authenticator) -> None:
    """Also of an authenticator that does not count, as of passkeys that many devices share."""
    key.count = -1
    answer = key.get(sign_in_options())
    assert sign_in(desk, answer)
    assert refusal(sign_in, desk, answer).code == "sign_in_failed"


def test_a_copy_whose_count_lags_behind_opens_nothing(desk: Desk, key: Authenticator) -> None:
    copy = replace(key)
    for _ in range(2):
        assert sign_in(desk, key.get(sign_in_options()))
    assert refusal(sign_in, desk, copy.get(sign_in_options())).code == "sign_in_failed"


@pytest.mark.parametrize(
    "wrong", [{"origin": "https://evil.example"}, {"rp_id": "evil.example"}, {"verified": False}, {"id": b"another"}]
)
def test_a_passkey_used_elsewhere_or_without_its_holder_opens_nothing(
    desk: Desk, key: Authenticator, wrong: dict[str, Any]
) -> None:
    assert refusal(sign_in, desk, replace(key, **wrong).get(sign_in_options())).code == "sign_in_failed"


def test_a_strangers_signature_opens_nothing(desk: Desk, key: Authenticator) -> None:
    forged = replace(Authenticator(ORIGIN, RP_ID), id=key.id, count=99)
    assert refusal(sign_in, desk, forged.get(sign_in_options())).code == "sign_in_failed"


def test_a_challenge_of_before_or_made_up_opens_nothing(desk: Desk, key: Authenticator) -> None:
    assert refusal(sign_in, desk, key.get(sign_in_options()), LATE).code == "sign_in_failed"
    assert refusal(sign_in, desk, key.get({"challenge": "A" * 54})).code == "sign_in_failed"


def test_a_removed_passkey_opens_nothing(desk: Desk, key: Authenticator) -> None:
    (factor,) = factors.list_factors(desk.repository, desk.caller).items
    factors.remove_factor(identity.RemoveFactor(factor=factor.id), desk.repository, desk.outbox, desk.caller)
    assert refusal(sign_in, desk, key.get(sign_in_options())).code == "sign_in_failed"


@pytest.mark.parametrize(
    ("url", "rp_id", "origin"),
    [
        ("https://cda.example/", "cda.example", "https://cda.example"),
        ("http://127.0.0.1:8000", "localhost", "http://localhost:8000"),
        ("https://cda.example:8443/base", "cda.example", "https://cda.example:8443"),
    ],
)
def test_where_passkeys_work_follows_from_the_portals_address(url: str, rp_id: str, origin: str) -> None:
    site = site_of(url, "Program")
    assert (site.rp_id, site.origins) == (rp_id, [origin])
