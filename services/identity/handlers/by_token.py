"""What a personal access token is traded for: the token of one call, as far as its scopes go."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from services.identity.domain.access_tokens import LiveToken
from services.identity.domain.proofs import sha256
from shared.contracts.errors import Refusal
from shared.contracts.people import Caller
from shared.security.sources import masked

if TYPE_CHECKING:
    from services.identity.repository import Repository


def use_access_token(secret: str, repository: Repository, caller: Caller, now: datetime) -> LiveToken:
    """The token, whose last use is noted. Raises Refusal where it is over, revoked, or none."""
    token = repository.find_access_token(sha256(secret))
    if token is None or not token.is_live(now):
        raise Refusal("unauthenticated", reason="access_token_over")
    if token.wants_renewal(now):
        repository.update_access_token_used(token.id, masked(caller.source) or "", now)
    return token
