"""Frames are taken out of what came, wherever it was cut; what is published at once goes out in one piece."""

from __future__ import annotations

from struct import pack
from types import SimpleNamespace
from typing import Any

import amqp
import pytest

from shared.messaging.broker import all_at_once, drain

FRAMES = [(1, 1, b"method"), (2, 1, b"header"), (3, 1, b"body \xce"), (8, 0, b""), (1, 2, b"another")]


def as_bytes(kind: int, channel: int, payload: bytes, end: bytes = b"\xce") -> bytes:
    return pack(">BHI", kind, channel, len(payload)) + payload + end


class Connection:
    """As far as amqp's: what comes, piece by piece; and what was handled, and sent."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = list(pieces)
        self.handled: list[Any] = []
        self.sent: list[bytes] = []
        self.transport = SimpleNamespace(_read_buffer=b"", _write=self.sent.append)
        self.transport.write = self._write

    def _write(self, data: bytes) -> None:
        self.transport._write(data)

    def drain_events(self, timeout: float) -> None:
        assert timeout
        if not self._pieces:
            raise TimeoutError
        self.transport._read_buffer += self._pieces.pop(0)

    def on_inbound_frame(self, frame: Any) -> None:
        self.handled.append(frame)


@pytest.mark.parametrize("cut", range(1, sum(len(as_bytes(*frame)) for frame in FRAMES)))
def test_frames_are_handled_once_each_wherever_they_are_cut(cut: int) -> None:
    came = b"".join(as_bytes(*frame) for frame in FRAMES)
    connection = Connection(came[:cut], came[cut:])
    drain(connection, 1)
    whole = len(connection.handled)
    assert connection.handled == FRAMES[:whole]
    drain(connection, 1)
    assert connection.handled == FRAMES
    assert connection.transport._read_buffer == b""


def test_a_frame_without_its_end_is_refused() -> None:
    with pytest.raises(amqp.exceptions.UnexpectedFrame):
        drain(Connection(as_bytes(1, 1, b"method", end=b"x")), 1)


def test_nothing_that_comes_is_no_frame() -> None:
    with pytest.raises(TimeoutError):
        drain(Connection(), 1)


def test_what_is_published_at_once_goes_out_in_one_piece() -> None:
    """Also where amqp hands over a view of a buffer that it uses again."""
    connection, buffer = Connection(), bytearray(b"first")
    with all_at_once(connection):
        connection.transport.write(memoryview(buffer))
        buffer[:] = b"other"
        connection.transport.write(memoryview(buffer))
        assert connection.sent == []
    connection.transport.write(b"later")
    assert connection.sent == [b"firstother", b"later"]


def test_of_what_failed_to_be_published_nothing_goes_out() -> None:
    connection = Connection()
    with pytest.raises(RuntimeError), all_at_once(connection):
        connection.transport.write(b"first")
        raise RuntimeError
    connection.transport.write(b"later")
    assert connection.sent == [b"later"]
