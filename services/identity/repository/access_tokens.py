"""Personal access tokens."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.identity.domain.access_tokens import LiveToken
from services.identity.repository.rows import Rows, queries
from shared.contracts.identity import AccessToken


class AccessTokens(Rows):
    def insert_access_token(self, token: AccessToken, person_id: UUID, secret_sha256: bytes, now: datetime) -> bool:
        """Whether there was none of that name."""
        self._tx.all(queries.lock_access_tokens, {"person_id": person_id})
        columns = {
            "id": token.id,
            "person_id": person_id,
            "secret_sha256": secret_sha256,
            "name": token.name,
            "scopes": list(token.scopes),
            "now": now,
            "expires_at": token.expires_at,
        }
        return self._tx.execute(queries.insert_access_token, columns) == 1

    def find_access_token(self, secret_sha256: bytes) -> LiveToken | None:
        row = self._tx.find(queries.find_access_token, {"secret_sha256": secret_sha256})
        return (
            None if row is None else LiveToken(**row | {"roles": tuple(row["roles"]), "scopes": tuple(row["scopes"])})
        )

    def update_access_token_used(self, token_id: UUID, used_from: str, now: datetime) -> None:
        self._tx.execute(queries.update_access_token_used, {"token_id": token_id, "used_from": used_from, "now": now})

    def list_access_tokens(self, person_id: UUID) -> list[AccessToken]:
        rows = self._tx.all(queries.list_access_tokens, {"person_id": person_id})
        return [AccessToken.model_validate(row) for row in rows]

    def find_owner_of_access_token(self, token_id: UUID) -> UUID | None:
        row = self._tx.find(queries.find_owner_of_access_token, {"token_id": token_id})
        return None if row is None else row["person_id"]

    def update_access_token_ended(self, token_id: UUID, now: datetime) -> bool:
        """Whether it was not revoked before."""
        return self._tx.execute(queries.update_access_token_ended, {"token_id": token_id, "now": now}) == 1

    def update_access_tokens_ended(self, person_id: UUID, now: datetime) -> list[UUID]:
        """All of a person; which they were."""
        values = {"person_id": person_id, "now": now}
        return [row["token_id"] for row in self._tx.all(queries.update_access_tokens_ended, values)]

    def delete_access_tokens(self, before: datetime) -> None:
        self._tx.execute(queries.delete_access_tokens, {"before": before})
