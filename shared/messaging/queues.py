"""A queue as the topology declares it, and whether the broker has it so. A service makes none: it checks, and ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import amqp

from shared.messaging.broker import WAIT_LIMIT_S, BrokerDown, open_channel
from shared.runtime.limits import bounded


class TopologyError(Exception):
    """A queue is missing or has another shape. The message names it and the way on."""


@dataclass
class QueueSpec:
    """A queue as the topology declares it."""

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)


def check_there(connection: Any, queue: QueueSpec) -> None:
    """Raise TopologyError when it is missing. Creates nothing."""
    channel = open_channel(connection)
    try:
        with bounded(WAIT_LIMIT_S, BrokerDown("the broker does not answer")):
            channel.queue_declare(queue.name, passive=True)
            channel.close()
    except amqp.exceptions.NotFound:
        raise TopologyError(f"queue {queue.name} is missing: run the set-up step (alliance up does)") from None


def check_shape(connection: Any, queue: QueueSpec) -> None:
    """Raise TopologyError when it has another shape. Would create one that is missing, which no exchange feeds: so
    this is for the start alone, of a queue that was just seen, and never while others may be taking it away."""
    channel = open_channel(connection)
    try:
        with bounded(WAIT_LIMIT_S, BrokerDown("the broker does not answer")):
            channel.queue_declare(queue.name, durable=True, auto_delete=False, arguments=queue.arguments)
            channel.close()
    except amqp.exceptions.PreconditionFailed:
        raise TopologyError(
            f"queue {queue.name} has another shape than this version declares: delete it once it is empty, "
            "then run the set-up step"
        ) from None
