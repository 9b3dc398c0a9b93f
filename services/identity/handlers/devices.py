"""Sign-ins of devices without a browser: asked for, confirmed by whoever has signed in elsewhere, taken (RFC 8628)."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from services.identity.domain import device, patience
from services.identity.domain.device import DeviceLogin, user_code_hash
from services.identity.domain.passkeys import Site
from services.identity.domain.proofs import address_hash, sha256, source_hash
from services.identity.handlers.door import SECRET_BYTES, failed
from services.identity.handlers.people import own_person
from shared.contracts import identity
from shared.contracts.errors import Refusal
from shared.contracts.identity import DeviceLoginShown, Session, StartedDeviceLogin
from shared.contracts.people import Caller
from shared.contracts.requests import Nothing
from shared.security.sources import masked

if TYPE_CHECKING:
    from services.identity.handlers.door import Door
    from services.identity.repository import Repository

ASKED = "device_asked"  # what limits count
PAGE = "/sign-in/device"


def start_device_login(
    request: identity.StartDeviceLogin,
    repository: Repository,
    caller: Caller,
    secret: bytes,
    site: Site,
    now: datetime,
) -> StartedDeviceLogin:
    source = source_hash(secret, caller.source)
    if repository.count_tries_of_source(ASKED, source, now - patience.HOUR).count >= patience.ASKED_BY_SOURCE:
        raise Refusal("too_many_tries", reason="asked", seconds=int(patience.HOUR.total_seconds()))
    repository.insert_try(ASKED, address_hash(secret, ""), source, now)
    device_code, user_code = secrets.token_urlsafe(SECRET_BYTES), device.new_user_code()
    login = DeviceLogin(uuid4(), request.device.strip(), masked(caller.source) or "", now, None, None, None)
    repository.insert_device_login(login, sha256(device_code), user_code_hash(secret, user_code))
    return StartedDeviceLogin(
        device_code=device_code,
        user_code=user_code,
        verification_uri=site.address + PAGE,
        expires_at=login.expires_at,
        interval=int(device.INTERVAL.total_seconds()),
    )


def take_device_login(request: identity.TakeDeviceLogin, door: Door, repository: Repository, now: datetime) -> Session:
    """Once. Until it is confirmed each ask counts, and stays counted although it is refused."""
    login = repository.lock_device_login(sha256(request.device_code))
    if login is None or not login.is_open(now):
        raise failed()
    if login.person_id is None:
        repository.update_device_login_polled(login.id, now)
        raise Refusal("slow_down" if login.asks_too_soon(now) else "authorization_pending", keep=True)
    person = repository.find_person(login.person_id)
    if person is None:
        raise failed()
    repository.update_device_login_ended(login.id, now)
    return door.admit(person, "device", None, login.device, proven_at=login.proven_at or login.started_at)


def get_device_login(
    request: identity.GetDeviceLogin, repository: Repository, secret: bytes, now: datetime
) -> DeviceLoginShown:
    login = waiting(repository.find_device_login_of_user_code(user_code_hash(secret, request.user_code)), now)
    return DeviceLoginShown(
        device=login.device, source=login.source, asked_at=login.started_at, expires_at=login.expires_at
    )


def confirm_device_login(
    request: identity.ConfirmDeviceLogin, repository: Repository, caller: Caller, secret: bytes, now: datetime
) -> Nothing:
    person = own_person(repository, caller)
    login = waiting(repository.lock_device_login_of_user_code(user_code_hash(secret, request.user_code)), now)
    if request.deny:
        repository.update_device_login_ended(login.id, now)
    else:
        repository.update_device_login_confirmed(login.id, person.id, caller.authenticated_at)
    return Nothing()


def waiting(login: DeviceLogin | None, now: datetime) -> DeviceLogin:
    """One that is neither over nor confirmed yet. Raises Refusal("not_found")."""
    if login is None or not login.is_open(now) or login.person_id is not None:
        raise Refusal("not_found", reason="device_login")
    return login


def forget_device_logins(repository: Repository, now: datetime) -> None:
    repository.delete_device_logins(now - 2 * device.LIFETIME)
