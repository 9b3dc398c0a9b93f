"""Calls on behalf of somebody who has signed in: identity gives a token for each method to who holds the session."""

from __future__ import annotations

from shared.contracts.identity import IssueToken
from shared.messaging.client import Client, Sign, anonymous


def session_signer(client: Client, session: str) -> Sign:
    """A `Sign` for one page or command: it asks for each token once. Raises Refusal("unauthenticated")."""
    tokens: dict[tuple[str, str], str] = {}

    def sign(service: str, method: str) -> str:
        if (service, method) not in tokens:
            request = IssueToken(session=session, to_service=service, to_method=method)
            tokens[service, method] = client.call(request, sign=anonymous).token
        return tokens[service, method]

    return sign
