"""Tokens over RPC: who calls, proven to the callee by a signature, for one method and a short time.

Each issuer signs with its own Ed25519 key. What a token may claim depends on who signed it: identity vouches for
people and their roles, everybody else only for themselves. Without a token a caller is anonymous.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt

from shared.contracts.errors import Refusal
from shared.contracts.people import PERSON_ROLES, Caller, Role

LIFETIME = timedelta(minutes=5)
LIFETIME_OF_PEOPLE = timedelta(minutes=1)  # how long one whose session was ended can still act
LEEWAY_S = 10
ALGORITHM = "EdDSA"

#: The issuer whose key lies beside an embedded installation: whoever can read it administers the machine anyway.
LOCAL_ADMIN = "local-admin"


ANONYMOUS = Caller("anonymous", frozenset({Role.ANONYMOUS}))


class Signer:
    """Signs calls with one issuer's private key, <KEYS_DIR>/<issuer>.key."""

    def __init__(self, issuer: str, keys_dir: Path) -> None:
        self.issuer = issuer
        self._path = keys_dir / f"{issuer}.key"
        self._key: str | None = None

    def sign(
        self,
        service: str,
        method: str,
        *,
        subject: str | None = None,
        roles: tuple[str, ...] = (),
        session: str | None = None,
        authenticated_at: datetime | None = None,
        address: str | None = None,
    ) -> str:
        """A token for one method of one service; with a `subject`, one of that person's, which lives a minute.

        `authenticated_at`: when they last proved who they are. `address`: for the owners of what names it alone.
        """
        if self._key is None:
            self._key = self._path.read_text(encoding="ascii")
        now = datetime.now(UTC)
        claims = {
            "iss": self.issuer, "sub": subject or self.issuer, "aud": service, "method": method,
            "roles": list(roles), "iat": now, "exp": now + (LIFETIME_OF_PEOPLE if subject else LIFETIME),
            "sid": session, "auth_at": None if authenticated_at is None else int(authenticated_at.timestamp()),
            "address": address,
        }  # fmt: skip
        return jwt.encode({name: one for name, one in claims.items() if one is not None}, self._key, ALGORITHM)


class Verifier:
    """Checks tokens for one service against the public keys in KEYS_DIR."""

    def __init__(self, service: str, keys_dir: Path) -> None:
        self._service = service
        self._keys_dir = keys_dir
        self._keys: dict[str, str] = {}

    def verify(self, token: str, method: str) -> Caller:
        """The caller; anonymous without a token. Raises Refusal("unauthenticated") for a token that is not valid."""
        if not token:
            return ANONYMOUS
        try:
            issuer = str(jwt.decode(token, options={"verify_signature": False}).get("iss"))
            claims = jwt.decode(
                token,
                self._key_of(issuer),
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
        return caller_of(issuer, claims)

    def _key_of(self, issuer: str) -> str:
        if not issuer.replace("-", "").isalnum():
            raise ValueError("no such issuer")
        if issuer not in self._keys:
            self._keys[issuer] = (self._keys_dir / f"{issuer}.pub").read_text(encoding="ascii")
        return self._keys[issuer]


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
        )
    return Caller(f"service:{issuer}", frozenset({Role.SERVICE}))
