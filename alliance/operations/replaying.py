"""Publishing recorded events again, and waiting until all are out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from alliance.output import Progress
from alliance.reader import words
from shared.contracts.kernel import GetBacklog, ReplayEvents
from shared.messaging.client import Client

POLL_S = 0.5


def replay_and_wait(client: Client, services: Sequence[str], request: ReplayEvents) -> list[dict[str, Any]]:
    """What each service publishes again: `{service, events, from_seq, until_seq}`."""
    items = [{"service": name, **client.call(request, of=name).model_dump(mode="json")} for name in services]
    progress = Progress()
    while left := sum(client.call(GetBacklog(), of=service).replaying for service in services):
        progress.say(words("operations.replaying", left=left))
        time.sleep(POLL_S)
    progress.clear()
    return items
