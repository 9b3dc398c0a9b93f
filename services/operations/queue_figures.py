"""The broker's queues in figures, from its management API. Every wait is bounded below an RPC's limit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from services.operations.latest import Latest
from shared.contracts.errors import Refusal
from shared.contracts.operations import Queue
from shared.messaging.management import management, vhost_of
from shared.runtime.extensions import Provider
from shared.runtime.limits import bounded

LIMIT_S = 5
COLUMNS = "name,messages_ready,messages_unacknowledged,consumers,message_stats"
NODE_COLUMNS = "name,running,mem_alarm,disk_free_alarm"

#: Queues of single callers, made and gone with them.
_REPLIES = ("reply.", "rpc.reply-")


class QueueFigures(Provider):
    """`queue_figures = QueueFigures()` in the service class."""

    def setup(self) -> None:
        """One client for all: to make one reads the authorities that are trusted, which takes longer than an answer."""
        self._http = management(self.container.settings.get("MANAGEMENT_URL"))
        self._queues = Latest(self._read)
        self._path = f"/api/queues/{quote(vhost_of(self.container.settings.amqp_uri), safe='')}"

    def stop(self) -> None:
        self._http.close()

    def get_dependency(self, _worker_ctx: object) -> QueueFigures:
        return self

    def read(self, within_s: float = 0) -> list[dict[str, Any]]:
        """One object for each queue, but for those of replies, so old at most. Raises Refusal("unavailable")."""
        return self._queues.within(within_s)

    def _read(self) -> list[dict[str, Any]]:
        return [queue for queue in self._get(self._path, COLUMNS) if not queue["name"].startswith(_REPLIES)]

    def read_nodes(self) -> list[dict[str, Any]]:
        """One object for each node of the broker, with its alarms. Raises Refusal("unavailable")."""
        return self._get("/api/nodes", NODE_COLUMNS)

    def _get(self, path: str, columns: str) -> list[dict[str, Any]]:
        try:
            with bounded(LIMIT_S, httpx.ReadTimeout("the management API is slow")):
                answer = self._http.get(path, params={"columns": columns}, timeout=LIMIT_S).raise_for_status()
                figures: list[dict[str, Any]] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Refusal("unavailable", reason="management") from error
        return figures


def as_queues(figures: list[dict[str, Any]], ages_s: Mapping[str, float]) -> list[Queue]:
    """By name. Ages of the oldest message in seconds, by queue."""
    return [as_queue(queue, ages_s.get(queue["name"])) for queue in sorted(figures, key=lambda queue: queue["name"])]


def as_queue(figures: dict[str, Any], oldest_age_s: float | None) -> Queue:
    """Figures that the broker has not gathered yet are 0."""
    stats = figures.get("message_stats") or {}
    return Queue(
        name=figures["name"],
        ready=figures.get("messages_ready", 0),
        unacked=figures.get("messages_unacknowledged", 0),
        consumers=figures.get("consumers", 0),
        rate_in=_rate(stats, "publish_details"),
        rate_out=_rate(stats, "ack_details"),
        oldest_age_s=oldest_age_s,
    )


def counts_of(figures: list[dict[str, Any]]) -> dict[str, int]:
    """How many messages each queue has taken in, by the broker's count."""
    return {queue["name"]: int((queue.get("message_stats") or {}).get("publish", 0)) for queue in figures}


def depths_of(figures: list[dict[str, Any]]) -> dict[str, int]:
    """How many messages lie in each queue that is not empty, those with a consumer among them."""
    depths = {
        queue["name"]: queue.get("messages_ready", 0) + queue.get("messages_unacknowledged", 0) for queue in figures
    }
    return {name: depth for name, depth in depths.items() if depth > 0}


def _rate(stats: dict[str, Any], name: str) -> float:
    return float((stats.get(name) or {}).get("rate", 0))
