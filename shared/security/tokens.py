"""Tokens over RPC: who calls, proven to the callee by a signature, for one method and a short time.

Each issuer signs with its own Ed25519 key. What a token may claim depends on who signed it: identity vouches for
people and their roles, everybody else only for themselves. Without a token a caller is anonymous. A command's token is
for this command with this body alone (binding.py).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import jwt

from shared.contracts.errors import Refusal
from shared.contracts.people import PERSON_ROLES, Caller, Role
from shared.security.binding import Bound
from shared.security.keyring import Keyring

LEEWAY_S = 10  # clocks apart
LIFETIME = timedelta(seconds=60 - LEEWAY_S)  # whoever's session was ended can still act for a minute, leeway included
ALGORITHM = "EdDSA"

#: The issuer whose key lies beside an embedded installation: whoever can read it administers the machine anyway.
LOCAL_ADMIN = "local-admin"


ANONYMOUS = Caller("anonymous", frozenset({Role.ANONYMOUS}))


class Signer:
    """Signs calls with the key that its issuer has at the moment."""

    def __init__(self, issuer: str, keys_dir: Path) -> None:
        self.issuer = issuer
        self._keyring = Keyring(keys_dir)

    def sign(
        self,
        service: str,
        method: str,
        bound: Bound | None = None,
        *,
        subject: str | None = None,
        roles: tuple[str, ...] = (),
        session: str | None = None,
        authenticated_at: datetime | None = None,
        address: str | None = None,
        left_out: bool = False,
    ) -> str:
        """A token for one method of one service; a command's is `bound`. With a `subject`, it is that person's.

        `authenticated_at`: when they last proved who they are. `address`: for the owners of what names it alone.
        `left_out`: by it the service learns who asked for what their access token does not open, and refuses it.
        """
        kid, key = self._keyring.signing(self.issuer)
        now = datetime.now(UTC)
        claims = {
            "iss": self.issuer, "sub": subject or self.issuer, "aud": service, "method": method,
            "roles": list(roles), "iat": now, "exp": now + LIFETIME,
            "sid": session, "auth_at": None if authenticated_at is None else int(authenticated_at.timestamp()),
            "address": address, "left_out": left_out or None,
            "cmd": bound and str(bound.command_id), "body": bound and bound.body_sha256,
        }  # fmt: skip
        given = {name: one for name, one in claims.items() if one is not None}
        return jwt.encode(given, key, ALGORITHM, headers={"kid": kid})


class Verifier:
    """Checks tokens for one service against the public keys in KEYS_DIR."""

    def __init__(self, service: str, keys_dir: Path) -> None:
        self._service = service
        self._keyring = Keyring(keys_dir)

    def verify(self, token: str, method: str) -> tuple[Caller, Bound | None]:
        """The caller, anonymous without a token, and the command that the token is for.

        Raises Refusal("unauthenticated") for a token that is not valid.
        """
        if not token:
            return ANONYMOUS, None
        try:
            unproven = jwt.decode_complete(token, options={"verify_signature": False})
            issuer = str(unproven["payload"].get("iss"))
            claims = jwt.decode(
                token,
                self._keyring.checking(issuer, str(unproven["header"].get("kid"))),
                algorithms=[ALGORITHM],
                audience=self._service,
                issuer=issuer,
                leeway=LEEWAY_S,
                options={"require": ["exp", "iat", "aud", "iss", "sub"]},
            )
        except (jwt.PyJWTError, ValueError, OSError):
            raise Refusal("unauthenticated") from None
        if claims.get("method") != method:
            raise Refusal("unauthenticated", reason="other_method")
        return caller_of(issuer, claims), bound_of(claims)


def bound_of(claims: dict[str, Any]) -> Bound | None:
    return Bound(UUID(claims["cmd"]), claims["body"]) if "cmd" in claims else None


def caller_of(issuer: str, claims: dict[str, Any]) -> Caller:
    """What a verified token proves, by its issuer."""
    subject = str(claims["sub"])
    if issuer == LOCAL_ADMIN:
        return Caller(LOCAL_ADMIN, frozenset({Role.ADMINISTRATOR}))
    if issuer == "identity" and subject != "identity":
        claimed = {Role(role) for role in claims.get("roles", ()) if role in set(PERSON_ROLES)}
        return Caller(
            f"person:{subject}",
            frozenset(claimed),
            session=claims.get("sid"),
            authenticated_at=None if (proven := claims.get("auth_at")) is None else datetime.fromtimestamp(proven, UTC),
            address=claims.get("address"),
            left_out=bool(claims.get("left_out")),
        )
    return Caller(f"service:{issuer}", frozenset({Role.SERVICE}))
