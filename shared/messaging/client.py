"""The typed client: sends a request model to its service, gives back its reply model.

    client = Client(uri, "cli", signer.sign)
    receipt = client.call(SubmitApplication(document=document), command_id=key)

For ordinary processes (portal, command line, scripts of staff) and green ones. Every wait is bounded; whatever does
not answer is `unavailable`. A command may be repeated under its id: it has at most one effect.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, Protocol, TypeVar
from uuid import UUID, uuid4

import amqp

from shared.contracts.errors import Refusal
from shared.contracts.requests import CommandFrame, Model, Request
from shared.messaging import spans
from shared.messaging.broker import (
    CONNECTION_ERRORS,
    HEARTBEAT_S,
    BrokerRefused,
)
from shared.messaging.cause import current_traceparent
from shared.messaging.line import Line
from shared.messaging.message import Message, Outcome
from shared.messaging.outage import OF_BROKER, Outage
from shared.messaging.plural import gathered, joined, outcomes_in
from shared.messaging.replies import read_reply, reply_or_none, reply_or_refusal
from shared.messaging.wire import insist_on_depth, insist_on_size
from shared.security.binding import Bound, bound_to

CALL_LIMIT_S = 9.0
IDLE_LIMIT_S = 2 * HEARTBEAT_S  # nobody beats on an idle line, and the broker closes it soon after
Reply = TypeVar("Reply", bound=Model)


class Sign(Protocol):
    """Gives a token for one method of one service; a command's is for the command that it is `bound` to."""

    def __call__(self, service: str, method: str, bound: Bound | None = None, /) -> str: ...


def anonymous(_service: str, _method: str, _bound: Bound | None = None) -> str:
    """The `Sign` of somebody who has not signed in."""
    return ""


class Client:
    """Calls services over the broker. Safe to share between threads: each call takes a line of its own."""

    def __init__(self, uri: str, process: str, sign: Sign, source: str | None = None) -> None:
        """`source`: where its calls come from, unless a call says otherwise."""
        self._uri = uri
        self._process = process
        self._sign = sign
        self._source = source
        self._idle: deque[Line] = deque()  # the one used last is the last
        self.outage = Outage()

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
        (outcome,) = self._ask([message], limit_s)
        return read_reply(request, outcome)

    def ask(
        self, queries: Sequence[Request[Any]], *, sign: Sign | None = None, limit_s: float = CALL_LIMIT_S
    ) -> list[Any]:
        """Several at once: for each, in their order, its reply, or the Refusal that `call` would raise."""
        messages = [self._message(one, one.service, None, sign, None, limit_s) for one in queries]
        return [
            reply_or_refusal(one, outcome)
            for one, outcome in zip(queries, self._ask(messages, limit_s) if messages else [], strict=True)
        ]

    def ask_each(
        self, query: Request[Reply], services: Sequence[str], *, limit_s: float = CALL_LIMIT_S
    ) -> list[Reply | None]:
        """What every service answers, of several at once and over one connection: the reply of each, None for one that
        gives none that can be read. Raises Refusal where the broker does not answer."""
        messages = [self._message(query, one, None, None, None, limit_s) for one in services]
        return [reply_or_none(query, outcome) for outcome in self._ask(messages, limit_s)]

    def ask_many(self, queries: Sequence[Request[Any]], *, limit_s: float = CALL_LIMIT_S) -> list[Any]:
        """As `ask`, for services: those of one kind go in one message (plural.py)."""
        bodies = [body_of(one) for one in queries]
        groups = gathered(queries, bodies)
        heads = [
            self._message(queries[group[0]], queries[group[0]].service, None, None, None, limit_s) for group in groups
        ]
        together = [joined(head, [bodies[one] for one in group]) for head, group in zip(heads, groups, strict=True)]
        found: dict[int, Any] = {}
        for group, outcome in zip(groups, self._ask(together, limit_s) if together else [], strict=True):
            mine = [queries[number] for number in group]
            outcomes = outcomes_in(outcome, len(group))
            replies = (
                self.ask(mine, limit_s=limit_s)
                if outcomes is None
                else [reply_or_refusal(one, each) for one, each in zip(mine, outcomes, strict=True)]
            )
            found |= zip(group, replies, strict=True)
        return [found[number] for number in range(len(queries))]

    def _message(
        self,
        request: Request[Any],
        service: str,
        command_id: UUID | None,
        sign: Sign | None,
        source: str | None,
        limit_s: float,
    ) -> Message:
        body = body_of(request)
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

    def signing(self, sign: Sign) -> Client:
        """The same client, whose calls are signed so unless they say otherwise."""
        same = copy(self)
        same._sign = sign
        return same

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

    def _ask(self, messages: list[Message], limit_s: float) -> list[Outcome]:
        try:
            outcomes = spans.called(messages, lambda: self._send(messages, limit_s))
        except Refusal as refusal:
            self.outage.note(refusal.reason)
            raise
        reasons = {one.reason for one in outcomes if isinstance(one, Refusal)}
        self.outage.note(next(iter(reasons & OF_BROKER), None))
        return outcomes

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


def body_of(request: Request[Any]) -> dict[str, Any]:
    """As it goes out; what is not given is not null. Raises Refusal for what no service would read."""
    insist_on_depth({name: getattr(request, name) for name in request.model_fields_set})
    body = request.model_dump(mode="json", exclude_unset=True)
    insist_on_size(body)
    return body
