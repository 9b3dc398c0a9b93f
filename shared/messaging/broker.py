"""Connections to the broker, with every wait bounded.

amqp itself, under kombu's reading of the URI: a connection in doubt is dropped without a handshake, since the
handshake is what hangs on a half-open socket.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from struct import Struct
from typing import Any
from urllib.parse import urlsplit

import amqp
from kombu.connection import Connection as KombuConnection
from kombu.transport.pyamqp import Connection as AmqpConnection

from shared.runtime.authority import authority_of
from shared.runtime.limits import bounded

CONNECT_LIMIT_S = 5
WAIT_LIMIT_S = 10
HEARTBEAT_S = 20
READ_AHEAD_BYTES = 65_536

_FRAME = Struct(">BHI")  # type, channel, size; then the payload, and one byte that ends it
_END = 0xCE


class BrokerDown(Exception):
    """The broker does not answer, or let go of the connection."""


class BrokerRefused(Exception):
    """The broker says no for good: wrong password, missing queue or exchange, other arguments, no permission."""


#: What a broken connection raises, in py-amqp and below it.
CONNECTION_ERRORS = (OSError, amqp.exceptions.ConnectionError, amqp.exceptions.RecoverableChannelError, BrokerDown)


class Connection(AmqpConnection):
    """Lets go of its socket whatever goes wrong while it connects; amqp does where the socket itself broke."""

    def connect(self, callback: Any = None) -> Any:
        try:
            return super().connect(callback)
        except BaseException:
            drop(self)
            raise


def connect(uri: str, name: str) -> Any:
    """An open amqp.Connection, shown in the broker's list under `name`. Raises BrokerDown, BrokerRefused.

    Over TLS where it is an amqps: address, and then to the host alone that it names.
    """
    limits = {
        "read_timeout": WAIT_LIMIT_S,
        "write_timeout": WAIT_LIMIT_S,
        "client_properties": {"connection_name": name},
    }
    kombu = KombuConnection(  # type: ignore[no-untyped-call]
        urlsplit(uri)._replace(query="").geturl(),
        heartbeat=HEARTBEAT_S,
        connect_timeout=CONNECT_LIMIT_S,
        transport_options=limits,
        ssl=encryption(uri),
    )
    kombu.transport.Connection = Connection
    try:
        with bounded(CONNECT_LIMIT_S + 1, BrokerDown("connecting took too long")):
            return read_ahead(kombu.transport.establish_connection())
    except (amqp.exceptions.AccessRefused, amqp.exceptions.NotAllowed) as error:
        raise BrokerRefused(f"the broker refuses the user or virtual host of {name}") from error
    except CONNECTION_ERRORS as error:
        raise BrokerDown(f"cannot reach the broker: {type(error).__name__}") from error


def encryption(uri: str) -> dict[str, Any] | bool:
    """What py-amqp is told of TLS. Without these words it believes any certificate."""
    parts = urlsplit(uri)
    if parts.scheme != "amqps":
        return False
    return {
        "server_hostname": parts.hostname,
        "cert_reqs": ssl.CERT_REQUIRED,
        "ca_certs": authority_of(uri),
        "tls_minimum_version": ssl.TLSVersion.TLSv1_2,
    }


def read_ahead(connection: Any) -> Any:
    """Have amqp take from the socket whatever is there: by itself it asks nine times for one message, and before each
    that it publishes whether it may. Whoever publishes here waits for the confirm, within a limit."""
    receive = connection.transport.sock.recv
    connection.transport._quick_recv = lambda size: receive(max(size, READ_AHEAD_BYTES))
    connection.client_properties.get("capabilities", {}).pop("connection.blocked", None)
    return connection


def drain(connection: Any, seconds: float) -> None:
    """Wait for a frame, and handle all that are here then. Raises TimeoutError, CONNECTION_ERRORS.

    amqp itself copies what is left with each part of a frame that it takes, and sets two time-outs for each frame.
    """
    connection.drain_events(timeout=seconds)
    transport = connection.transport
    here, at, frames = transport._read_buffer, 0, []
    while len(here) - at > _FRAME.size:
        kind, channel, size = _FRAME.unpack_from(here, at)
        begins, ends = at + _FRAME.size, at + _FRAME.size + size
        if ends >= len(here):
            break
        if here[ends] != _END:
            raise amqp.exceptions.UnexpectedFrame("a frame that has no end")
        frames.append((kind, channel, here[begins:ends]))
        at = ends + 1
    transport._read_buffer = here[at:]
    for frame in frames:
        connection.on_inbound_frame(frame)


@contextmanager
def all_at_once(connection: Any) -> Iterator[None]:
    """What is published within goes out at the end: amqp itself asks the system for each message."""
    transport, parts = connection.transport, []
    send = transport._write
    transport._write = lambda part: parts.append(bytes(part))
    try:
        yield
    finally:
        transport._write = send
    transport.write(b"".join(parts))


def open_channel(connection: Any) -> Any:
    """A channel that leaves bodies as bytes. Raises BrokerDown."""
    channel = amqp.Channel(connection, auto_decode=False)
    with bounded(WAIT_LIMIT_S, BrokerDown("opening a channel took too long")):
        channel.open()
    return channel


def drop(connection: Any) -> None:
    """Close the socket, without asking the broker. Over TLS that leaves out the good-bye, which waits for an answer."""
    if connection is not None:
        if (transport := connection._transport) is not None:
            transport._shutdown_transport = lambda: None
        connection.collect()
