"""Virtual hosts with the topology of the tests. One that is again as it was made is used again, which costs an eighth
of making and deleting it."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from typing import Any

import amqp

from shared.messaging.broker import connect, drop
from shared.messaging.management import declare, management
from shared.messaging.topology import Definitions
from tests.support.foundations import Foundations


class VirtualHosts:
    def __init__(self, foundations: Foundations, document: Definitions) -> None:
        self._foundations = foundations
        self._document = document
        self._queues = [queue["name"] for queue in document["queues"]]
        self._original: dict[str, Any] = {}
        self._waiting: deque[str] = deque()

    def take(self) -> str:
        """The name of one with empty queues that nobody consumes."""
        while self._waiting:
            name = self._waiting.popleft()
            if self._is_empty(name):
                return name
            self._foundations.delete_vhost(name)  # something was still on its way there
        name = self._foundations.create_vhost()
        with management(self._foundations.management) as http:
            declare(http, name, self._document)
        self._original = self._original or self._state(name)
        return name

    def give_back(self, name: str) -> None:
        """For another test, unless this one left more than messages."""
        if self._state(name) == self._original and self._is_empty(name, purge=True):
            self._waiting.append(name)
        else:
            self._foundations.delete_vhost(name)

    def _state(self, name: str) -> dict[str, Any]:
        """Its queues, exchanges, bindings and whatever else is defined in it, and the rights of users there."""
        with management(self._foundations.management) as http:
            parts = (f"definitions/{name}", f"vhosts/{name}/permissions", f"vhosts/{name}/topic-permissions")
            defined, *rights = (http.get(f"/api/{part}").raise_for_status().json() for part in parts)
        found = {key: sorted(map(repr, value)) for key, value in defined.items() if isinstance(value, list)}
        return found | {"rights": [sorted(one["user"] for one in each) for each in rights]}

    def _is_empty(self, name: str, *, purge: bool = False) -> bool:
        connection = connect(self._foundations.amqp_uri(name), "virtual hosts")
        try:
            channel = amqp.Channel(connection)
            channel.open()
            for queue in self._queues if purge else ():
                channel.queue_purge(queue)
            found = [channel.queue_declare(queue, passive=True) for queue in self._queues]
            return not any(one.message_count or one.consumer_count for one in found)
        except amqp.exceptions.AMQPError:
            return False
        finally:
            with suppress(OSError):
                drop(connection)
