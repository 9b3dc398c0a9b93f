"""The typed client: sends a request model to its service, gives back its reply model.

    client = Client(uri, "cli", signer.sign)
    receipt = client.call(SubmitApplication(document=document), command_id=key)

For ordinary processes (portal, command line, scripts of staff) and green ones. Every wait is bounded; whatever does
not answer is `unavailable`. A command may be repeated under its id: it has at most one effect.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, Protocol, TypeVar
from uuid import UUID, uuid4, uuid5

import amqp

from shared.contracts.errors import Detail, Refusal
from shared.contracts.requests import CommandFrame, Model, Request
from shared.messaging import names
from shared.messaging.broker import (
    CONNECTION_ERRORS,
    HEARTBEAT_S,
    BrokerDown,
    BrokerRefused,
    connect,
    drop,
    open_channel,
)
from shared.messaging.cause import current_traceparent
from shared.messaging.wire import insist_on_depth, insist_on_size, write_json
from shared.runtime.limits import bounded
from shared.security.binding import Bound, bound_to

CALL_LIMIT_S = 9.0
IDLE_LIMIT_S = 2 * HEARTBEAT_S  # nobody beats on an idle line, and the broker closes it soon after

Reply = TypeVar("Reply", bound=Model)


class Sign(Protocol):
    """Gives a token for one method of one service; a command's is for the command that it is `bound` to."""

    def __call__(self, service: str, method: str, bound: Bound | None = None, /) -> str: ...


#: Names a command after a caller's own key: the same key is the same command.
_KEYS = UUID("b2f0f1f2-4c53-5d8e-8f0e-4b8a7f6f2c11")


def anonymous(_service: str, _method: str, _bound: Bound | None = None) -> str:
    """The `Sign` of somebody who has not signed in."""
    return ""


def command_id_of(key: str | None, owner: str = "") -> UUID:
    """The command id of an idempotency key; without one, a new command.

    Callers who share one identity, as those who are not signed in do, name the `owner` of the key: the same key of two
    owners is two commands. Raises Refusal("invalid") for an empty key, which would name everybody's command.
    """
    if key is None:
        return uuid4()
    if not key.strip():
        raise Refusal("invalid", Detail("idempotency_key", "too_short", count=1))
    return uuid5(_KEYS, f"{owner}\n{key}" if owner else key)


@dataclass(frozen=True)
class Message:
    """One call as it goes out."""

    service: str
    method: str
    arguments: dict[str, Any]


#: {result, error} as a service sent it; a refusal where none did.
Outcome = dict[str, Any] | Refusal


class Client:
    """Calls services over the broker. Safe to share between threads: each call takes a line of its own."""

    def __init__(self, uri: str, process: str, sign: Sign, source: str | None = None) -> None:
        """`source`: where its calls come from, unless a call says otherwise."""
        self._uri = uri
        self._process = process
        self._sign = sign
        self._source = source
        self._idle: deque[Line] = deque()  # the one used last is the last

    def call(
        self,
        request: Request[Reply],
        *,
        of: str | None = None,
        command_id: UUID | None = None,
        sign: Sign | None = None,
        source: str | None = None,
        limit_s: float = CALL_LIMIT_S,
    ) -> Reply:
        """The reply. Raises Refusal: what the service says, or `unavailable` after at most `limit_s` seconds. What no
        service would read is `invalid`, and never sent.

        `of` names the service for requests that every service answers; `sign` calls on somebody's behalf; `source` is
        where their request came from, by which limits count.
        """
        message = self._message(request, of or request.service, command_id, sign, source, limit_s)
        (outcome,) = self._send([message], limit_s)
        return read_reply(request, outcome)

    def ask(
        self, queries: Sequence[Request[Any]], *, sign: Sign | None = None, limit_s: float = CALL_LIMIT_S
    ) -> list[Any]:
        """Several at once: for each, in their order, its reply, or the Refusal that `call` would raise."""
        messages = [self._message(one, one.service, None, sign, None, limit_s) for one in queries]
        return [
            reply_or_refusal(one, outcome)
            for one, outcome in zip(queries, self._send(messages, limit_s) if messages else [], strict=True)
        ]

    def _message(
        self,
        request: Request[Any],
        service: str,
        command_id: UUID | None,
        sign: Sign | None,
        source: str | None,
        limit_s: float,
    ) -> Message:
        insist_on_depth({name: getattr(request, name) for name in request.model_fields_set})
        body = request.model_dump(mode="json", exclude_unset=True)  # what is not given is not null
        insist_on_size(body)
        deadline = datetime.now(UTC) + timedelta(seconds=limit_s)
        frame = CommandFrame(id=command_id or uuid4(), deadline=deadline) if request.is_command else None
        arguments = {
            "token": (sign or self._sign)(service, request.method, bound_to(frame.id, body) if frame else None),
            "body": body,
            "command": frame.model_dump(mode="json") if frame else None,
            "traceparent": current_traceparent(),
            "source": source or self._source,
        }
        return Message(service, request.method, arguments)

    def coming_from(self, source: str) -> Client:
        """The same client, whose calls say that they come from there."""
        same = copy(self)  # with the idle lines of this one
        same._source = source
        return same

    def close(self) -> None:
        self._let_go(idle_for_s=0)

    def _let_go(self, idle_for_s: float) -> None:
        """Of the lines that have been idle for so long. Other threads take and give some meanwhile."""
        with suppress(IndexError):
            while monotonic() - self._idle[0].idle_since >= idle_for_s:
                self._idle.popleft().close()

    def _send(self, messages: list[Message], limit_s: float) -> list[Outcome]:
        """Over an idle line, once more over a new one when that was broken: the command id makes it one effect."""
        give_up_at = monotonic() + limit_s
        self._let_go(IDLE_LIMIT_S)
        try:
            line, fresh = self._idle.pop(), False
        except IndexError:
            line, fresh = Line(self._uri, self._process), True
        try:
            outcomes = line.ask(messages, give_up_at)
        except CONNECTION_ERRORS as error:
            line.close()
            if fresh or monotonic() > give_up_at - 1:
                raise Refusal("unavailable", reason="broker") from error
            self.close()
            return self._send(messages, give_up_at - monotonic())
        except (BrokerRefused, amqp.exceptions.NotFound) as error:  # a broker that has lost its users or exchanges
            line.close()
            raise Refusal("unavailable", reason="broker_denies") from error
        except amqp.exceptions.AccessRefused as error:
            line.close()
            called = ", ".join(sorted({one.service for one in messages}))
            raise BrokerRefused(f"the broker does not let {self._process} call {called}") from error
        except BaseException:
            line.close()
            raise
        if any(isinstance(one, Refusal) for one in outcomes):
            line.close()  # a reply that is late would come to another call
        else:
            line.idle_since = monotonic()
            self._idle.append(line)
        return outcomes


class Line:
    """One connection with a reply queue of its own, for one call at a time, or several that are made at once."""

    def __init__(self, uri: str, process: str) -> None:
        self._uri = uri
        self._process = process
        self._connection: Any = None
        self._reply_to = f"reply.{process}.{uuid4()}"
        self._outcomes: dict[str, dict[str, Any]] = {}
        self._returned: set[str] = set()
        self.idle_since = 0.0

    def ask(self, messages: Sequence[Message], give_up_at: float) -> list[Outcome]:
        """In their order. Raises CONNECTION_ERRORS."""
        with bounded(max(0.1, give_up_at - monotonic()), BrokerDown("no answer in time")):
            if self._connection is None:
                self._open()
            self._returned.clear()
            self._outcomes.clear()  # replies to calls that were given up
            ids = [self._publish(message, give_up_at) for message in messages]
            self._wait_for(ids, give_up_at)
        absent = [Refusal("unavailable", reason="service", service=message.service) for message in messages]
        return [self._outcomes.get(id_, none) for id_, none in zip(ids, absent, strict=True)]

    def _publish(self, message: Message, give_up_at: float) -> str:
        correlation_id = str(uuid4())
        milliseconds = max(1, int((give_up_at - monotonic()) * 1000))
        sent = amqp.Message(
            write_json({"args": [], "kwargs": message.arguments}),
            content_type="application/json",
            content_encoding="utf-8",
            reply_to=self._reply_to,
            correlation_id=correlation_id,
            expiration=str(milliseconds),
        )
        routing_key = f"{message.service}.{message.method}"
        self._channel.basic_publish(sent, names.RPC_EXCHANGE, routing_key, mandatory=True)
        return correlation_id

    def close(self) -> None:
        drop(self._connection)
        self._connection = None

    def _wait_for(self, ids: Sequence[str], give_up_at: float) -> None:
        """Until each is answered or came back, or time is up."""
        while not self._returned.union(self._outcomes).issuperset(ids):
            remaining = give_up_at - monotonic()
            if remaining <= 0:
                return
            with suppress(TimeoutError):
                self._connection.drain_events(timeout=remaining)

    def _open(self) -> None:
        self._connection = connect(self._uri, f"calls of {self._process}")
        self._channel = open_channel(self._connection)
        self._channel.queue_declare(self._reply_to, exclusive=True, auto_delete=True)
        self._channel.queue_bind(self._reply_to, names.RPC_EXCHANGE, self._reply_to)
        self._channel.basic_consume(self._reply_to, no_ack=True, callback=self._on_reply)
        self._channel.events["basic_return"].add(self._on_return)

    def _on_reply(self, message: Any) -> None:
        self._outcomes[str(message.properties.get("correlation_id"))] = read_outcome(message.body)

    def _on_return(self, _error: Any, _exchange: str, _routing_key: str, message: Any) -> None:
        self._returned.add(str(message.properties.get("correlation_id")))


def read_reply(request: Request[Reply], outcome: Outcome) -> Reply:
    """Raises Refusal."""
    if isinstance(outcome, Refusal):
        raise outcome
    if outcome["error"] is not None:
        raise as_refusal(outcome["error"])
    reply_model: type[Reply] = request.reply  # type: ignore[assignment]  # what Request[Reply] was made with
    return reply_model.model_validate(outcome["result"])


def reply_or_refusal(request: Request[Reply], outcome: Outcome) -> Reply | Refusal:
    try:
        return read_reply(request, outcome)
    except Refusal as refusal:
        return refusal


def read_outcome(body: bytes) -> dict[str, Any]:
    outcome = json.loads(body)
    return {"result": outcome.get("result"), "error": outcome.get("error")}


def as_refusal(error: dict[str, Any]) -> Refusal:
    """The refusal that a service sent, from nameko's shape of an error."""
    try:
        return Refusal.from_dict(error["exc_args"][0])
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return Refusal("internal_error", reason="other_error")
