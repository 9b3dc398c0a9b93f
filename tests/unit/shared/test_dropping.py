"""A connection to the broker is dropped without a word, over TLS, too: a good-bye waits for an answer."""

from __future__ import annotations

import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import amqp
from amqp.transport import SSLTransport

from shared.messaging.broker import drop, encryption
from tests.support.tls import Authority

LIMIT_S = 10


def silent_peer(listener: socket.socket, context: ssl.SSLContext) -> str:
    """How what it hears ends; it never answers."""
    plain, _ = listener.accept()
    plain.settimeout(LIMIT_S)
    with context.wrap_socket(plain, server_side=True, suppress_ragged_eofs=False) as peer:
        try:
            while peer.recv(64):
                pass
        except ssl.SSLEOFError:
            return "without a word"
        return "with a good-bye"


def test_over_tls_it_is_dropped_without_a_good_bye(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "own")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.issue())
    context.num_tickets = 0  # unread ones would turn the end into a reset
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as beside:
        heard = beside.submit(silent_peer, listener, context)
        port = listener.getsockname()[1]
        uri = f"amqps://127.0.0.1:{port}?cacertfile={authority.file}"
        connection = amqp.Connection(f"127.0.0.1:{port}")
        connection._transport = SSLTransport(f"127.0.0.1:{port}", connect_timeout=LIMIT_S, ssl=encryption(uri))
        connection._transport.connect()
        drop(connection)
        assert heard.result(LIMIT_S) == "without a word"
