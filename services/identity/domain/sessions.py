"""The rules of sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.security.permissions import OF_EVERYBODY

SESSION_LIFETIME = timedelta(hours=12)
SESSION_IDLE = timedelta(minutes=30)
KEPT = timedelta(days=1)  # how long what is over stays, for whoever looks into an incident

RENEW_AFTER = timedelta(minutes=1)  # a page asks for many tokens; one write a minute renews its idle time


@dataclass(frozen=True)
class LiveSession:
    """A session as it is stored, with the roles and the address that its person has now."""

    id: UUID
    person_id: UUID
    roles: tuple[str, ...]
    email: str
    authenticated_at: datetime  # when its person last proved who they are
    used_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    def claimed_roles(self) -> tuple[str, ...]:
        """Those given, and those of everybody whose address is proven: what is theirs is the owners' to say."""
        return tuple(dict.fromkeys((*self.roles, *OF_EVERYBODY)))

    def is_live(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at and now < self.used_at + SESSION_IDLE

    def wants_renewal(self, now: datetime) -> bool:
        return now >= self.used_at + RENEW_AFTER
