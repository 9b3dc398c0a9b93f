"""The broker's users and their least rights: own queues, own exchanges, requests to those it calls, replies.

Seen on RabbitMQ: a publish beyond them is refused with 403, before any service reads it. Names are exact: a pattern
that left room would let a user make an exchange of its own there, and bind it to others. What the broker cannot keep
apart: docs/adr/0006; strangers: docs/adr/0005.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from shared.messaging import names
from shared.messaging.names import RANDOM
from shared.messaging.retry import RETRY_DELAYS_S
from shared.runtime.settings import SERVICES
from shared.security.permissions import ALLOWED

#: These pass on what people ask, so they may send every request; a service may send those that the permission table
#: lists for it.
EDGES = ("portal", "cli")

#: The queue of a plain nameko proxy is named by the service that it runs in, and by the uuid of its key.
NAMEKO_REPLIES = rf"rpc\.reply-[\w.-]{{1,100}}-{RANDOM}"

#: The broker's mark on users that are no part of the system; it gives no right.
STRANGER = "alliance-stranger"


@dataclass(frozen=True)
class User:
    """A broker user as the management API takes it."""

    name: str
    password: str
    tags: str
    permission: dict[str, Any]
    topic_permissions: list[dict[str, Any]]


def user_of(process: str, amqp_uri: str) -> User:
    """The user of one process, its name and password from the process's own URI."""
    parts = urlsplit(amqp_uri)
    configure, write, read, send = [], [], [], [*_replies_of(process)]
    if requests := _requests_of(process):
        replies = _reply_keys(_exact(process))
        configure.append(replies)
        write += [_exact(names.RPC_EXCHANGE), replies]
        read += [_exact(names.RPC_EXCHANGE), replies]
        send += requests
    if process in SERVICES:
        own = [_exact(names.rpc_queue(process)), *(_divided(names.event_queue(process, other)) for other in SERVICES)]
        configure += own
        read += own
        write += map(_exact, [names.RPC_EXCHANGE, *own_exchanges(process)])
    if process == "operations":  # takes the dead letters in, and puts a retried one back on its queue
        configure.append(_exact(names.DEAD))
        read.append(_exact(names.DEAD))
        write += [_exact(names.back_exchange(service)) for service in SERVICES]
    return User(
        name=unquote(parts.username or process),
        password=unquote(parts.password or ""),
        tags="monitoring" if process == "operations" else "",
        permission={"configure": _any(*configure), "write": _any(*write), "read": _any(*read)},
        topic_permissions=[
            {"exchange": names.RPC_EXCHANGE, "write": _any(*send), "read": _any(_reply_keys(_exact(process)))},
        ],
    )


def own_exchanges(service: str) -> list[str]:
    """Over which a service tells, tells again, tries again and gives up."""
    return [
        names.events_exchange(service),
        names.replay_exchange(service),
        names.dead_letters_exchange(service),
        *(names.retry(service, delay_s) for delay_s in RETRY_DELAYS_S),
    ]


def stranger_of(name: str, password: str, *, calls: bool, hears: Collection[str]) -> User:
    """The user of a program that is no part of the system: it calls what anybody signed in may, or hears the events of
    those producers in queues that carry its name."""
    queues, write, read, topics = [], [], [], []
    if calls:
        replies = _reply_keys(_exact(name))
        queues += [replies, NAMEKO_REPLIES]
        write.append(_exact(names.RPC_EXCHANGE))
        read.append(_exact(names.RPC_EXCHANGE))
        requests = [_prefixed(f"{callee}.") for callee in SERVICES]
        topics.append({"exchange": names.RPC_EXCHANGE, "write": _any(*requests), "read": _any(replies, RANDOM)})
    for producer in hears:
        queues.append(_prefixed(f"evt-{producer}-") + _exact(f"--{name}.") + ".*")
        read.append(_exact(names.events_exchange(producer)))
    # a nameko proxy declares the exchange of its replies, whatever it is told
    configure = [*queues, *([_exact(names.RPC_EXCHANGE)] if calls else [])]
    permission = {"configure": _any(*configure), "write": _any(*queues, *write), "read": _any(*queues, *read)}
    return User(name, password, STRANGER, permission, topics)


def _requests_of(process: str) -> list[str]:
    if process in EDGES:
        return [_prefixed(f"{callee}.") for callee in SERVICES]
    return [
        _exact(f"{callee}.{request.method}")
        for request, (_roles, services) in ALLOWED.items()
        if process in services
        for callee in (SERVICES if request.service == "kernel" else (request.service,))
    ]


def _replies_of(process: str) -> list[str]:
    """Where a service may publish a reply: to whoever may ask it something, at an address that nobody guesses."""
    if process not in SERVICES:
        return []
    others = [other for other in SERVICES if not any(one.startswith(f"{process}\\.") for one in _requests_of(other))]
    return [_reply_keys(rf"(?!(?:{'|'.join(others)})\.)[\w-]+"), RANDOM]


def _reply_keys(process: str) -> str:
    return rf"reply\.{process}\.{RANDOM}"


def _exact(name: str) -> str:
    return re.escape(name)


def _divided(queue: str) -> str:
    """It and the partitions that it may have."""
    return rf"{_exact(queue)}(\.({'|'.join(map(str, range(2, names.MOST_PARTITIONS + 1)))}))?"


def _prefixed(prefix: str) -> str:
    return _exact(prefix) + ".*"


def _any(*patterns: str) -> str:
    return f"^({'|'.join(patterns)})$"
