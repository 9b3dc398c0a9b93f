"""Identity's tables of passwords and factors as dicts, with the signatures of its Repository."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.identity.domain.device import DeviceLogin
from services.identity.domain.passkeys import Passkey
from services.identity.domain.totp import Totp
from shared.contracts.identity import Factor, FactorKind


@dataclass
class FakeDeviceLogins:
    device_logins: dict[bytes, tuple[bytes, DeviceLogin]] = field(default_factory=dict)  # by the device's code

    def insert_device_login(self, login: DeviceLogin, device_sha256: bytes, user_code_hash: bytes) -> None:
        self.device_logins[device_sha256] = (user_code_hash, login)

    def lock_device_login(self, device_sha256: bytes) -> DeviceLogin | None:
        return self.device_logins.get(device_sha256, (None, None))[1]

    def find_device_login_of_user_code(self, user_code_hash: bytes) -> DeviceLogin | None:
        found = [login for shown, login in self.device_logins.values() if shown == user_code_hash]
        return max(found, key=lambda one: one.started_at, default=None)

    lock_device_login_of_user_code = find_device_login_of_user_code

    def update_device_login_polled(self, login_id: UUID, now: datetime) -> None:
        self._change(login_id, polled_at=now)

    def update_device_login_confirmed(self, login_id: UUID, person_id: UUID, proven_at: datetime | None) -> None:
        self._change(login_id, person_id=person_id, proven_at=proven_at)

    def update_device_logins_ended(self, person_id: UUID, now: datetime) -> None:
        for _, login in list(self.device_logins.values()):
            if login.person_id == person_id and login.ended_at is None:
                self._change(login.id, ended_at=now)

    def update_device_login_ended(self, login_id: UUID, now: datetime) -> None:
        self._change(login_id, ended_at=now)

    def _change(self, login_id: UUID, **changes: Any) -> None:
        for key, (shown, login) in self.device_logins.items():
            if login.id == login_id:
                self.device_logins[key] = (shown, replace(login, **changes))


@dataclass
class FakeFactors(FakeDeviceLogins):
    passwords: dict[UUID, str] = field(default_factory=dict)
    totps: dict[UUID, Totp] = field(default_factory=dict)
    recovery_codes: dict[UUID, set[bytes]] = field(default_factory=dict)  # those that are left
    passkeys: dict[UUID, Passkey] = field(default_factory=dict)
    stamps: set[bytes] = field(default_factory=set)

    def find_password(self, person_id: UUID) -> str | None:
        return self.passwords.get(person_id)

    def upsert_password(self, person_id: UUID, hashed: str, now: datetime) -> None:
        self.passwords[person_id] = hashed

    def lock_totp(self, person_id: UUID) -> Totp | None:
        return self.totps.get(person_id)

    def upsert_totp(self, person_id: UUID, totp: Totp, now: datetime) -> None:
        self.totps[person_id] = totp

    def update_totp_confirmed(self, person_id: UUID, now: datetime) -> None:
        self.totps[person_id] = replace(self.totps[person_id], confirmed_at=now)

    def update_totp_used(self, person_id: UUID, step: int, now: datetime) -> None:
        self.totps[person_id] = replace(self.totps[person_id], last_step=step)

    def list_factors(self, person_id: UUID) -> list[Factor]:
        totp = self.totps.get(person_id)
        typed = [totp] if totp and totp.confirmed_at else []
        return [
            Factor(id=one.factor_id, kind=FactorKind.TOTP, name="", added_at=one.confirmed_at, used_at=None)
            for one in typed
        ] + [
            Factor(id=one.id, kind=FactorKind.PASSKEY, name=one.name, added_at=one.added_at, used_at=one.used_at)
            for one in self.passkeys.values()
            if one.person_id == person_id
        ]

    def delete_totp(self, person_id: UUID, factor_id: UUID) -> bool:
        kept = self.totps.get(person_id)
        return kept is not None and kept.factor_id == factor_id and self.totps.pop(person_id) is kept

    def replace_recovery_codes(self, person_id: UUID, hashes: Sequence[bytes]) -> None:
        self.recovery_codes[person_id] = set(hashes)

    def delete_recovery_codes(self, person_id: UUID) -> None:
        self.recovery_codes.pop(person_id, None)

    def take_recovery_code(self, person_id: UUID, code_hash: bytes, now: datetime) -> bool:
        left = self.recovery_codes.get(person_id, set())
        known = code_hash in left
        left.discard(code_hash)
        return known

    def count_recovery_codes(self, person_id: UUID) -> int:
        return len(self.recovery_codes.get(person_id, ()))

    def delete_all_factors(self, person_id: UUID) -> None:
        for table in (self.passwords, self.totps, self.recovery_codes):
            table.pop(person_id, None)
        self.passkeys = {key: one for key, one in self.passkeys.items() if one.person_id != person_id}

    def insert_passkey(self, passkey: Passkey) -> bool:
        if any(one.credential_id == passkey.credential_id for one in self.passkeys.values()):
            return False
        self.passkeys[passkey.id] = passkey
        return True

    def lock_passkey(self, credential_id: bytes) -> Passkey | None:
        return next((one for one in self.passkeys.values() if one.credential_id == credential_id), None)

    def list_credentials(self, person_id: UUID) -> list[bytes]:
        return [one.credential_id for one in self.passkeys.values() if one.person_id == person_id]

    def update_passkey_used(self, passkey_id: UUID, sign_count: int, now: datetime) -> None:
        self.passkeys[passkey_id] = replace(self.passkeys[passkey_id], sign_count=sign_count, used_at=now)

    def delete_passkey(self, person_id: UUID, passkey_id: UUID) -> bool:
        found = self.passkeys.get(passkey_id)
        return found is not None and found.person_id == person_id and self.passkeys.pop(passkey_id) is found

    def use_stamp(self, stamp: bytes, now: datetime) -> bool:
        known = stamp in self.stamps
        self.stamps.add(stamp)
        return not known
