"""Topology: the exchanges, queues and bindings that the broker must hold.

Made from the code: what a service consumes says which queues it has and what they are bound to. Declared by one step
before any service starts (shared/messaging/management.py); services only check.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from shared.contracts.registry import types_of
from shared.messaging import names
from shared.messaging.queues import QueueSpec
from shared.messaging.retry import RETRY_DELAYS_S

Definitions = dict[str, list[dict[str, Any]]]

DELIVERY_LIMIT = 20
NEVER = 1_000_000_000

#: What every quorum queue here has: a message that keeps killing its consumer ends in the dead letters, and is not
#: lost on the way there (at-least-once needs reject-publish).
_SAFE = {
    "x-queue-type": "quorum",
    "x-delivery-limit": DELIVERY_LIMIT,
    "x-dead-letter-exchange": names.DEAD,
    "x-dead-letter-strategy": "at-least-once",
    "x-overflow": "reject-publish",
}


def event_queue_spec(consumer: str, producer: str, partition: int = 1) -> QueueSpec:
    """Single active consumer: a second replica stands by, so that order is kept."""
    name = names.partition(names.event_queue(consumer, producer), partition)
    return QueueSpec(name, _SAFE | {"x-single-active-consumer": True})


def rpc_queue_spec(service: str) -> QueueSpec:
    """Shared by all replicas."""
    return QueueSpec(names.rpc_queue(service), dict(_SAFE))


def dead_queue_spec() -> QueueSpec:
    """Without a limit of deliveries worth the name: RabbitMQ 4 has one by default, and drops what reaches it."""
    return QueueSpec(names.DEAD, {"x-queue-type": "quorum", "x-delivery-limit": NEVER})


def retry_queue_spec(service: str, delay_s: int) -> QueueSpec:
    """Messages expire into an exchange that leads to the service's own queues alone, whatever their routing key names:
    who may publish to this queue reaches no other's."""
    arguments = {
        "x-queue-type": "quorum",
        "x-message-ttl": delay_s * 1000,
        "x-dead-letter-exchange": names.back_exchange(service),
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }
    return QueueSpec(names.retry(service, delay_s), arguments)


def definitions(
    followed: Mapping[str, Mapping[str, set[str]]], partitions: Mapping[str, int] = MappingProxyType({})
) -> Definitions:
    """What the broker must hold. followed: {service: {producer: {aggregate}}}, `*` for every aggregate.

    `partitions`: into how many each event queue is divided; one that is not named is not.
    """
    exchanges = [_exchange(names.RPC_EXCHANGE, "topic"), _exchange(names.DEAD, "fanout")]
    queues = [_queue(dead_queue_spec())]
    bindings = [_binding(names.DEAD, names.DEAD, "")]
    for service, producers in followed.items():
        exchanges.append(_exchange(names.events_exchange(service), "topic"))
        exchanges.append(_exchange(names.replay_exchange(service), "topic"))
        exchanges.append(_exchange(names.back_exchange(service), "direct"))
        exchanges.append(_exchange(names.dead_letters_exchange(service), "fanout"))
        bindings.append(_binding(names.dead_letters_exchange(service), names.DEAD, ""))
        for delay_s in RETRY_DELAYS_S if producers else ():
            retry = names.retry(service, delay_s)
            exchanges.append(_exchange(retry, "fanout"))
            queues.append(_queue(retry_queue_spec(service, delay_s)))
            bindings.append(_binding(retry, retry, ""))
        queues.append(_queue(rpc_queue_spec(service)))
        bindings.append(_binding(names.RPC_EXCHANGE, names.rpc_queue(service), f"{service}.*"))
        for producer, aggregates in producers.items():
            queue = names.event_queue(service, producer)
            whole = event_queue_definitions(service, producer, aggregates, partitions.get(queue, 1))
            exchanges += whole["exchanges"]
            queues += whole["queues"]
            bindings += whole["bindings"]
    return {"exchanges": exchanges, "queues": queues, "bindings": bindings}


def event_queue_definitions(service: str, producer: str, aggregates: set[str], partitions: int) -> Definitions:
    """One event queue, whole or divided, and how events of those aggregates come there: to what is divided, by an
    exchange that gives all events of an aggregate to one partition."""
    queue = names.event_queue(service, producer)
    queues = [_queue(event_queue_spec(service, producer, number + 1)) for number in range(partitions)]
    bindings = [_binding(names.back_exchange(service), queue, queue)]
    exchanges, target, kind = [], queue, "queue"
    if partitions > 1:
        target, kind = names.partitions_exchange(queue), "exchange"
        exchanges.append(_exchange(target, "x-consistent-hash", {"hash-header": names.AGGREGATE_ID}))
        bindings += [_binding(target, one["name"], "1") for one in queues]
    keys = ["#"] if "*" in aggregates else [key for a in sorted(aggregates) for key in types_of(producer, a)]
    for key in keys:
        bindings.append(_binding(names.events_exchange(producer), target, key, kind))
        bindings.append(_binding(names.replay_exchange(producer), target, f"{service}.{key}", kind))
    return {"exchanges": exchanges, "queues": queues, "bindings": bindings}


def _exchange(name: str, kind: str, arguments: Mapping[str, str] = MappingProxyType({})) -> dict[str, Any]:
    return {"name": name, "type": kind, "durable": True, "auto_delete": False, "arguments": dict(arguments)}


def _queue(spec: QueueSpec) -> dict[str, Any]:
    return {
        "name": spec.name, "durable": True, "auto_delete": False, "arguments": spec.arguments,
    }  # fmt: skip


def _binding(source: str, to: str, key: str, kind: str = "queue") -> dict[str, Any]:
    return {
        "source": source, "destination": to, "destination_type": kind,
        "routing_key": key, "arguments": {},
    }  # fmt: skip
