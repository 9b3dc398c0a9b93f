"""A TCP proxy on 127.0.0.1 that can be told to misbehave: one stands before the broker, the database and the mail
server of a lab."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

LOOPBACK = "127.0.0.1"
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER of 0 s: closing sends RST


class Side(asyncio.Protocol):
    """One end of a connection; what comes in goes out at the other."""

    def __init__(self, proxy: Proxy, other: Side | None = None) -> None:
        self.proxy = proxy
        self.other = other
        self.transport: asyncio.Transport | None = None
        self._early = bytearray()  # what came before the other end was there
        self._due = 0.0  # when the last delayed piece goes out: none overtakes another

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.proxy.sides.add(self)
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.proxy.mode == "blackhole":
            transport.pause_reading()
        if self.other is None:  # a client's
            self._welcome()
        elif self.other.transport is None or self.other.transport.is_closing():  # the client did not wait
            transport.abort()
        else:
            self.other.other = self
            self.other.flush()

    def _welcome(self) -> None:
        self.proxy.came += 1
        if self.proxy.mode == "cut off":
            self.cut(reset=True)
        else:
            self.proxy.spawn(self._reach())

    async def _reach(self) -> None:
        """Connect to the target; while it cannot be reached, the client is cut off."""
        while self.proxy.mode == "blackhole":
            await asyncio.sleep(0.02)
        try:
            loop = asyncio.get_running_loop()
            await loop.create_connection(lambda: Side(self.proxy, self), LOOPBACK, self.proxy.target)
        except OSError:
            self.cut(reset=True)

    def data_received(self, data: bytes) -> None:
        loop = asyncio.get_running_loop()
        if not self.proxy.delay_s and loop.time() > self._due:
            self._pass_on(data)
        else:
            self._due = max(loop.time() + self.proxy.delay_s, self._due + 0.001)
            loop.call_at(self._due, self._pass_on, data)

    def _pass_on(self, data: bytes) -> None:
        if self.other is None or self.other.transport is None:
            self._early += data
        elif not self.other.transport.is_closing():
            self.other.transport.write(data)

    def flush(self) -> None:
        if self._early:
            self._pass_on(bytes(self._early))
            self._early.clear()

    def connection_lost(self, _error: Exception | None) -> None:
        self.proxy.sides.discard(self)
        if self.other is not None and self.other.transport is not None:
            self.other.transport.close()

    def pause_writing(self) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.other is not None and self.other.transport is not None and self.proxy.mode != "blackhole":
            self.other.transport.resume_reading()

    def cut(self, *, reset: bool) -> None:
        if self.transport is None:
            return
        if reset:
            with suppress(OSError):
                linger = (socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
                self.transport.get_extra_info("socket").setsockopt(*linger)
        self.transport.abort()


class Proxy:
    """Listens on `port`, passes to `target`. Its methods are for ordinary threads, and return when they have worked."""

    def __init__(self, port: int, target: int) -> None:
        self.port, self.target = port, target
        self.mode = "pass"
        self.delay_s = 0.0
        self.came = 0  # connections so far
        self.sides: set[Side] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"proxy {port}", daemon=True)
        self._thread.start()
        self._do(self._listen)

    def drop(self) -> None:
        """Close every connection in good order; new ones are welcome."""
        self._cut_all(reset=False)

    def reset(self) -> None:
        """Close every connection by RST; new ones are welcome."""
        self._cut_all(reset=True)

    @contextmanager
    def blackholed(self) -> Iterator[None]:
        """Nothing passes in either direction, and nobody is told; connections are accepted and then hear nothing."""
        self._set_mode("blackhole")
        try:
            yield
        finally:
            self._set_mode("pass")

    @contextmanager
    def refused(self) -> Iterator[None]:
        """Connections are cut, and nobody listens."""
        self._do(self._close_door)
        self.reset()
        try:
            yield
        finally:
            self._do(self._listen)

    @contextmanager
    def cutting_off(self) -> Iterator[None]:
        """Connections are cut, and so is each that comes, which is counted: where nobody listens, nobody counts."""
        self._set_mode("cut off")
        self.reset()
        try:
            yield
        finally:
            self._set_mode("pass")

    @contextmanager
    def slow(self, delay_s: float) -> Iterator[None]:
        """Each piece of data takes this much longer."""
        self.delay_s = delay_s
        try:
            yield
        finally:
            self.delay_s = 0.0

    def close(self) -> None:
        self._do(self._close_door)
        self._do(self._cancel_tasks)
        self.reset()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def spawn(self, work: object) -> None:
        task = self._loop.create_task(work)  # type: ignore[arg-type]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _listen(self) -> None:
        self._server = await self._loop.create_server(lambda: Side(self), LOOPBACK, self.port)

    async def _close_door(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _cancel_tasks(self) -> None:
        """And wait for their ends, in which they close what they have opened."""
        for task in (cancelled := list(self._tasks)):
            task.cancel()
        await asyncio.gather(*cancelled, return_exceptions=True)

    def _cut_all(self, *, reset: bool) -> None:
        async def cut() -> None:
            for side in list(self.sides):
                side.cut(reset=reset)

        self._do(cut)

    def _set_mode(self, mode: str) -> None:
        async def change() -> None:
            self.mode = mode
            for side in self.sides:
                if side.transport is not None and not side.transport.is_closing():
                    (side.transport.pause_reading if mode == "blackhole" else side.transport.resume_reading)()

        self._do(change)

    def _do(self, work: Callable[[], object]) -> None:
        asyncio.run_coroutine_threadsafe(work(), self._loop).result(10)  # type: ignore[arg-type]
