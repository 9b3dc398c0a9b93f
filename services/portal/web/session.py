"""Who asks: the client that calls the services, and calls on behalf of whoever holds the session."""

from __future__ import annotations

from fastapi import Request

from services.portal.web.source import source_of
from shared.contracts.errors import Refusal
from shared.messaging.client import Client, Sign
from shared.views.session import SessionSigner


def client_of(request: Request) -> Client:
    """The client, whose calls say where the request came from."""
    client: Client = request.app.state.client
    return client.coming_from(source_of(request.scope))


def secret_of(request: Request) -> str | None:
    """The bearer token; None without one. Raises Refusal("unauthenticated")."""
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise Refusal("unauthenticated", reason="bearer")
    return secret.strip()


def signer_of(request: Request) -> Sign | None:
    """Calls as the holder of the bearer token; None without one. Raises Refusal("unauthenticated")."""
    secret = secret_of(request)
    return None if secret is None else SessionSigner(client_of(request), secret)
