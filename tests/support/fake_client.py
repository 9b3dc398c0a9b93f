"""A stand-in for the services: answers each request model as it was told to, and keeps what was asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from shared.contracts.errors import Refusal, not_found
from shared.contracts.requests import Model, Request
from shared.messaging.client import Sign
from shared.messaging.outage import Outage
from shared.security.binding import bound_to

Answer = Model | Exception | Callable[[Any], Model]


@dataclass(frozen=True)
class Asked:
    request: Request[Any]
    command_id: UUID | None
    token: str | None  # None: signed by the client's own process
    limit_s: float | None
    source: str | None = None


class FakeClient:
    """`Client.call` without a broker. What has no answer is not found."""

    def __init__(self, **answers: Answer) -> None:
        self.answers = answers  # by the name of the method
        self.outage = Outage()
        self.asked: list[Asked] = []
        self._sign: Sign | None = None

    def call(
        self,
        request: Request[Any],
        *,
        of: str | None = None,
        command_id: UUID | None = None,
        sign: Sign | None = None,
        source: str | None = None,
        limit_s: float | None = None,
    ) -> Any:
        sign = sign or self._sign
        bound = bound_to(command_id or uuid4(), request.model_dump(mode="json")) if request.is_command else None
        token = None if sign is None else sign(of or request.service, request.method, bound)
        self.asked.append(Asked(request, command_id, token, limit_s, source))
        answer = self.answers.get(request.method, not_found(request.method, "here"))
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Model) else answer(request)

    def ask(
        self, queries: Sequence[Request[Any]], *, sign: Sign | None = None, limit_s: float | None = None
    ) -> list[Any]:
        return [answer_or_refusal(self, one, sign) for one in queries]

    def ask_many(self, queries: Sequence[Request[Any]], *, limit_s: float | None = None) -> list[Any]:
        return self.ask(queries, limit_s=limit_s)

    def signing(self, sign: Sign) -> FakeClient:
        same = copy(self)
        same._sign = sign
        return same

    def coming_from(self, _source: str) -> FakeClient:
        return self

    @property
    def methods(self) -> list[str]:
        return [one.request.method for one in self.asked]


def answer_or_refusal(client: Any, query: Request[Any], sign: Sign | None) -> Any:
    try:
        return client.call(query, sign=sign)
    except Refusal as refusal:
        return refusal


def unavailable() -> Refusal:
    return Refusal("unavailable", reason="service", service="intake")
