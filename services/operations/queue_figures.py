"""The broker's queues in figures, from its management API. Every wait is bounded below an RPC's limit."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx
from nameko.extensions import DependencyProvider

from shared.contracts.errors import Refusal
from shared.contracts.operations import Queue
from shared.messaging.management import management, vhost_of
from shared.runtime.limits import bounded

LIMIT_S = 5
COLUMNS = "name,messages_ready,messages_unacknowledged,consumers,message_stats,head_message_timestamp"

#: Queues of single callers, made and gone with them.
_REPLIES = ("reply.", "rpc.reply-")


class QueueFigures(DependencyProvider):  # type: ignore[misc]
    """`queue_figures = QueueFigures()` in the service class."""

    def setup(self) -> None:
        self._url = self.container.settings.get("MANAGEMENT_URL")
        self._path = f"/api/queues/{quote(vhost_of(self.container.settings.amqp_uri), safe='')}"

    def get_dependency(self, _worker_ctx: object) -> QueueFigures:
        return self

    def read(self) -> list[dict[str, Any]]:
        """One object for each queue. Raises Refusal("unavailable")."""
        try:
            with bounded(LIMIT_S, httpx.ReadTimeout("the management API is slow")), management(self._url) as http:
                answer = http.get(self._path, params={"columns": COLUMNS}, timeout=LIMIT_S).raise_for_status()
                figures: list[dict[str, Any]] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Refusal("unavailable", "The broker's management API does not answer.") from error
        return figures


def as_queues(figures: list[dict[str, Any]], now: datetime) -> list[Queue]:
    """By name, without the queues of replies."""
    shown = [queue for queue in figures if not queue["name"].startswith(_REPLIES)]
    return [as_queue(queue, now) for queue in sorted(shown, key=lambda queue: queue["name"])]


def as_queue(figures: dict[str, Any], now: datetime) -> Queue:
    """Figures that the broker has not gathered yet are 0; the age is known only where messages carry their time."""
    stats = figures.get("message_stats") or {}
    oldest = figures.get("head_message_timestamp")
    return Queue(
        name=figures["name"],
        ready=figures.get("messages_ready", 0),
        unacked=figures.get("messages_unacknowledged", 0),
        consumers=figures.get("consumers", 0),
        rate_in=_rate(stats, "publish_details"),
        rate_out=_rate(stats, "ack_details"),
        oldest_age_s=max(0.0, now.timestamp() - oldest) if isinstance(oldest, int | float) else None,
    )


def _rate(stats: dict[str, Any], name: str) -> float:
    return float((stats.get(name) or {}).get("rate", 0))
