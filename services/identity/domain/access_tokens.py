"""The rules of personal access tokens."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from shared.contracts.errors import Detail, Refusal
from shared.contracts.identity import LONGEST, PREFIX
from shared.security.permissions import OF_EVERYBODY
from shared.security.scopes import scopes

SECRET_BYTES = 32
KEPT = timedelta(days=30)  # how long one that is over stays, so that its person sees why a program stopped
RENEW_AFTER = timedelta(minutes=1)  # a program asks for many tokens; one write a minute says when it was last used


@dataclass(frozen=True)
class LiveToken:
    """A token as it is stored, with the roles that its person has now."""

    id: UUID
    person_id: UUID
    roles: tuple[str, ...]
    scopes: tuple[str, ...]
    expires_at: datetime
    used_at: datetime | None
    ended_at: datetime | None

    def claimed_roles(self) -> tuple[str, ...]:
        """As a session has them (sessions.py)."""
        return tuple(dict.fromkeys((*self.roles, *OF_EVERYBODY)))

    def is_live(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at

    def wants_renewal(self, now: datetime) -> bool:
        return self.used_at is None or now >= self.used_at + RENEW_AFTER


def new_secret() -> str:
    return PREFIX + secrets.token_urlsafe(SECRET_BYTES)


def is_access_token(secret: str) -> bool:
    return secret.startswith(PREFIX)


def end_of(last_on: date, now: datetime) -> datetime:
    """The end of that day, in UTC. Raises Refusal for one that is over, or too far ahead."""
    today = now.date()
    if last_on < today:
        raise Refusal("invalid", Detail("last_on", "before_today", today=today))
    if last_on > today + LONGEST:
        raise Refusal("invalid", Detail("last_on", "after_latest", latest=today + LONGEST))
    return datetime.combine(last_on, time(), UTC) + timedelta(days=1)


def insist_on_scopes(given: tuple[str, ...]) -> None:
    """Raises Refusal that names each that is none."""
    known = scopes()
    if strangers := [number for number, one in enumerate(given) if one not in known]:
        raise Refusal(
            "invalid", *(Detail(f"scopes.{number}", "not_a_scope", scope=given[number]) for number in strangers)
        )
