"""Bounds on what comes in: the body's length and its time, whatever the route behind."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from services.portal.api.problems import problem
from services.portal.web import limits
from services.portal.web.limits import SMALL, BodyLimit
from shared.messaging.client import Client, anonymous
from tests.unit.portal.doorway import Doorway

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
SCOPE = {"type": "http", "method": "POST", "path": "/api/v1/sign-in", "headers": []}


class Behind:
    """The application behind the limit: keeps each body and what the connection says after it."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.after: list[str] = []

    async def __call__(self, scope: Any, receive: Receive, send: Callable[[Message], Awaitable[None]]) -> None:
        if scope["type"] != "http":
            return
        message = await receive()
        self.bodies.append(message["body"])
        assert message["more_body"] is False
        self.after.append((await receive())["type"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})


def ask(behind: Behind, *messages: Message) -> tuple[int, dict[str, Any]]:
    """Status and JSON of the answer to what the connection gives; it says no more after the messages."""
    start, body = sent(behind, SCOPE, *messages)
    return start["status"], json.loads(body["body"])


def sent(behind: Behind, scope: Message, *messages: Message) -> list[Message]:
    answer: list[Message] = []
    pending = list(messages)

    async def receive() -> Message:
        if pending:
            return pending.pop(0)
        return await asyncio.get_running_loop().create_future()

    async def send(message: Message) -> None:
        answer.append(message)

    asyncio.run(BodyLimit(behind, refuse=problem, file_bytes=0)(scope, receive, send))
    return answer


def part(body: bytes, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


GONE = {"type": "http.disconnect"}


def test_a_body_in_parts_reaches_the_route_whole_and_once() -> None:
    behind = Behind()
    status, _ = ask(behind, part(b'{"a":', more=True), part(b"1}", more=True), part(b""), GONE)
    assert (status, behind.bodies, behind.after) == (200, [b'{"a":1}'], ["http.disconnect"])


def test_a_body_of_the_limit_passes() -> None:
    behind = Behind()
    assert ask(behind, part(b"x" * SMALL.most), GONE)[0] == 200
    assert len(behind.bodies[0]) == SMALL.most


@pytest.mark.parametrize(
    "messages",
    [
        [part(b"x" * (SMALL.most + 1))],
        [part(b"x" * SMALL.most, more=True), part(b"x", more=True)],  # and it never ends
    ],
)
def test_a_longer_body_is_413_and_reaches_no_route(messages: list[Message]) -> None:
    behind = Behind()
    status, problem = ask(behind, *messages)
    assert (status, problem["code"], behind.bodies) == (413, "invalid", [])
    assert problem["detail"] == "The body has more than 20,000 bytes."


def test_a_body_that_does_not_come_is_408_and_reaches_no_route(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SMALL", replace(SMALL, seconds=0))
    behind = Behind()
    status, problem = ask(behind, part(b"{", more=True))
    assert (status, problem["code"], behind.bodies) == (408, "invalid", [])
    assert problem["detail"] == "The whole body did not arrive within 0 seconds."


def test_a_client_that_goes_away_before_its_body_is_whole_reaches_no_route() -> None:
    """Half of a document may read like a whole one."""
    behind = Behind()
    assert sent(behind, SCOPE, part(b"{}", more=True), GONE) == []
    assert behind.bodies == []


def test_a_length_that_is_announced_is_judged_before_a_byte_is_read() -> None:
    behind = Behind()
    scope = SCOPE | {"headers": [(b"content-length", b"20001")]}
    assert [one["status"] for one in sent(behind, scope)[:1]] == [413]


def test_what_is_no_request_is_left_alone() -> None:
    asyncio.run(BodyLimit(Behind(), refuse=problem, file_bytes=0)({"type": "lifespan"}, None, None))  # type: ignore[arg-type]


# -- what a service would not read -------------------------------------------------------------------------------------


def test_what_is_nested_too_deep_is_refused_at_the_door() -> None:
    """A service could not read it, and the caller would wait for nothing. There is no broker here to send it to."""
    door = Doorway()
    door.client = Client("amqp://nowhere.example", "portal", anonymous)
    for levels, field in ((32, "document"), (100_000, "")):
        body = b'{"city":' + b"[" * levels + b"]" * levels + b"}"
        answer = door.post("/api/v1/check", content=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
        assert [(one["field"], one["code"]) for one in answer.json()["details"]] == [(field, "nested_too_deep")]


def test_what_no_message_holds_is_413_at_the_door() -> None:
    door = Doorway()
    door.client = Client("amqp://nowhere.example", "portal", anonymous)
    answer = door.post("/api/v1/check", json={"city": "ü" * 45_000})  # in UTF-8 small enough, in ASCII not
    assert (answer.status_code, answer.json()["code"]) == (413, "invalid")
    assert [(one["field"], one["code"]) for one in answer.json()["details"]] == [("document", "too_many_bytes")]
