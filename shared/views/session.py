"""Signing in, and calls on behalf of who has: identity gives a token for each method to who holds the session."""

from __future__ import annotations

from time import monotonic

import structlog
from pydantic import ValidationError

from shared.contracts import cohort, intake
from shared.contracts.errors import Refusal
from shared.contracts.identity import IssueToken, Session
from shared.contracts.requests import Request
from shared.messaging.client import Client, Sign, anonymous
from shared.security.binding import Bound

log = structlog.get_logger()

#: Whose services own what may name a proven address.
CLAIMS = (intake.ClaimAddress, cohort.ClaimAddress)
CLAIM_LIMIT_S = 3.0

REUSED_S = 30  # well within a token's life, so that none is over when it arrives


def session_signer(client: Client, session: str) -> Sign:
    """A `Sign` for one page or command: it asks for the token of each command, and of each query once in a while.

    Raises Refusal("unauthenticated").
    """
    tokens: dict[tuple[str, str], tuple[str, float]] = {}

    def sign(service: str, method: str, bound: Bound | None = None) -> str:
        token, good_until = tokens.get((service, method), ("", 0.0))
        if bound is None and monotonic() < good_until:
            return token
        binding = {} if bound is None else {"command_id": bound.command_id, "body_sha256": bound.body_sha256}
        try:
            request = IssueToken(session=session, to_service=service, to_method=method, **binding)
        except ValidationError:  # no secret of ours, such as one of 10,000 characters
            raise Refusal("unauthenticated", reason="session_over") from None
        good_until = monotonic() + REUSED_S
        token = client.call(request, sign=anonymous).token
        if bound is None:
            tokens[service, method] = token, good_until
        return token

    return sign


def begin_session(client: Client, proof: Request[Session], source: str | None = None) -> Session:
    """Trade a proof of identity, as `ConfirmSignIn`, for a session; what names the address is its person's from now on.

    A service that does not answer does not keep anybody out: the claim is made again later, by `claim_address`.
    """
    session = client.call(proof, sign=anonymous, source=source)
    claim_address(client, session_signer(client, session.secret))
    return session


def claim_address(client: Client, sign: Sign) -> None:
    """Repeated, it changes nothing."""
    for claim in CLAIMS:
        try:
            client.call(claim(), sign=sign, limit_s=CLAIM_LIMIT_S)
        except Refusal as refusal:
            log.warning("address_not_claimed", service=claim.service, code=refusal.code)
