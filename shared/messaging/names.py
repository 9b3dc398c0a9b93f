"""The names of exchanges and queues. The topology declares them, producers and consumers use them."""

from __future__ import annotations

#: nameko's own names, so that a plain nameko handler or proxy elsewhere can still take part.
RPC_EXCHANGE = "nameko-rpc"

DEAD = "dead"  # exchange and queue of the dead letters; operations takes them into its database


def events_exchange(producer: str) -> str:
    return f"{producer}.events"


def replay_exchange(producer: str) -> str:
    """Events of the producer sent again to one consumer; the routing key begins with its name."""
    return f"{producer}.replay"


def event_queue(consumer: str, producer: str) -> str:
    """One queue for each consumer and producer, so that order is kept by construction (ADR 2)."""
    return f"{consumer}.{producer}"


def rpc_queue(service: str) -> str:
    return f"rpc-{service}"


def retry(delay_s: int) -> str:
    """Exchange and queue of one delay; its routing key names the queue to go back to."""
    return f"retry.{delay_s}s"
