"""Connections over real sockets: who keeps the portal waiting is dropped, and everybody else is served meanwhile."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from services.portal.web import connections
from services.portal.web.connections import Awaited, Waiting, Watched
from services.portal.web.headers import ALWAYS

REQUEST = b"GET / HTTP/1.1\r\nHost: portal.example\r\n\r\n"
HALF_A_HEAD = REQUEST[:-2]
HALF_A_BODY = b"POST /echo HTTP/1.1\r\nHost: portal.example\r\nContent-Length: 9\r\n\r\n1234"

Body = Callable[["Server"], Coroutine[Any, Any, None]]


class Server:
    """The watched protocol before a small application, on a port of its own."""

    def __init__(self, waiting: Waiting) -> None:
        self.waiting = waiting
        self.state = ServerState()
        self.go_on = asyncio.Event()  # what /work waits for
        self.gone = asyncio.Event()  # somebody went away in the midst of a body
        self.clients: list[asyncio.StreamWriter] = []
        self._config = Config(self.app, log_config=None, ws="none", interface="asgi3", proxy_headers=False)
        self._config.load()

    def protocol(self) -> Watched:
        return Watched(waiting=self.waiting, config=self._config, server_state=self.state, app_state={})

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        body = b"ok"
        if scope["path"] == "/echo":
            while (message := await receive())["type"] == "http.request" and message["more_body"]:
                pass
            if message["type"] == "http.disconnect":
                self.gone.set()
                return
        elif scope["path"] == "/work":
            await self.go_on.wait()
        elif scope["path"] == "/much":
            body = bytes(50_000_000)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
        await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body"})

    async def connect(self, said: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """What is said has arrived before the server's loop, which is the client's too, sees that there is a client.

        Else a client, not the server, may be late by a hundredth of a second: the patience here.
        """
        plain = socket.create_connection(("127.0.0.1", self.port))
        plain.sendall(said)
        reader, writer = await asyncio.open_connection(sock=plain)
        self.clients.append(writer)
        return reader, writer

    async def hears(self, said: bytes) -> bytes:
        """All that the server says until it closes."""
        reader, _ = await self.connect(said)
        return await reader.read()

    async def is_served(self) -> bool:
        reader, _ = await self.connect(REQUEST)
        return (await reader.readline()).startswith(b"HTTP/1.1 200")

    async def until(self, true: Callable[[], bool]) -> None:
        while not true():
            await asyncio.sleep(0)


@asynccontextmanager
async def serving(**waiting: Any) -> AsyncIterator[Server]:
    server = Server(Waiting(**waiting))
    listener = await asyncio.get_running_loop().create_server(server.protocol, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for client in server.clients:
            client.close()
        for connection in list(server.state.connections):
            connection.transport.abort()
        await server.until(lambda: not server.state.connections)
        assert not server.waiting.open
        assert not server.waiting.slow


def run(body: Body, **waiting: Any) -> None:
    async def whole() -> None:
        async with asyncio.timeout(30), serving(**waiting) as server:
            await body(server)

    asyncio.run(whole())


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE_S", 0.01)


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LIMITS_S", dict.fromkeys(Awaited, 0.02))


@pytest.mark.usefixtures("brief")
@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (HALF_A_HEAD, b"HTTP/1.1 408 "),
        (b"G", b"HTTP/1.1 408 "),
        (b"", b""),
        (HALF_A_BODY, b""),
        (REQUEST, b"HTTP/1.1 200 "),  # and then nothing more
    ],
)
def test_who_does_not_say_what_is_wanted_is_dropped(said: bytes, answer: bytes) -> None:
    async def body(server: Server) -> None:
        assert (await server.hears(said))[: len(answer) or 1] == answer

    run(body)


@pytest.mark.usefixtures("brief")
def test_a_head_that_comes_byte_by_byte_gains_no_time() -> None:
    async def body(server: Server) -> None:
        reader, writer = await server.connect()
        answer = asyncio.ensure_future(reader.readline())
        while not answer.done():
            writer.write(b"G")
            await asyncio.sleep(0)
        assert answer.result().startswith(b"HTTP/1.1 408")

    run(body)


@pytest.mark.usefixtures("brief")
def test_the_application_hears_that_a_body_was_given_up() -> None:
    async def body(server: Server) -> None:
        await server.connect(HALF_A_BODY)
        await server.gone.wait()

    run(body)


@pytest.mark.usefixtures("brief")
def test_work_of_our_own_is_never_cut_off() -> None:
    async def body(server: Server) -> None:
        reader, _ = await server.connect(REQUEST.replace(b" / ", b" /work "))
        await server.hears(HALF_A_HEAD)  # somebody else's whole time
        server.go_on.set()
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")

    run(body)


@pytest.mark.usefixtures("brief")
def test_a_body_that_nobody_wanted_does_not_hide_the_answer() -> None:
    """A client that still sends reads the answer first; it does not get to send for ever."""

    async def body(server: Server) -> None:
        said = b"POST / HTTP/1.1\r\nHost: portal.example\r\nContent-Length: 9999999\r\n\r\n"
        assert (await server.hears(said)).startswith(b"HTTP/1.1 200")

    run(body)


@pytest.mark.usefixtures("brief")
def test_who_does_not_read_the_answer_is_dropped() -> None:
    async def body(server: Server) -> None:
        with socket.create_connection(("127.0.0.1", server.port)) as deaf:
            deaf.setblocking(False)
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            await asyncio.get_running_loop().sock_sendall(deaf, REQUEST.replace(b" / ", b" /much "))
            await server.until(lambda: bool(server.state.connections))
            await server.until(lambda: not server.state.connections)

    run(body)


def test_a_source_keeps_few_slow_connections_and_is_served_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PER_SOURCE", 3)

    async def body(server: Server) -> None:
        slow = [await server.connect(said) for said in (HALF_A_HEAD, HALF_A_BODY, b"")]
        await server.until(lambda: server.waiting.slow.total() == 3)
        heard = [await server.hears(said) for said in (HALF_A_HEAD, HALF_A_BODY, b"")]
        assert [one[:13] for one in heard] == [b"HTTP/1.1 429 ", b"", b""]
        assert await server.is_served()
        assert not any(reader.at_eof() for reader, _ in slow)

    run(body)


def test_five_hundred_slow_connections_leave_everybody_else_served() -> None:
    """Attack 7: 505 idle connections, and the portal answered 503 to all."""

    async def body(server: Server) -> None:
        for _ in range(500):
            await server.connect(HALF_A_HEAD)
        assert await server.is_served()
        await server.until(lambda: len(server.waiting.open) == server.waiting.slow.total() == connections.PER_SOURCE)
        assert await server.is_served()

    run(body)


def test_a_trusted_proxy_keeps_any_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands for many; whom it stands for is counted by turns."""
    monkeypatch.setattr(connections, "PER_SOURCE", 1)

    async def body(server: Server) -> None:
        for _ in range(5):
            await server.connect(HALF_A_HEAD)
        await server.until(lambda: server.waiting.slow.total() == 5)

    run(body, proxies=("127.0.0.1",))


def test_when_all_places_are_taken_the_longest_wait_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PLACES", 3)
    monkeypatch.setattr(connections, "LIMITS_S", dict.fromkeys(Awaited, 600))

    async def body(server: Server) -> None:
        working = await server.connect(REQUEST.replace(b" / ", b" /work "))
        await server.until(lambda: len(server.state.tasks) == 1)
        slow = [await server.connect(HALF_A_HEAD) for _ in range(2)]
        await server.until(lambda: len(server.waiting.open) == 2)
        assert await server.is_served()
        assert (await slow[0][0].readline()).startswith(b"HTTP/1.1 408")
        assert not slow[1][0].at_eof()
        server.go_on.set()
        assert (await working[0].readline()).startswith(b"HTTP/1.1 200")

    run(body)


def test_what_is_no_http_is_answered_with_the_headers_of_every_answer() -> None:
    async def body(server: Server) -> None:
        heard = (await server.hears(b"\x16\x03\x01 hello\r\n\r\n")).decode()
        assert heard.startswith("HTTP/1.1 400 ")
        assert not [name for name, value in ALWAYS.items() if f"\r\n{name}: {value}\r\n" not in heard]

    run(body)
