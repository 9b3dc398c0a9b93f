"""Rows of webhooks, their secrets and their deliveries."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from services.reporting.named_sql import queries
from services.reporting.webhooks.domain import FORMER_SIGNS_FOR, MOST_SECRETS, Answer, Parcel, Settled
from shared.contracts.reporting import DeliveryState, ListWebhookDeliveries, Webhook, WebhookDelivery, WebhookState
from shared.storage.database import Row, Transaction


class Webhooks:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def lock(self) -> None:
        """A statement of its own: the next one then sees what the one before has committed."""
        self._tx.all(queries.lock_webhooks)

    def insert_webhook(self, webhook: Webhook, now: datetime) -> None:
        columns = webhook.model_dump(include={"url", "description"}) | {"event_types": list(webhook.event_types)}
        self._tx.execute(queries.insert_webhook, columns | {"webhook_id": webhook.id, "now": now})

    def count_webhooks(self, url: str | None = None, but: UUID | None = None) -> Row:
        """`number` in all, `there` at that address (but one), `off`."""
        return self._tx.one(queries.count_webhooks, {"url": url, "but": but})

    def list_webhooks(self, webhook_id: UUID | None = None) -> list[Webhook]:
        return [Webhook.model_validate(row) for row in self._tx.all(queries.list_webhooks, {"webhook_id": webhook_id})]

    def update_webhook(self, webhook_id: UUID, url: str, event_types: Collection[str], description: str) -> None:
        columns = {"webhook_id": webhook_id, "url": url, "description": description}
        self._tx.execute(queries.update_webhook, columns | {"event_types": list(event_types)})

    def update_state(self, webhook_id: UUID, state: WebhookState) -> None:
        self._tx.execute(queries.update_webhook_state, {"webhook_id": webhook_id, "state": state})

    def delete_webhook(self, webhook_id: UUID) -> bool:
        return self._tx.execute(queries.delete_webhook, {"webhook_id": webhook_id}) == 1

    def insert_secret(self, webhook_id: UUID, secret: str, now: datetime) -> None:
        """A sealed one. What signed until now goes on for a day."""
        ends = {"webhook_id": webhook_id, "until": now + FORMER_SIGNS_FOR, "now": now, "most": MOST_SECRETS}
        self._tx.execute(queries.end_secrets, ends)
        self._tx.execute(queries.insert_secret, {"webhook_id": webhook_id, "secret": secret, "now": now})

    def list_secrets(self) -> list[str]:
        """Of all webhooks, as they are kept."""
        return [row["secret"] for row in self._tx.all(queries.list_secrets)]

    def update_secret(self, former: str, secret: str) -> None:
        self._tx.execute(queries.update_secret, {"former": former, "secret": secret})

    def delete_secrets(self) -> None:
        self._tx.execute(queries.delete_secrets)

    def insert_deliveries(self, event_ids: Collection[UUID]) -> None:
        self._tx.later(queries.insert_deliveries, {"event_ids": list(event_ids)})

    def list_deliveries(
        self, wanted: ListWebhookDeliveries, before: int | None, limit: int
    ) -> list[tuple[int, WebhookDelivery]]:
        """Each with its place in the log."""
        page = {"before": before, "limit": limit, "event_id": None}
        return delivered(self._tx.all(queries.list_deliveries, wanted.model_dump() | page))

    def count_deliveries(self, wanted: ListWebhookDeliveries) -> int:
        return int(self._tx.one(queries.count_deliveries, wanted.model_dump())["number"])

    def find_delivery(self, webhook_id: UUID, event_id: UUID) -> WebhookDelivery | None:
        unfiltered: dict[str, Any] = dict.fromkeys(("state", "type", "text", "before"))
        which = {"webhook_id": webhook_id, "event_id": event_id, "limit": 1}
        found = delivered(self._tx.all(queries.list_deliveries, unfiltered | which))
        return found[0][1] if found else None

    def resend(self, webhook_id: UUID, event_id: UUID) -> None:
        self._tx.execute(queries.resend_delivery, {"webhook_id": webhook_id, "event_id": event_id})

    def count_replayed(self, webhook_id: UUID, since: datetime) -> int:
        return int(self._tx.one(queries.count_replayed, {"webhook_id": webhook_id, "since": since})["number"])

    def replay(self, webhook_id: UUID, since: datetime) -> None:
        self._tx.execute(queries.replay_deliveries, {"webhook_id": webhook_id, "since": since})

    def claim_deliveries(self, each: int, lease_s: float) -> list[Parcel]:
        rows = self._tx.all(queries.claim_deliveries, {"each": each, "lease_s": lease_s})
        return [Parcel(**row | {"secrets": tuple(row["secrets"])}) for row in rows]

    def update_delivery(self, parcel: Parcel, answer: Answer, settled: Settled) -> None:
        state: DeliveryState = settled.state
        columns = {"webhook_id": parcel.webhook_id, "seq": parcel.seq, "attempts": parcel.attempts, "state": state}
        said = {"again_in": settled.again_in, "answer": answer.status, "failure": answer.failure}
        self._tx.execute(queries.update_delivery, columns | said)

    def find_standing(self, webhook_id: UUID) -> tuple[WebhookState, datetime | None] | None:
        """How it stands, and since when it takes nothing; held until the transaction ends."""
        row = self._tx.find(queries.find_webhook_for_update, {"webhook_id": webhook_id})
        return None if row is None else (row["state"], row["failing_since"])

    def note_answer(self, webhook_id: UUID, state: WebhookState, answer: Answer) -> None:
        said = {"state": state, "taken": answer.taken, "rest": answer.rest}
        self._tx.execute(queries.note_answer, {"webhook_id": webhook_id} | said)


def delivered(rows: list[Row]) -> list[tuple[int, WebhookDelivery]]:
    return [(row.pop("seq"), WebhookDelivery.model_validate(row)) for row in rows]
