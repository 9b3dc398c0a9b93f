"""Whether a part answers: one question each, bounded in time, asked from outside the part."""

from __future__ import annotations

import base64
import http.client
import json
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from alliance.embedded.ports import LOOPBACK

PATIENCE_S = 3.0
AMQP_HEADER = b"AMQP\x00\x00\x09\x01"
METHOD_FRAME = b"\x01"


@dataclass(frozen=True)
class Readiness:
    ready: bool
    reasons: tuple[str, ...] = ()


def http_ready(url: str) -> Readiness:
    """A part with a /readyz page: 200 is ready, anything else is not, with the page's `reasons`.

    The address may carry `user:password@`.
    """
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or LOOPBACK, parts.port, timeout=PATIENCE_S)
    headers = {"Connection": "close"}
    if parts.username:
        pair = f"{parts.username}:{parts.password}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    try:
        connection.request("GET", parts.path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as error:
        return Readiness(False, (f"does not answer ({error})",))
    finally:
        connection.close()
    return Readiness(True) if answer.status == 200 else Readiness(False, _reasons(answer.status, body))


def _reasons(status: int, body: bytes) -> tuple[str, ...]:
    try:
        told = json.loads(body)["reasons"]
    except (ValueError, KeyError, TypeError):
        return (f"answers {status}",)
    return tuple(str(reason) for reason in told) if isinstance(told, list) else (str(told),)


def broker_ready(port: int, management: str) -> Readiness:
    """RabbitMQ opens a conversation on its port, and its management API knows our administrator."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=PATIENCE_S) as connection:
            connection.settimeout(PATIENCE_S)
            connection.sendall(AMQP_HEADER)
            if connection.recv(1) != METHOD_FRAME:
                return Readiness(False, ("does not speak AMQP 0-9-1",))
    except OSError as error:
        return Readiness(False, (f"does not answer ({error})",))
    return http_ready(f"{management}/api/whoami")


def postgres_ready(dsn: str) -> Readiness:
    import psycopg2  # noqa: PLC0415 - 40 ms that `alliance --help` need not pay

    try:
        psycopg2.connect(dsn, connect_timeout=int(PATIENCE_S)).close()
    except psycopg2.Error as error:
        return Readiness(False, (str(error).strip().splitlines()[-1],))
    return Readiness(True)
