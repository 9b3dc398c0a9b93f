"""Two dozen kinds of messages that no service can use: each is answered or becomes a dead letter, and harms nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from shared.messaging.publisher import Outgoing
from tests.faults.lab.hand import as_json, to_queue

BOTTOMLESS = 100_000


def envelope(**changes: Any) -> dict[str, Any]:
    """An event of intake that says nothing of its application, and is well-formed otherwise but for the changes."""
    application_id = str(uuid4())
    whole = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "intake",
        "type": "application_submitted",
        "time": "2026-01-01T00:00:00Z",
        "subject": application_id,
        "datacontenttype": "application/json",
        "schemaversion": 1,
        "aggregate": "application",
        "aggregateid": application_id,
        "aggregateversion": 1,
        "correlationid": str(uuid4()),
        "causationid": None,
        "actor": "the lab",
        "traceparent": f"00-{'a' * 32}-{'b' * 16}-01",
        "data": {"application_id": application_id},
    }
    return whole | changes


def without(*names: str) -> bytes:
    return as_json({name: value for name, value in envelope().items() if name not in names})


def events(queue: str) -> Iterator[Outgoing]:
    """For a queue of intake's events."""
    yield to_queue(queue, b"")
    yield to_queue(queue, b'{"id": ')
    yield to_queue(queue, b"\xff\xfe\x00\x80")
    yield to_queue(queue, b"[" * BOTTOMLESS)
    yield to_queue(queue, b'{"deep": ' + b"[" * 40 + b"]" * 40 + b"}")
    yield to_queue(queue, b'"' + b"a" * 299_998 + b'"')
    yield to_queue(queue, b"[1, 2, 3]")
    yield to_queue(queue, without("id", "actor"))
    yield to_queue(queue, as_json(envelope(specversion="2.0")))
    yield to_queue(queue, as_json(envelope(aggregateversion=0)))
    yield to_queue(queue, as_json(envelope(schemaversion=99)))
    yield to_queue(queue, as_json(envelope(source="cohort")))
    yield to_queue(queue, as_json(envelope(data={"call": 5})))
    yield to_queue(queue, json.dumps(envelope(data={"residents": float("nan")})).encode())
    yield to_queue(queue, b"junk", headers={"nameko.call_id_stack": 5, "x-attempt": "many", "x-first-failed-at": 1})
    yield to_queue(queue, b"junk", headers={"x-attempt": -1, "x-reason": {"a": [1]}, "x-queue": ["b"]})
    yield to_queue(queue, b"junk", content_type="application/x-python-serialize", content_encoding="binary")


def requests(queue: str) -> Iterator[Outgoing]:
    """For a queue of requests, without an address for an answer."""
    good = as_json({"args": [], "kwargs": {"token": "", "body": {}}})
    yield to_queue(queue, good)
    yield to_queue(queue, good, reply_to=f"reply.cli.{uuid4()}")
    yield to_queue(queue, good, reply_to="intake.submit_application", correlation_id="1")


def unreadable(queue: str) -> Iterator[Outgoing]:
    """For a queue of requests; each is answered, and no dead letter."""
    answered = {"reply_to": f"reply.cli.{uuid4()}", "correlation_id": "1"}
    yield to_queue(queue, b"{", **answered)
    yield to_queue(queue, b"[" * BOTTOMLESS, **answered)
    yield to_queue(queue, as_json({"args": [1], "kwargs": {}}), **answered)
    yield to_queue(queue, as_json({"kwargs": 5}), **answered, headers={"nameko.call_id_stack": 5})
    yield to_queue(queue, b'"' + b"a" * 299_998 + b'"', **answered)
