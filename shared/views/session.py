"""Signing in, and calls on behalf of who has: identity gives a token for each method to who holds the session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeVar

import structlog
from pydantic import ValidationError

from shared.contracts import cohort, intake
from shared.contracts.errors import Refusal
from shared.contracts.identity import IssueToken, IssueTokens, Person, Session, TokenFor
from shared.contracts.people import Role
from shared.contracts.registry import REQUESTS
from shared.contracts.requests import Request
from shared.messaging.client import Client, Sign, anonymous
from shared.security.binding import Bound

log = structlog.get_logger()

#: Whose services own what may name a proven address.
CLAIMS = (intake.ClaimAddress, cohort.ClaimAddress)
CLAIM_LIMIT_S = 3.0

#: A service, and the name of one of its requests.
Method = tuple[str, str]
Issuing = TypeVar("Issuing", IssueToken, IssueTokens)

#: A token of these says when its person last proved who they are, which may have changed by the next page.
SENSITIVE = frozenset(one.method for one in REQUESTS.values() if one.sensitive)

REUSED_S = 30  # well within a token's life, so that none is over when it arrives


@dataclass
class Tokens:
    """Of one session's queries, each with the moment until which it is used again; and the roles that they claim."""

    by_method: dict[Method, tuple[str, float]] = field(default_factory=dict)
    roles: tuple[Role, ...] | None = None


class SessionSigner:
    """A `Sign` for one page or command: it asks for the token of each command, and of each query once in a while.
    `by_itself`: nobody does anything, a page asks again. `kept`: tokens of the same session, from one page to the next;
    `ahead` asks identity each time whether it goes on, and with which roles.

    Raises Refusal("unauthenticated").
    """

    def __init__(self, client: Client, session: str, *, by_itself: bool = False, kept: Tokens | None = None) -> None:
        self._client, self._session, self._by_itself = client, session, by_itself
        self._kept = Tokens() if kept is None else kept
        self._own: dict[Method, tuple[str, float]] = {}

    def __call__(self, service: str, method: str, bound: Bound | None = None) -> str:
        if bound is None and (kept := self._find((service, method))) is not None:
            return kept
        binding = {} if bound is None else {"command_id": bound.command_id, "body_sha256": bound.body_sha256}
        request = self._by_session(IssueToken, to_service=service, to_method=method, **binding)
        issued_at = monotonic()
        token = self._client.call(request, sign=anonymous).token
        if bound is None:
            self._keep((service, method), token, issued_at)
        return token

    def ahead(self, methods: Iterable[Method]) -> Person:
        """Whose session it is; and the tokens of several queries in the same call, as far as they are not here."""
        wanted = [one for one in dict.fromkeys(methods) if self._find(one) is None]
        asked = [TokenFor(to_service=service, to_method=method) for service, method in wanted]
        request = self._by_session(IssueTokens, methods=asked)
        issued_at = monotonic()
        issued = self._client.call(request, sign=anonymous)
        if issued.person.roles != self._kept.roles:
            self._kept.by_method.clear()
            self._kept.roles = issued.person.roles
        for method, token in zip(wanted, issued.tokens, strict=True):
            self._keep(method, token, issued_at)
        return issued.person

    def lacks(self, methods: Iterable[Method]) -> bool:
        return any(self._find(one) is None for one in methods)

    def _by_session(self, model: type[Issuing], **fields: Any) -> Issuing:
        try:
            return model(session=self._session, by_itself=self._by_itself, **fields)
        except ValidationError:  # no secret of ours, such as one of 10,000 characters
            raise Refusal("unauthenticated", reason="session_over") from None

    def _keep(self, method: Method, token: str, issued_at: float) -> None:
        tokens = self._own if method[1] in SENSITIVE else self._kept.by_method
        tokens[method] = token, issued_at + REUSED_S

    def _find(self, method: Method) -> str | None:
        token, until = self._own.get(method) or self._kept.by_method.get(method, ("", 0.0))
        return token if monotonic() < until else None


def begin_session(client: Client, proof: Request[Session], source: str | None = None) -> Session:
    """Trade a proof of identity, as `ConfirmSignIn`, for a session; what names the address is its person's from now on.

    A service that does not answer does not keep anybody out: the claim is made again later, by `claim_address`.
    """
    session = client.call(proof, sign=anonymous, source=source)
    claim_address(client, SessionSigner(client, session.secret))
    return session


def claim_address(client: Client, sign: Sign) -> None:
    """Repeated, it changes nothing."""
    for claim in CLAIMS:
        try:
            client.call(claim(), sign=sign, limit_s=CLAIM_LIMIT_S)
        except Refusal as refusal:
            log.warning("address_not_claimed", service=claim.service, code=refusal.code)
