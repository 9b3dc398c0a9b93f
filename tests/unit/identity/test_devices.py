"""Signing in on a device by a code that is confirmed elsewhere: asked for, confirmed or denied, taken once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.identity.handlers import devices
from services.identity.handlers.sessions import end_sessions_of
from shared.contracts import identity
from shared.contracts.identity import Session, StartedDeviceLogin
from shared.contracts.people import Caller, Role
from shared.security.tokens import ANONYMOUS
from tests.unit.identity.tables import knows
from tests.unit.identity.test_passwords import ANA, NOW, SECRET, SITE, Desk, refusal

FIVE = timedelta(seconds=5)
LATE = NOW + timedelta(minutes=10)


def start(desk: Desk, now: datetime = NOW) -> StartedDeviceLogin:
    request = identity.StartDeviceLogin(device="alliance, laptop")
    caller = Caller(ANONYMOUS.actor, ANONYMOUS.roles, source="192.0.2.17")
    return devices.start_device_login(request, desk.repository, caller, SECRET, SITE, now)


def take(desk: Desk, started: StartedDeviceLogin, now: datetime = NOW) -> Session:
    request = identity.TakeDeviceLogin(device_code=started.device_code)
    return devices.take_device_login(request, desk.door(now), desk.repository, now)


def confirm(desk: Desk, code: str, now: datetime = NOW, **fields: Any) -> None:
    request = identity.ConfirmDeviceLogin(user_code=code, **fields)
    devices.confirm_device_login(request, desk.repository, desk.caller, SECRET, now)


def shown(desk: Desk, code: str, now: datetime = NOW) -> identity.DeviceLoginShown:
    return devices.get_device_login(identity.GetDeviceLogin(user_code=code), desk.repository, SECRET, now)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_device_waits_and_takes_the_session_of_who_confirmed_once(desk: Desk) -> None:
    started = start(desk)
    assert (started.verification_uri, started.interval) == ("https://portal.example/sign-in/device", 5)
    pending = refusal(take, desk, started)
    assert (pending.code, pending.keep) == ("authorization_pending", True)
    confirm(desk, started.user_code.lower().replace("-", " "))
    assert take(desk, started, NOW + FIVE).person_id == ANA.id
    assert refusal(take, desk, started, NOW + 2 * FIVE).code == "sign_in_failed"


def test_who_confirms_reads_which_device_asks_from_where(desk: Desk) -> None:
    started = start(desk)
    found = shown(desk, started.user_code)
    assert found == identity.DeviceLoginShown(
        device="alliance, laptop", source="192.0.2.0/24", asked_at=NOW, expires_at=LATE
    )


def test_a_device_that_asks_too_often_is_told_to_slow_down(desk: Desk) -> None:
    started = start(desk)
    codes = [refusal(take, desk, started, NOW + n * FIVE / 2).code for n in range(4)]
    assert codes == ["authorization_pending", "slow_down", "slow_down", "slow_down"]
    assert refusal(take, desk, started, NOW + 3 * FIVE).code == "authorization_pending"


def test_a_denied_device_never_signs_in(desk: Desk) -> None:
    started = start(desk)
    confirm(desk, started.user_code, deny=True)
    assert refusal(take, desk, started, NOW + FIVE).code == "sign_in_failed"
    assert refusal(confirm, desk, started.user_code).reason == "device_login"


def test_after_ten_minutes_it_is_over_for_both(desk: Desk) -> None:
    started = start(desk)
    assert refusal(take, desk, started, LATE).code == "sign_in_failed"
    assert refusal(confirm, desk, started.user_code, LATE).code == "not_found"
    assert refusal(shown, desk, started.user_code, LATE).code == "not_found"


def test_nobody_confirms_after_another(desk: Desk) -> None:
    started = start(desk)
    confirm(desk, started.user_code)
    assert refusal(confirm, desk, started.user_code).code == "not_found"


def test_a_code_that_no_device_shows_is_not_found(desk: Desk) -> None:
    assert refusal(shown, desk, "BBBB-BBBB").reason == "device_login"
    assert refusal(confirm, desk, "").code == "not_found"


def test_codes_of_others_are_kept_as_hashes(desk: Desk) -> None:
    started = start(desk)
    kept = repr(desk.repository.device_logins)
    assert started.device_code not in kept
    assert started.user_code not in kept
    assert started.user_code.replace("-", "") not in kept


def test_who_was_deactivated_meanwhile_gets_no_session(desk: Desk) -> None:
    started = start(desk)
    confirm(desk, started.user_code)
    knows(desk.repository, ANA.model_copy(update={"active": False}))
    assert refusal(take, desk, started, NOW + FIVE).code == "sign_in_failed"


def test_a_device_s_session_is_as_fresh_as_the_proof_of_who_confirmed_it(desk: Desk) -> None:
    proven = NOW - timedelta(minutes=14)
    desk.caller = replace(desk.caller, authenticated_at=proven)
    started = start(desk)
    confirm(desk, started.user_code)
    take(desk, started, NOW + FIVE)
    (session,) = desk.repository.sessions.values()
    assert (session.authenticated_at, session.used_at) == (proven, NOW + FIVE)


def test_what_was_confirmed_ends_with_the_sessions(desk: Desk) -> None:
    started, waiting = start(desk), start(desk)
    confirm(desk, started.user_code)
    end_sessions_of(ANA.id, "ended_by_owner", desk.repository, desk.outbox, NOW)  # type: ignore[arg-type]
    assert refusal(take, desk, started, NOW + FIVE).code == "sign_in_failed"
    assert refusal(take, desk, waiting, NOW + FIVE).code == "authorization_pending"


def test_one_source_asks_sixty_times_an_hour(desk: Desk) -> None:
    for _ in range(60):
        start(desk)
    refused = refusal(start, desk)
    assert (refused.code, refused.reason) == ("too_many_tries", "asked")
    assert start(desk, NOW + timedelta(hours=1))


def test_only_a_person_confirms(desk: Desk) -> None:
    started = start(desk)
    desk.caller = Caller("local-admin", frozenset({Role.ADMINISTRATOR}))
    assert refusal(confirm, desk, started.user_code).reason == "nobody_signed_in"
