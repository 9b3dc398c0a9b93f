"""Rows of alerts, and of what is muted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.operations.domain.alerts import Finding, Key, OpenAlert
from shared.contracts.operations import Alert, AlertCause
from shared.storage.database import Transaction
from shared.storage.queries import Queries

queries = Queries("services.operations")


@dataclass(frozen=True)
class UntoldAlert:
    """One that operators are to be mailed of."""

    alert_id: UUID
    cause: AlertCause
    about: str
    value: int
    threshold: int


class Alerts:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def list_open_alerts(self) -> list[OpenAlert]:
        rows = self._tx.all(queries.list_open_alerts)
        return [OpenAlert((row["cause"], row["about"]), row["seen_at"], row["raised_at"]) for row in rows]

    def insert_alert(
        self, alert_id: UUID, key: Key, finding: Finding, now: datetime, raised_at: datetime | None
    ) -> None:
        columns = {"alert_id": alert_id, "now": now, "raised_at": raised_at}
        self._tx.execute(queries.insert_alert, columns | named(key) | vars(finding))

    def update_alert_value(self, key: Key, finding: Finding, raised_at: datetime | None = None) -> UUID:
        columns = named(key) | vars(finding) | {"raised_at": raised_at}
        return UUID(str(self._tx.one(queries.update_alert_value, columns)["alert_id"]))

    def clear_alert(self, key: Key, now: datetime) -> UUID:
        return UUID(str(self._tx.one(queries.clear_alert, named(key) | {"now": now})["alert_id"]))

    def drop_alert(self, key: Key) -> None:
        self._tx.execute(queries.drop_alert, named(key))

    def find_alert(self, alert_id: UUID) -> Alert | None:
        row = self._tx.find(queries.find_alert, {"alert_id": alert_id})
        return None if row is None else Alert.model_validate(row)

    def list_alerts(self, open_: bool | None, after: tuple[datetime, UUID] | None, limit: int) -> list[Alert]:
        after_at, after_id = after or (None, None)
        page = {"open": open_, "after_at": after_at, "after_id": after_id, "limit": limit}
        return [Alert.model_validate(row) for row in self._tx.all(queries.list_alerts, page)]

    def count_alerts(self, open_: bool | None) -> int:
        return int(self._tx.one(queries.count_alerts, {"open": open_})["number"])

    def update_alert_taken(self, alert_id: UUID, by: str, now: datetime) -> None:
        self._tx.execute(queries.update_alert_taken, {"alert_id": alert_id, "by": by, "now": now})

    def upsert_mute(self, key: Key, until: datetime, reason: str) -> None:
        self._tx.execute(queries.upsert_mute, named(key) | {"until": until, "reason": reason})

    def delete_mute(self, key: Key) -> None:
        self._tx.execute(queries.delete_mute, named(key))

    def delete_mutes(self, now: datetime) -> None:
        self._tx.execute(queries.delete_mutes, {"now": now})

    def list_untold_alerts(self, before: datetime, now: datetime) -> list[UntoldAlert]:
        """Of causes that were last mailed before then; by cause, the oldest first."""
        rows = self._tx.all(queries.list_untold_alerts, {"before": before, "now": now})
        return [UntoldAlert(**row) for row in rows]

    def update_alerts_mailed(self, alert_ids: Sequence[UUID], now: datetime) -> None:
        self._tx.execute(queries.update_alerts_mailed, {"alert_ids": list(alert_ids), "now": now})


def named(key: Key) -> dict[str, str]:
    cause, about = key
    return {"cause": cause, "about": about}
