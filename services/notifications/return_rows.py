"""Rows of what comes back to mails, and of what people choose to get."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.notifications.domain import Mail, State
from services.notifications.exchange import ExchangeRecord
from services.notifications.mail_rows import Rows, as_mail, kept, queries
from shared.contracts.notifications import MailNote, NotDelivered, Suppression
from shared.storage.database import as_json


class Returns(Rows):
    def get_link_secret(self) -> str:
        return str(self._tx.one(queries.find_link_secret)["secret"])

    def find_address(self, mail_id: UUID) -> str | None:
        """By which the address that this mail went to is known again; the address is not kept."""
        row = self._tx.find(queries.find_address, {"mail_id": mail_id})
        return None if row is None else str(row["address"])

    def has_addressed(self, mail: Mail, digest: str) -> bool:
        return bool(self._tx.one(queries.has_addressed, {"mail_id": mail.id, "digest": digest})["known"])

    def lock_mail_sent_as(self, message_id: str) -> Mail | None:
        return as_mail(self._tx.find(queries.lock_mail_sent_as, {"message_id": message_id}))

    def insert_bounce(self, mail_id: UUID, told: NotDelivered, address: str, now: datetime) -> bool:
        """Whether it is new."""
        params = {"mail_id": mail_id, "action": told.action, "status": told.status, "address": address, "now": now}
        return self._tx.execute(queries.insert_bounce, params) == 1

    def update_bounced(self, mail_id: UUID, state: State, note: MailNote, now: datetime) -> None:
        params = {"mail_id": mail_id, "state": state, "notes": as_json(kept(note)), "now": now}
        self._tx.execute(queries.update_bounced, params)

    def suppress(self, suppression_id: UUID, address: str, mail_id: UUID, status: str, now: datetime) -> bool:
        """Whether mails went there until now."""
        params = {"id": suppression_id, "address": address, "mail_id": mail_id, "status": status, "now": now}
        return self._tx.execute(queries.insert_suppression, params) == 1

    def list_suppressions(self, lifted: bool, limit: int, after: UUID | None) -> list[Suppression]:
        rows = self._tx.all(queries.list_suppressions, {"lifted": lifted, "limit": limit, "after": after})
        return [Suppression(**row) for row in rows]

    def count_suppressions(self, lifted: bool) -> int:
        return int(self._tx.one(queries.count_suppressions, {"lifted": lifted})["total"])

    def find_suppression(self, suppression_id: UUID) -> Suppression | None:
        row = self._tx.find(queries.find_suppression, {"suppression_id": suppression_id})
        return None if row is None else Suppression(**row)

    def lift_suppression(self, suppression_id: UUID, lifted_by: str, now: datetime) -> None:
        params = {"suppression_id": suppression_id, "lifted_by": lifted_by, "now": now}
        self._tx.execute(queries.lift_suppression, params)

    def insert_unwanted(self, address: str, topic: str, mail_id: UUID, now: datetime) -> None:
        params = {"address": address, "topic": topic, "mail_id": mail_id, "now": now}
        self._tx.execute(queries.insert_unwanted, params)

    def delete_unwanted(self, address: str, topic: str) -> None:
        self._tx.execute(queries.delete_unwanted, {"address": address, "topic": topic})

    def list_unwanted(self, address: str) -> set[str]:
        return {row["topic"] for row in self._tx.all(queries.list_unwanted, {"address": address})}

    def insert_reply(self, record: ExchangeRecord, source: str) -> bool:
        """Whether it is new."""
        return self._tx.execute(queries.insert_reply, vars(record) | {"source": source}) == 1
