"""Sign-in links of the machine: as if their mail had gone, which it never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.identity.handlers import links, sign_in
from shared.contracts import identity
from shared.contracts.identity import ConfirmSignIn, MakeSignInLink, Session, SignInLink
from shared.contracts.people import Caller, Role
from tests.unit.identity.test_passwords import ANA, NOW, SECRET, SITE, STEP, Desk, code_of, refusal

LATER = NOW + STEP


def make(desk: Desk, email: str = ANA.email) -> SignInLink:
    administrator = Caller("local-admin", frozenset({Role.ADMINISTRATOR}), source="cli")
    request = MakeSignInLink(email=email)
    return links.make_sign_in_link(request, desk.repository, desk.outbox, administrator, SECRET, SITE, NOW)


def confirm(desk: Desk, minutes: int = 0, **proof: str) -> Session:
    now = NOW + timedelta(minutes=minutes)
    return sign_in.confirm_sign_in(ConfirmSignIn(**proof), desk.door(now), desk.repository, desk.outbox, SECRET, now)


def test_link_and_code_open_a_session_and_then_no_more() -> None:
    for proof in ("key", "code"):
        desk = Desk()
        made = make(desk)
        assert made.address == f"https://portal.example/sign-in?key={made.key}"
        proofs = {"key": {"key": made.key}, "code": {"email": made.email, "code": made.code}}
        assert confirm(desk, **proofs[proof]).person_id == ANA.id
        assert refusal(confirm, desk, **proofs["key"]).code == "sign_in_failed"
        assert refusal(confirm, desk, **proofs["code"]).code == "sign_in_failed"


def test_it_is_over_after_an_hour() -> None:
    desk = Desk()
    made = make(desk)
    assert refusal(confirm, desk, minutes=60, key=made.key).code == "sign_in_failed"


def test_no_mail_of_it_goes_and_it_is_told_without_address() -> None:
    desk = Desk()
    made = make(desk)
    assert sign_in.list_unannounced(desk.repository) == []
    (event,) = desk.outbox.events
    assert isinstance(event, identity.SignInLinkMade)
    assert event.person_id == ANA.id
    for secret in (made.key, made.code, made.email):
        assert secret not in event.model_dump_json()


def test_an_address_that_nobody_had_is_somebodys_by_the_link() -> None:
    desk = Desk()
    made = make(desk, "luz@puerto.example")
    assert confirm(desk, key=made.key).roles == ()
    assert desk.repository.find_person_by_address("luz@puerto.example") is not None


@pytest.mark.parametrize("proof", ["key", "code"])
def test_whoever_has_a_second_factor_needs_it_all_the_same(proof: str) -> None:
    desk = Desk()
    desk.enroll()
    made = make(desk)
    proofs = {"key": {"key": made.key}, "code": {"email": made.email, "code": made.code}}
    refused = refusal(confirm, desk, **proofs[proof])
    assert (refused.code, refused.keep) == ("second_factor_needed", True)
    assert refusal(confirm, desk, **proofs[proof]).code == "second_factor_needed"


@pytest.mark.parametrize("proof", ["key", "code"])
def test_the_mail_and_a_second_factor_sign_in_without_the_password(proof: str) -> None:
    """Forgotten, or the device lost: a code of the app, or a recovery code. Then neither link nor code works again."""
    for of_the_app in (True, False):
        desk = Desk()
        key, recovery = desk.enroll()
        made = make(desk)
        proofs = {"key": {"key": made.key}, "code": {"email": made.email, "code": made.code}}
        assert refusal(confirm, desk, **proofs[proof], second="000000").code == "sign_in_failed"
        second = code_of(key, NOW + timedelta(minutes=1)) if of_the_app else recovery[0]
        assert confirm(desk, minutes=1, **proofs[proof], second=second).person_id == ANA.id
        assert refusal(confirm, desk, minutes=2, **proofs[proof], second=second).code == "sign_in_failed"


def test_guesses_of_a_second_factor_beside_the_mail_wait() -> None:
    desk = Desk()
    desk.enroll()
    made = make(desk)
    codes = [refusal(confirm, desk, key=made.key, second=f"{number:06}").code for number in range(6)]
    assert codes == [*["sign_in_failed"] * 5, "too_many_tries"]


def test_who_opens_the_link_where_strangers_failed_signs_in_by_password_there() -> None:
    """Their failures slow all places that the owner is not known at; the mail shows who the owner is."""
    desk = Desk()
    key, _ = desk.enroll()
    for number in range(5):
        desk.caller = replace(desk.caller, source=f"192.0.2.{number}")
        assert refusal(desk.sign_in, "000000", "a guess", now=LATER).code == "sign_in_failed"
    desk.caller = replace(desk.caller, source="198.51.100.1")
    assert refusal(desk.sign_in, code_of(key, LATER), now=LATER).code == "too_many_tries"
    assert refusal(confirm, desk, key=make(desk).key).code == "second_factor_needed"
    assert desk.sign_in(code_of(key, LATER), now=LATER).person_id == ANA.id
