"""What former versions declared and this one does not: the set-up step moves what waits there, then deletes it.

Four retry queues served all services, and whoever could publish there reached every queue.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx

from shared.messaging import names
from shared.messaging.broker import WAIT_LIMIT_S, BrokerDown, connect, drop, open_channel
from shared.messaging.publisher import Outgoing, Publisher
from shared.messaging.retry import RETRY_DELAYS_S
from shared.runtime.limits import bounded


def clear_former(http: httpx.Client, vhost: str, amqp_uri: str) -> None:
    """Safe to repeat, and to be cut off: a message is let go once its copy is confirmed.

    Raises BrokerDown, BrokerRefused.

    The exchange goes first: a service of the former version that still runs holds what it cannot publish.
    """
    path = quote(vhost, safe="")
    there = {queue["name"] for queue in http.get(f"/api/queues/{path}").raise_for_status().json()}
    for delay_s in RETRY_DELAYS_S:
        former = f"retry.{delay_s}s"
        if former in there:
            http.delete(f"/api/exchanges/{path}/{former}")
            move(amqp_uri, former, delay_s, there)
            http.delete(f"/api/queues/{path}/{former}").raise_for_status()


def move(amqp_uri: str, former: str, delay_s: int, there: set[str]) -> None:
    """To the retry queue of that delay of the service that the message came from; its delay begins anew."""
    connection, publisher = connect(amqp_uri, f"set-up moves {former}"), Publisher(amqp_uri, "set-up")
    try:
        with bounded(WAIT_LIMIT_S, BrokerDown("the broker does not answer")):
            channel = open_channel(connection)
        while (message := channel.basic_get(former)) is not None:
            publisher.publish([as_outgoing(message, delay_s, there)])
            channel.basic_ack(message.delivery_info["delivery_tag"])
        with bounded(WAIT_LIMIT_S, BrokerDown("the broker does not answer")):
            channel.close()  # after every ack
    finally:
        publisher.close()
        drop(connection)


def as_outgoing(message: Any, delay_s: int, there: set[str]) -> Outgoing:
    """One of a queue that is gone becomes a dead letter."""
    properties = dict(message.properties)
    headers = {key: one for key, one in (properties.get("application_headers") or {}).items() if key != "x-death"}
    queue = message.delivery_info["routing_key"]
    retry = names.retry(names.owner_of(queue), delay_s)
    exchange = retry if retry in there else names.DEAD
    return Outgoing(str(properties.get("message_id")), exchange, queue, bytes(message.body or b""), headers)
