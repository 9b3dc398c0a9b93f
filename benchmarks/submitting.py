"""The load on Alliance's submit: `python -m benchmarks.submitting rpc|http SERIES CLIENTS REQUESTS LIMIT_S`.

endpoints.json, which ALLIANCE_HOME leads to, says where. Another series names other cities.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from http.client import HTTPConnection
from itertools import count
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from alliance.connection import connect as connect_by_rpc
from alliance.connection import read_endpoints
from benchmarks.work.load import Submit, submit_many
from shared.contracts.intake import SubmitApplication
from shared.messaging.client import Client

NUMBERS = count(1)


def by_rpc(client: Client, document: dict[str, Any]) -> None:
    client.call(SubmitApplication(document=document), command_id=uuid4())


def by_http(connection: HTTPConnection, document: dict[str, Any]) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
    connection.request("POST", "/api/v1/applications", json.dumps(document), headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 201:
        raise ConnectionError(f"{answer.status}: {body[:300]!r}")


def connect(way: str, client: Client, portal: str) -> Submit:
    """A client of its own for each caller; those by RPC share one, as a program's threads do.

    Over HTTP each comes from an address of its own: the portal refuses whom it answers ten times at once already.
    """
    if way == "rpc":
        return partial(by_rpc, client)
    place, address = urlsplit(portal), f"127.0.1.{next(NUMBERS)}"
    return partial(by_http, HTTPConnection(place.hostname or "", place.port, timeout=10, source_address=(address, 0)))


def main(way: str, series: str, clients: int, requests: int, limit_s: int) -> None:
    endpoints = read_endpoints()
    if endpoints is None:
        raise SystemExit("Alliance is not running")
    connecting = partial(connect, way, connect_by_rpc(), endpoints["portal"])
    print(json.dumps(submit_many(connecting, clients, requests, limit_s, series)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
