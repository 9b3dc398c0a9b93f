"""Signing in through a provider: what is derived from the flow that the browser keeps, so that nothing is stored."""

from __future__ import annotations

from services.identity.domain.proofs import derive
from services.identity.domain.stamps import as_text

FLOW = "single_sign_on"  # what its stamp is for


class NotProven(Exception):
    """The answer is not one that the provider gave to us, now, for this sign-in."""


def part_of(flow: str, part: str, secret: bytes) -> str:
    """Its state, nonce or PKCE verifier."""
    return as_text(derive(secret, f"{FLOW}:{part}", flow))
