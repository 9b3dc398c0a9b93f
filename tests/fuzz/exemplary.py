"""Services that answer each request with its example, and refuse it now and then by a code that its document names."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID, uuid4

from services.portal.api.may_refuse import codes_of_request
from services.portal.web.status import status_of
from shared.contracts import identity
from shared.contracts.errors import Refusal
from shared.contracts.examples import example_of
from shared.contracts.requests import Request
from shared.messaging.client import Sign
from shared.messaging.wire import insist_on_depth, insist_on_size
from shared.security.binding import bound_to

SERVER_ERROR = 500  # a check of schemathesis takes these for faults, whoever is down
OF_A_TURN = 3  # of so many requests one is refused


class Exemplary:
    """`Client.call`, for whoever signs in by anything. Signing in is refused by nothing."""

    def __init__(self) -> None:
        self._asked: Counter[str] = Counter()
        self.methods: set[str] = set()

    def coming_from(self, _source: str) -> Exemplary:
        return self

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
        if isinstance(request, identity.IssueToken):
            return identity.IssuedToken(token="for-this-call")
        insist_on_depth({name: getattr(request, name) for name in request.model_fields_set})
        body = request.model_dump(mode="json", exclude_unset=True)
        insist_on_size(body)
        service = of or request.service
        if sign is not None:
            sign(service, request.method, bound_to(command_id or uuid4(), body) if request.is_command else None)
        self.methods.add(f"{service}.{request.method}")
        return self._answer(request, service)

    def _answer(self, request: Request[Any], service: str) -> Any:
        turn = self._asked[f"{service}.{request.method}"]
        self._asked[f"{service}.{request.method}"] += 1
        codes = [one for one in codes_of_request(type(request), service) if status_of(one) < SERVER_ERROR]
        if turn % OF_A_TURN == OF_A_TURN - 1:
            raise Refusal(codes[turn // OF_A_TURN % len(codes)])
        return type(request).reply.model_validate(example_of(type(request).reply, "serialization"))
