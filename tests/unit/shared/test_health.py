"""Health of a service as the world asks for it."""

from __future__ import annotations

from typing import Any

import pytest
from prometheus_client import CollectorRegistry, Counter

from shared.runtime.health import make_app

REGISTRY = CollectorRegistry()
Counter("alliance_asked", "one that stands still, other than those of the process", registry=REGISTRY)


def ask(method: str, path: str) -> tuple[str, dict[str, str], bytes]:
    started: list[Any] = []
    body = make_app(lambda: ["not attached to its queues"], REGISTRY)(
        {"REQUEST_METHOD": method, "PATH_INFO": path}, lambda status, headers: started.append((status, dict(headers)))
    )
    ((status, headers),) = started
    return status, headers, b"".join(body)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/healthz", "200 OK"),
        ("/readyz", "503 Service Unavailable"),
        ("/metrics", "200 OK"),
        ("/nothing", "404 Not Found"),
    ],
)
def test_head_is_answered_as_get_without_the_body(path: str, status: str) -> None:
    got = ask("GET", path)
    assert (got[0], int(got[1]["Content-Length"])) == (status, len(got[2]))
    assert ask("HEAD", path) == (got[0], got[1], b"")
