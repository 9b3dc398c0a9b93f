"""What the client makes of an answer."""

from __future__ import annotations

import json
from typing import Any, ClassVar
from uuid import UUID

import pytest

from shared.contracts.errors import Detail, Refusal
from shared.contracts.intake import ListCalls, SubmitApplication
from shared.messaging import client as calling
from shared.messaging.arguments import as_remote_error
from shared.messaging.client import Client, anonymous
from shared.messaging.keys import command_id_of
from shared.messaging.line import Line, read_outcome
from shared.messaging.message import Message, Outcome
from shared.messaging.replies import as_refusal
from shared.messaging.retry import Permanent
from shared.messaging.wire import BODY_LIMIT_BYTES, DEPTH_LIMIT, FRAME_BYTES, FRAME_LEVELS, read_json, write_json


def test_a_refusal_travels_whole() -> None:
    refusal = Refusal("invalid", Detail("city", "missing"))
    error = json.loads(json.dumps(as_remote_error(refusal)))
    assert as_refusal(error) == refusal


def test_what_a_refused_command_kept_is_not_on_the_wire() -> None:
    assert "keep" not in json.dumps(as_remote_error(Refusal("sign_in_failed", keep=True)))


@pytest.mark.parametrize(
    "error",
    [
        {},
        {"exc_args": []},
        {"exc_args": ["text"]},
        {"exc_args": [{"code": "made_up", "message": "x"}]},
        {"exc_args": [{"code": "invalid"}]},
        {"exc_args": [{"code": "invalid", "message": "x", "details": [{"a": 1}]}]},
        {"exc_args": None},
    ],
)
def test_an_error_of_another_kind_is_an_internal_error(error: dict[str, Any]) -> None:
    """Such as plain nameko's, with an exception's text: it goes no further."""
    assert as_refusal(error).code == "internal_error"


def test_an_outcome_has_a_result_or_an_error() -> None:
    assert read_outcome(b'{"result": 1}') == {"result": 1, "error": None}
    assert read_outcome(b'{"error": {"a": 1}, "more": 2}') == {"result": None, "error": {"a": 1}}


class Unreachable(Client):
    """A client whose every message would be one too many."""

    def _send(self, *_: Any) -> Any:
        raise AssertionError("sent")


def nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


def call(document: dict[str, Any]) -> Refusal:
    with pytest.raises(Refusal) as refused:
        Unreachable("amqp://nowhere.example", "tester", anonymous).call(SubmitApplication(document=document))
    return refused.value


@pytest.mark.parametrize("levels", [DEPTH_LIMIT, 100_000])
def test_what_is_nested_too_deep_is_refused_and_never_sent(levels: int) -> None:
    """A service could not answer it."""
    assert call({"city": nested(levels)}) == Refusal("invalid", Detail("document", "nested_too_deep", most=29))


def test_what_no_message_can_hold_is_refused_and_never_sent() -> None:
    refusal = call({"city": "x" * BODY_LIMIT_BYTES})
    assert (refusal.code, refusal.reason) == ("invalid", "request_too_large")
    assert [(detail.field, detail.code) for detail in refusal.details] == [("document", "too_many_bytes")]


def test_a_service_reads_whatever_is_sent() -> None:
    """The two limits are one, the frame of the message counted in."""
    client = Recording("amqp://nowhere.example", "tester", lambda _service, _method, _bound=None: "t" * 2_000)
    deepest = nested(DEPTH_LIMIT - FRAME_LEVELS - 2)  # beside the levels of the document and of its field
    for document in ({"city": deepest}, {"city": "x" * (BODY_LIMIT_BYTES - FRAME_BYTES - 30)}):
        with pytest.raises(Refusal, match="unavailable"):
            client.call(SubmitApplication(document=document), command_id=UUID(int=1))
        (message,) = client.sent
        read_json(write_json(message))
        with pytest.raises(Permanent, match=r"nested|bytes"):
            read_json(write_json(message | {"more": [[message], "x" * FRAME_BYTES]}))
        client.sent.clear()


class Recording(Client):
    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.sent: list[dict[str, Any]] = []

    def _send(self, messages: list[Message], limit_s: float) -> list[Outcome]:
        self.sent += [{"args": [], "kwargs": one.arguments} for one in messages]
        raise Refusal("unavailable")


class Still(Line):
    """A line that answers, without a broker, and says when it is closed."""

    closed: ClassVar[list[str]] = []

    def __init__(self, name: str) -> None:
        super().__init__("amqp://nowhere.example", "tester")
        self.name = name

    def ask(self, *_: Any) -> list[Outcome]:
        return [{"result": {"items": [], "next": None, "total": 0}, "error": None}]

    def close(self) -> None:
        self.closed.append(self.name)


def test_a_line_that_the_broker_has_closed_meanwhile_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """It closes one on which nothing was said for a minute, and says nothing of it."""
    client = Client("amqp://nowhere.example", "tester", lambda *_: "")
    now = [100.0]
    monkeypatch.setattr(calling, "monotonic", lambda: now[0])
    made = iter(Still(name) for name in "abc")
    monkeypatch.setattr(calling, "Line", lambda *_: next(made))
    Still.closed.clear()
    idle = client._idle
    for moment, used, closed in ((100, "a", []), (139, "a", []), (180, "b", ["a"]), (181, "b", ["a"])):
        now[0] = moment
        client.call(ListCalls())
        assert [line.name for line in idle] == [used]  # type: ignore[attr-defined]
        assert Still.closed == closed


def test_the_same_key_is_the_same_command() -> None:
    assert command_id_of("a") == command_id_of("a") != command_id_of("b")
    assert command_id_of(None) != command_id_of(None)
