"""A connection that does not come about leaves nothing open, whatever the other side says."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import closing

import eventlet
import pytest
from amqp.serialization import dumps

from shared.messaging.broker import BrokerDown, connect

START, CLOSE = (10, 10), (10, 50)


def frame(method: tuple[int, int], forms: str, *values: object) -> bytes:
    body = struct.pack(">HH", *method) + dumps(forms, values)
    return struct.pack(">BHI", 1, 0, len(body)) + body + b"\xce"


def start(mechanisms: bytes) -> bytes:
    return frame(START, "ooFSS", 0, 9, {"product": "RabbitMQ"}, mechanisms, b"en_US")


ANSWERS = {
    "it closes at once": (),
    "it is about to stop": (start(b"PLAIN"), frame(CLOSE, "BsBB", 320, "CONNECTION_FORCED", 0, 0)),
    "it knows no way to sign in that we know": (start(b"X-OTHER"),),
    "it sends a frame that does not end": (b"\x01\x00\x00\x00\x00\x00\x04\x00\x0a\x00\x0aX",),
}


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server


@pytest.mark.parametrize("said", ANSWERS.values(), ids=ANSWERS.keys())
def test_the_socket_is_closed_when_connecting_fails(said: tuple[bytes, ...], listening: socket.socket) -> None:
    def broker() -> bytes:
        with closing(listening.accept()[0]) as accepted:
            accepted.settimeout(3)
            accepted.recv(8)
            for part in said:
                accepted.sendall(part)
            if not said:
                return b""
            rest = b"?"
            while rest:
                rest = accepted.recv(4096)
            return rest

    other_side = eventlet.spawn(broker)
    with pytest.raises(BrokerDown) as raised:
        connect(f"amqp://somebody:secret@127.0.0.1:{listening.getsockname()[1]}/", "a test")
    assert other_side.wait() == b""  # the end, while whoever failed still holds what they were told
    assert raised.value.__cause__ is not None
