"""The proxy of the fault suite, before a server that repeats what it hears."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic

import pytest

from tests.faults.lab.proxy import LOOPBACK, Proxy
from tests.support.ports import free_port


class Echo(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        with suppress(ConnectionError):
            while data := self.request.recv(1000):
                self.request.sendall(data)


class Server(socketserver.ThreadingTCPServer):
    """Its end waits for the ends of its conversations."""


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with Server((LOOPBACK, 0), Echo) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        made = Proxy(free_port(), server.server_address[1])
        yield made
        made.close()
        server.shutdown()
        serving.join()


@pytest.fixture
def client(proxy: Proxy) -> Iterator[socket.socket]:
    with connect(proxy) as connection:
        assert said(connection, b"hello") == b"hello"
        yield connection


def connect(proxy: Proxy) -> socket.socket:
    return socket.create_connection((LOOPBACK, proxy.port), timeout=5)


def said(connection: socket.socket, data: bytes) -> bytes:
    connection.sendall(data)
    return connection.recv(len(data))


def test_what_is_said_early_is_not_lost(proxy: Proxy) -> None:
    """Before the connection to the target stands."""
    with connect(proxy) as connection:
        assert said(connection, b"early") == b"early"


def test_dropped_connection_ends_and_a_new_one_works(proxy: Proxy, client: socket.socket) -> None:
    proxy.drop()
    assert client.recv(1) == b""
    with connect(proxy) as another:
        assert said(another, b"again") == b"again"


def test_reset_connection_is_told_so(proxy: Proxy, client: socket.socket) -> None:
    proxy.reset()
    with pytest.raises(ConnectionResetError):
        client.recv(1)


def test_blackhole_swallows_until_it_ends(proxy: Proxy, client: socket.socket) -> None:
    client.settimeout(0.2)
    with proxy.blackholed():
        with pytest.raises(TimeoutError):
            said(client, b"anybody?")
        with connect(proxy) as another:
            another.settimeout(0.2)
            with pytest.raises(TimeoutError):
                said(another, b"hello?")
    client.settimeout(5)
    assert client.recv(8) == b"anybody?"


def test_refused_is_refused_until_it_ends(proxy: Proxy, client: socket.socket) -> None:
    with proxy.refused():
        with pytest.raises(ConnectionRefusedError):
            connect(proxy)
        with pytest.raises(ConnectionResetError):
            client.recv(1)
    with connect(proxy) as another:
        assert said(another, b"back") == b"back"


def test_connections_are_counted_and_may_be_cut_off_as_they_come(proxy: Proxy, client: socket.socket) -> None:
    assert proxy.came == 1
    with proxy.cutting_off():
        with pytest.raises(ConnectionResetError):
            client.recv(1)
        for _ in range(2):
            with pytest.raises(ConnectionResetError), connect(proxy) as another:
                said(another, b"hello?")
    assert proxy.came == 3
    with connect(proxy) as another:
        assert said(another, b"back") == b"back"


def test_slow_takes_longer_and_keeps_the_order(proxy: Proxy, client: socket.socket) -> None:
    client.settimeout(0.1)
    with proxy.slow(0.5):
        began = monotonic()
        with pytest.raises(TimeoutError):
            said(client, b"one")
    client.settimeout(5)
    client.sendall(b"two")
    received = b""
    while len(received) < 6:
        received += client.recv(6)
    assert received == b"onetwo"
    assert monotonic() - began >= 0.5
