"""Requests of identity that are about one person."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.contracts import identity
from tests.rights.row import Row, Rows


@dataclass(frozen=True)
class SignedInPerson:
    person_id: UUID
    session_id: UUID
    token_id: UUID
    email: str
    name: str

    @property
    def marks(self) -> tuple[str, ...]:
        """They stand in no answer to others."""
        return (self.email, self.name, str(self.session_id))


ROWS: Rows = {
    identity.GetPerson: Row(lambda one: identity.GetPerson(person=one.email)),
    identity.GetNames: Row(lambda one: identity.GetNames(ids=(one.person_id,)), lists=True),
    identity.ListSessions: Row(lambda one: identity.ListSessions(person=one.person_id)),
    identity.EndSession: Row(lambda one: identity.EndSession(session_id=one.session_id)),
    identity.ListAccessTokens: Row(lambda one: identity.ListAccessTokens(person=one.person_id)),
    identity.RevokeAccessToken: Row(lambda one: identity.RevokeAccessToken(token_id=one.token_id)),
    identity.EndSessions: Row(lambda one: identity.EndSessions(person=one.person_id)),
}
