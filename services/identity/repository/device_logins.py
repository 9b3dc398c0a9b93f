"""Sign-ins that devices ask for and somebody confirms elsewhere."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.identity.domain.device import DeviceLogin
from services.identity.repository.rows import Rows, queries
from shared.storage.database import Row


class DeviceLogins(Rows):
    def insert_device_login(self, login: DeviceLogin, device_sha256: bytes, user_code_hash: bytes) -> None:
        columns = {"device_sha256": device_sha256, "user_code_hash": user_code_hash}
        self._tx.execute(queries.insert_device_login, vars(login) | columns)

    def lock_device_login(self, device_sha256: bytes) -> DeviceLogin | None:
        return as_login(self._tx.find(queries.lock_device_login, {"device_sha256": device_sha256}))

    def lock_device_login_of_user_code(self, user_code_hash: bytes) -> DeviceLogin | None:
        return as_login(self._tx.find(queries.lock_device_login_of_user_code, {"user_code_hash": user_code_hash}))

    def find_device_login_of_user_code(self, user_code_hash: bytes) -> DeviceLogin | None:
        return as_login(self._tx.find(queries.find_device_login_of_user_code, {"user_code_hash": user_code_hash}))

    def update_device_login_polled(self, login_id: UUID, now: datetime) -> None:
        self._tx.execute(queries.update_device_login_polled, {"id": login_id, "now": now})

    def update_device_login_confirmed(self, login_id: UUID, person_id: UUID, proven_at: datetime | None) -> None:
        columns = {"id": login_id, "person_id": person_id, "proven_at": proven_at}
        self._tx.execute(queries.update_device_login_confirmed, columns)

    def update_device_login_ended(self, login_id: UUID, now: datetime) -> None:
        self._tx.execute(queries.update_device_login_ended, {"id": login_id, "now": now})

    def update_device_logins_ended(self, person_id: UUID, now: datetime) -> None:
        """Of a person, those that they confirmed and no device has taken yet."""
        self._tx.execute(queries.update_device_logins_ended, {"person_id": person_id, "now": now})

    def delete_device_logins(self, before: datetime) -> None:
        self._tx.execute(queries.delete_device_logins, {"before": before})


def as_login(row: Row | None) -> DeviceLogin | None:
    return None if row is None else DeviceLogin(**row)
