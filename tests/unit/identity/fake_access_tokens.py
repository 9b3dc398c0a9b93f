"""The table of personal access tokens as a dict, with the signatures of the repository."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from services.identity.domain.access_tokens import LiveToken
from shared.contracts.identity import AccessToken, Person


@dataclass
class KeptToken:
    token: AccessToken
    person_id: UUID
    ended_at: datetime | None = None


@dataclass
class FakeAccessTokens:
    people: dict[UUID, Person] = field(default_factory=dict)
    access_tokens: dict[bytes, KeptToken] = field(default_factory=dict)

    def insert_access_token(self, token: AccessToken, person_id: UUID, secret_sha256: bytes, now: datetime) -> bool:
        for one in self.access_tokens.values():
            live = one.ended_at is None and one.token.expires_at > now
            if live and (one.person_id, one.token.name) == (person_id, token.name):
                return False
        self.access_tokens[secret_sha256] = KeptToken(token, person_id)
        return True

    def find_access_token(self, secret_sha256: bytes) -> LiveToken | None:
        found = self.access_tokens.get(secret_sha256)
        if found is None:
            return None
        person, token = self.people[found.person_id], found.token
        ended_at = found.ended_at if person.active else found.ended_at or token.made_at
        return LiveToken(
            token.id, person.id, tuple(person.roles), token.scopes, token.expires_at, token.used_at, ended_at
        )

    def update_access_token_used(self, token_id: UUID, used_from: str, now: datetime) -> None:
        for one in self.access_tokens.values():
            if one.token.id == token_id:
                one.token = one.token.model_copy(update={"used_at": now, "used_from": used_from})

    def list_access_tokens(self, person_id: UUID) -> list[AccessToken]:
        mine = [one.token for one in self.access_tokens.values() if one.person_id == person_id and not one.ended_at]
        return sorted(mine, key=lambda one: one.made_at, reverse=True)

    def find_owner_of_access_token(self, token_id: UUID) -> UUID | None:
        return next((one.person_id for one in self.access_tokens.values() if one.token.id == token_id), None)

    def update_access_token_ended(self, token_id: UUID, now: datetime) -> bool:
        for key, one in self.access_tokens.items():
            if one.token.id == token_id and one.ended_at is None:
                self.access_tokens[key] = replace(one, ended_at=now)
                return True
        return False

    def update_access_tokens_ended(self, person_id: UUID, now: datetime) -> list[UUID]:
        mine = [one for one in self.access_tokens.values() if one.person_id == person_id]
        return [one.token.id for one in mine if self.update_access_token_ended(one.token.id, now)]

    def delete_access_tokens(self, before: datetime) -> None:
        self.access_tokens = {
            key: one
            for key, one in self.access_tokens.items()
            if min(one.token.expires_at, one.ended_at or one.token.expires_at) >= before
        }
