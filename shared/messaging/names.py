"""The names of exchanges and queues. The topology declares them, producers and consumers use them."""

from __future__ import annotations

import re

#: nameko's own names, so that a plain nameko handler or proxy elsewhere can still take part.
RPC_EXCHANGE = "nameko-rpc"

#: The queue of the dead letters, which operations takes into its database; and the exchange over which the broker puts
#: there what it gives up itself. To this one no service may publish: what comes over it is believed.
DEAD = "dead"

#: Into so many partitions an event queue may be divided.
MOST_PARTITIONS = 16
#: The header by which they are told apart: an aggregate's events are all of one.
AGGREGATE_ID = "aggregate-id"

#: The key under which a plain nameko proxy awaits its replies: a random uuid, which nobody else guesses.
RANDOM = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_PARTITION = re.compile(r"^([a-z]+\.[a-z]+)\.\d+$")
_REPLY_KEY = re.compile(rf"(reply\.[\w-]{{1,100}}\.)?{RANDOM}")


def is_reply_key(key: str) -> bool:
    """Whether a caller may await a reply there: never where a request could go."""
    return _REPLY_KEY.fullmatch(key) is not None


def events_exchange(producer: str) -> str:
    return f"{producer}.events"


def replay_exchange(producer: str) -> str:
    """Events of the producer sent again to one consumer; the routing key begins with its name."""
    return f"{producer}.replay"


def event_queue(consumer: str, producer: str) -> str:
    """One queue for each consumer and producer, so that order is kept by construction (ADR 2)."""
    return f"{consumer}.{producer}"


def partition(queue: str, number: int) -> str:
    """A queue of an event queue that is divided. The first bears the whole's name: undivided, it is the whole."""
    return queue if number == 1 else f"{queue}.{number}"


def whole(queue: str) -> str:
    """The event queue that a queue is a partition of; any other's own name."""
    return _PARTITION.sub(r"\1", queue)


def partitions_exchange(queue: str) -> str:
    """Which spreads the events of an event queue over its partitions."""
    return f"{queue}.partitions"


def rpc_queue(service: str) -> str:
    return f"rpc-{service}"


def owner_of(queue: str) -> str:
    """The service that a queue of events or of requests is read by."""
    return queue.removeprefix(rpc_queue("")).partition(".")[0]


def dead_letters_exchange(service: str) -> str:
    """Over which a service puts what it cannot handle into the queue of the dead letters."""
    return f"{service}.dead"


def retry(service: str, delay_s: int) -> str:
    """Exchange and queue of one delay; the routing key names the queue of that service to go back to."""
    return f"{service}.retry.{delay_s}s"


def is_retry_queue(queue: object) -> bool:
    return isinstance(queue, str) and re.search(r"\bretry\.\d+s$", queue) is not None


#: After this long a message has failed three times: what was away for a moment is back by then.
LONG_RETRY_S = 300


def failing_service(queue: str) -> str | None:
    """The service whose messages wait there since they fail again and again; None of any other queue."""
    found = re.fullmatch(r"([a-z]+)\.retry\.(\d+)s", queue)
    return found[1] if found and int(found[2]) >= LONG_RETRY_S else None


def back_exchange(service: str) -> str:
    """Over which a message comes back to a queue of that service, which the routing key names, and to no other's."""
    return f"{service}.back"
