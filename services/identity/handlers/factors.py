"""Second factors of staff: begun, confirmed, used, removed. With one, a mailed code alone opens no session."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.identity.domain import totp
from services.identity.domain.passkeys import Site
from services.identity.domain.sealing import seal, unseal
from services.identity.domain.totp import Totp
from services.identity.handlers.access_tokens import revoke_access_tokens_of
from services.identity.handlers.people import find_known, own_person
from services.identity.handlers.sessions import end_sessions_of
from shared.contracts import identity
from shared.contracts.errors import Detail, Refusal
from shared.contracts.identity import FactorKind, Factors, Person, RecoveryCodes, TotpKey
from shared.contracts.people import Caller
from shared.contracts.requests import Nothing
from shared.security.permissions import STAFF

if TYPE_CHECKING:
    from services.identity.repository import Repository
    from shared.messaging.outbox import Outbox


def needs_factor(person: Person, repository: Repository) -> bool:
    """Whether a mailed code alone opens no session: of staff, from their first second factor on."""
    return bool(STAFF & set(person.roles) and repository.list_factors(person.id))


def list_factors(repository: Repository, caller: Caller) -> Factors:
    person = own_person(repository, caller)
    return Factors(
        password=repository.find_password(person.id) is not None,
        items=tuple(repository.list_factors(person.id)),
        recovery_codes=repository.count_recovery_codes(person.id),
    )


# -- codes by time -----------------------------------------------------------------------------------------------------


def start_totp(repository: Repository, caller: Caller, secret: bytes, site: Site, now: datetime) -> TotpKey:
    """One that counts stays until another is confirmed: it must be removed first."""
    person = own_person(repository, caller)
    if repository.find_password(person.id) is None:
        raise Refusal("incomplete", Detail("password", "missing"), reason="password_first")
    kept = repository.lock_totp(person.id)
    if kept is not None and kept.confirmed_at is not None:
        raise Refusal("already_exists", reason="totp")
    key = totp.new_secret()
    begun = Totp(uuid4(), seal(secret, str(person.id), key), None, 0)
    repository.upsert_totp(person.id, begun, now)
    address = totp.address_of(key, person.email, site.name)
    return TotpKey(key=key, address=address, picture=totp.picture_of(address))


def confirm_totp(
    request: identity.ConfirmTotp,
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
    secret: bytes,
    now: datetime,
) -> RecoveryCodes:
    person = own_person(repository, caller)
    kept = repository.lock_totp(person.id)
    if kept is None or kept.confirmed_at is not None:
        raise Refusal("not_found", reason="totp_not_begun")
    if not takes_totp(person.id, kept, request.code, repository, secret, now):
        raise Refusal("invalid", Detail("code", "wrong_code"))
    repository.update_totp_confirmed(person.id, now)
    outbox.record(identity.FactorAdded(person_id=person.id, factor_id=kept.factor_id, kind=FactorKind.TOTP))
    return new_recovery_codes(person, repository, outbox, secret)


def takes_totp(person_id: UUID, kept: Totp, code: str, repository: Repository, secret: bytes, now: datetime) -> bool:
    """Whether it is a right code that was not taken before; from now on it was."""
    key = unseal(secret, str(person_id), kept.sealed_secret)
    step = None if key is None else totp.step_of(key, code, now, kept.last_step)
    if step is not None:
        repository.update_totp_used(person_id, step, now)
    return step is not None


def takes_code(person: Person, code: str, repository: Repository, outbox: Outbox, secret: bytes, now: datetime) -> bool:
    """Whether it is a code of the person's device, or one of their recovery codes; each is taken once."""
    kept = repository.lock_totp(person.id)
    if kept is None or kept.confirmed_at is None:
        return False
    if totp.is_typed_code(code):
        return takes_totp(person.id, kept, code, repository, secret, now)
    if not repository.take_recovery_code(person.id, totp.recovery_hash(secret, person.id, code), now):
        return False
    left = repository.count_recovery_codes(person.id)
    outbox.record(identity.RecoveryCodeUsed(person_id=person.id, left=left))
    return True


# -- recovery codes ----------------------------------------------------------------------------------------------------


def renew_recovery_codes(repository: Repository, outbox: Outbox, caller: Caller, secret: bytes) -> RecoveryCodes:
    person = own_person(repository, caller)
    kept = repository.lock_totp(person.id)
    if kept is None or kept.confirmed_at is None:
        raise Refusal("not_found", reason="totp_not_begun")
    return new_recovery_codes(person, repository, outbox, secret)


def new_recovery_codes(person: Person, repository: Repository, outbox: Outbox, secret: bytes) -> RecoveryCodes:
    codes = totp.new_recovery_codes()
    repository.replace_recovery_codes(person.id, [totp.recovery_hash(secret, person.id, code) for code in codes])
    outbox.record(identity.RecoveryCodesMade(person_id=person.id))
    return RecoveryCodes(codes=codes)


# -- taken away --------------------------------------------------------------------------------------------------------


def remove_factor(request: identity.RemoveFactor, repository: Repository, outbox: Outbox, caller: Caller) -> Nothing:
    person = own_person(repository, caller)
    if repository.delete_totp(person.id, request.factor):
        repository.delete_recovery_codes(person.id)
        kind = FactorKind.TOTP
    elif repository.delete_passkey(person.id, request.factor):
        kind = FactorKind.PASSKEY
    else:
        raise Refusal("not_found", reason="factor")
    outbox.record(identity.FactorRemoved(person_id=person.id, factor_id=request.factor, kind=kind))
    return Nothing()


def reset_factors(request: identity.ResetFactors, repository: Repository, outbox: Outbox, now: datetime) -> Nothing:
    """Their sessions and access tokens end, too: whoever found the device may have one."""
    person = find_known(request.person, repository)
    repository.delete_all_factors(person.id)
    end_sessions_of(person.id, "ended_by_others", repository, outbox, now)
    revoke_access_tokens_of(person.id, "ended_by_others", repository, outbox, now)
    outbox.record(identity.FactorsReset(person_id=person.id))
    return Nothing()
