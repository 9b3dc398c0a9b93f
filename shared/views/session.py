"""Calls on behalf of somebody who has signed in: identity gives a token for each method to who holds the session."""

from __future__ import annotations

from time import monotonic

from pydantic import ValidationError

from shared.contracts.errors import Refusal
from shared.contracts.identity import IssueToken
from shared.messaging.client import Client, Sign, anonymous

REUSED_S = 30  # well within a token's life, so that none is over when it arrives


def session_signer(client: Client, session: str) -> Sign:
    """A `Sign` for one page or command: it asks for each token once in a while. Raises Refusal("unauthenticated")."""
    tokens: dict[tuple[str, str], tuple[str, float]] = {}

    def sign(service: str, method: str) -> str:
        token, good_until = tokens.get((service, method), ("", 0.0))
        if monotonic() < good_until:
            return token
        try:
            request = IssueToken(session=session, to_service=service, to_method=method)
        except ValidationError:  # no secret of ours, such as one of 10,000 characters
            raise Refusal("unauthenticated", reason="session_over") from None
        good_until = monotonic() + REUSED_S
        token = client.call(request, sign=anonymous).token
        tokens[service, method] = token, good_until
        return token

    return sign
