"""Second factors: codes by time, taken once; recovery codes; removal; and what a mailed code is worth beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.identity.handlers import factors
from shared.contracts import identity
from shared.contracts.identity import FactorKind
from shared.contracts.people import Role
from tests.unit.identity.test_passwords import ANA, NOW, SECRET, STEP, Desk, code_of, refusal


def listed(desk: Desk) -> identity.Factors:
    return factors.list_factors(desk.repository, desk.caller)


def totp_of(desk: Desk) -> identity.Factor:
    return next(one for one in listed(desk).items if one.kind is FactorKind.TOTP)


# -- codes by time -----------------------------------------------------------------------------------------------------


def test_codes_need_a_password_first() -> None:
    refused = refusal(Desk().start_totp)
    assert (refused.code, refused.reason) == ("incomplete", "password_first")


def test_the_key_comes_as_text_address_and_picture_and_is_kept_sealed() -> None:
    desk = Desk()
    desk.set_password()
    made = desk.start_totp()
    assert made.address == (
        f"otpauth://totp/City%20Data%20Alliance:ana.ruiz%40city.example?secret={made.key}&issuer=City%20Data%20Alliance"
    )
    assert made.picture.startswith("<svg ")
    assert made.key.encode() not in desk.repository.totps[ANA.id].sealed_secret


def test_codes_count_once_one_was_shown() -> None:
    desk = Desk()
    desk.set_password()
    key = desk.start_totp().key
    assert listed(desk).items == ()
    wrong = f"{(int(code_of(key)) + 1) % 1_000_000:06}"
    assert refusal(desk.confirm_totp, wrong).details[0].code == "wrong_code"
    codes = desk.confirm_totp(code_of(key)).codes
    assert (len(codes), len(set(codes)), totp_of(desk).added_at) == (10, 10, NOW)
    assert desk.told() == ["password_set", "factor_added", "recovery_codes_made"]


def test_another_app_comes_after_the_first_is_removed() -> None:
    desk = Desk()
    desk.enroll()
    assert refusal(desk.start_totp).reason == "totp"
    assert refusal(desk.confirm_totp, "123456").reason == "totp_not_begun"


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_may_be_a_step_early_or_late(steps: int, taken: bool) -> None:
    desk = Desk()
    key, _ = desk.enroll()
    now = NOW + 10 * STEP
    if taken:
        assert desk.sign_in(code_of(key, now + steps * STEP), now=now)
    else:
        assert refusal(desk.sign_in, code_of(key, now + steps * STEP), now=now).code == "sign_in_failed"


def test_a_code_is_taken_once_and_none_before_it_is() -> None:
    desk = Desk()
    key, _ = desk.enroll()
    assert refusal(desk.sign_in, code_of(key)).code == "sign_in_failed"  # it confirmed the app
    now = NOW + 10 * STEP
    assert desk.sign_in(code_of(key, now), now=now)
    for steps in (0, -1):
        assert refusal(desk.sign_in, code_of(key, now + steps * STEP), now=now).code == "sign_in_failed"
    assert desk.sign_in(code_of(key, now + STEP), now=now)


def test_under_another_secret_or_for_another_person_a_sealed_key_opens_nothing() -> None:
    desk = Desk()
    key, _ = desk.enroll()
    now = NOW + 10 * STEP
    desk.secret = b"another secret than it was before"
    assert refusal(desk.sign_in, code_of(key, now), now=now).code == "sign_in_failed"
    bea = Desk()
    bea.enroll()
    foreign = desk.repository.totps[ANA.id].sealed_secret
    bea.repository.totps[ANA.id] = replace(bea.repository.totps[ANA.id], sealed_secret=foreign[:-1] + b"x")
    assert refusal(bea.sign_in, code_of(key, now), now=now).code == "sign_in_failed"


# -- recovery codes ----------------------------------------------------------------------------------------------------


def test_each_recovery_code_opens_once_however_it_is_typed() -> None:
    desk = Desk()
    _, codes = desk.enroll()
    assert desk.sign_in(codes[3].upper().replace("-", " "))
    assert identity.RecoveryCodeUsed(person_id=ANA.id, left=9) in desk.outbox.events
    assert refusal(desk.sign_in, codes[3]).code == "sign_in_failed"
    assert (listed(desk).recovery_codes, codes[0] in repr(desk.repository.recovery_codes)) == (9, False)


def test_new_recovery_codes_replace_those_of_before() -> None:
    desk = Desk()
    _, old = desk.enroll()
    new = factors.renew_recovery_codes(desk.repository, desk.outbox, desk.caller, SECRET).codes
    assert refusal(desk.sign_in, old[0]).code == "sign_in_failed"
    assert desk.sign_in(new[0])


def test_recovery_codes_come_with_an_app_alone() -> None:
    desk = Desk()
    refused = refusal(factors.renew_recovery_codes, desk.repository, desk.outbox, desk.caller, SECRET)
    assert refused.reason == "totp_not_begun"


# -- beside the mailed code --------------------------------------------------------------------------------------------


def test_a_mailed_code_alone_opens_a_staff_session_until_a_factor_is_there() -> None:
    desk = Desk()
    assert not factors.needs_factor(ANA, desk.repository)
    desk.enroll()
    assert factors.needs_factor(ANA, desk.repository)
    assert not factors.needs_factor(ANA.model_copy(update={"roles": (Role.COACH,)}), desk.repository)


# -- taken away --------------------------------------------------------------------------------------------------------


def test_a_removed_app_opens_nothing_and_takes_its_recovery_codes_along() -> None:
    desk = Desk()
    key, codes = desk.enroll()
    own = totp_of(desk)
    factors.remove_factor(identity.RemoveFactor(factor=own.id), desk.repository, desk.outbox, desk.caller)
    assert desk.outbox.events[-1] == identity.FactorRemoved(person_id=ANA.id, factor_id=own.id, kind=FactorKind.TOTP)
    later = NOW + 10 * STEP
    for code in (code_of(key, later), codes[0]):
        assert refusal(desk.sign_in, code, now=later).code == "sign_in_failed"
    assert (listed(desk).items, listed(desk).recovery_codes) == ((), 0)
    removing = identity.RemoveFactor(factor=own.id)
    assert refusal(factors.remove_factor, removing, desk.repository, desk.outbox, desk.caller).reason == "factor"


def test_a_reset_takes_everything_away_and_ends_all_sessions() -> None:
    desk = Desk()
    desk.enroll()
    desk.open_session()
    later = NOW + timedelta(minutes=5)
    factors.reset_factors(identity.ResetFactors(person="ana"), desk.repository, desk.outbox, later)
    assert listed(desk) == identity.Factors(password=False, items=(), recovery_codes=0)
    assert [one.ended_at for one in desk.repository.sessions.values()] == [later]
    assert desk.outbox.events[-1] == identity.FactorsReset(person_id=ANA.id)
