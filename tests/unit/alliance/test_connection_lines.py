"""A command closes every line that it opened to the broker."""

from __future__ import annotations

from pathlib import Path

import pytest

from alliance import connection
from alliance.connection import SignedIn, client_of, one_client
from shared.messaging.client import Client


def test_every_client_of_a_command_is_closed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ALLIANCE_HOME", str(tmp_path))
    monkeypatch.setattr(connection, "broker_uri", lambda: "amqp://nowhere")
    closed: list[Client] = []

    def close(self: Client) -> None:
        closed.append(self)

    monkeypatch.setattr(Client, "close", close)
    with one_client():
        opened = [client_of(None), client_of(SignedIn("secret", "Luz", "luz@city.example", ()))]
    assert len(closed) == len(opened) == 2
    assert closed[0] is opened[0]
