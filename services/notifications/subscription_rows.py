"""Rows of reports by mail."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.notifications.mail_rows import Rows, queries
from services.notifications.subscriptions import Subscription
from shared.storage.database import Row


class Subscriptions(Rows):
    def insert_subscription(self, one: Subscription) -> None:
        self._tx.execute(queries.insert_subscription, vars(one))

    def count_subscriptions(self, ref: str) -> int:
        return int(self._tx.one(queries.count_subscriptions, {"ref": ref})["total"])

    def list_subscriptions(self, ref: str, limit: int, after: UUID | None) -> list[Subscription]:
        """The next one first."""
        rows = self._tx.all(queries.list_subscriptions, {"ref": ref, "limit": limit, "after": after})
        return list(map(as_subscription, rows))

    def lock_subscription(self, subscription_id: UUID) -> Subscription | None:
        row = self._tx.find(queries.lock_subscription, {"subscription_id": subscription_id})
        return None if row is None else as_subscription(row)

    def delete_subscription(self, subscription_id: UUID) -> None:
        self._tx.execute(queries.delete_subscription, {"subscription_id": subscription_id})

    def delete_subscriptions_of(self, ref: str) -> None:
        self._tx.execute(queries.delete_subscriptions_of, {"ref": ref})

    def list_due_subscriptions(self, now: datetime, limit: int) -> list[UUID]:
        rows = self._tx.all(queries.list_due_subscriptions, {"now": now, "limit": limit})
        return [row["subscription_id"] for row in rows]

    def update_next_report(self, subscription_id: UUID, next_at: datetime) -> None:
        self._tx.execute(queries.update_next_report, {"subscription_id": subscription_id, "next_at": next_at})


def as_subscription(row: Row) -> Subscription:
    return Subscription(row["subscription_id"], **{name: row[name] for name in row if name != "subscription_id"})
