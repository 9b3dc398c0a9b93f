"""Who owns applications and drafts: whoever has proven an address that they name. Who coaches their cities."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.intake.domain import Named, Standing
from services.intake.repository.rows import Rows, queries
from shared.contracts.intake import ContactOwner, OwnApplication


class Owners(Rows):
    def lock_owners(self) -> None:
        """For a proof: nobody writes an application meanwhile."""
        self._tx.all(queries.lock_owners)

    def has_proven(self, emails: Collection[str]) -> bool:
        """Whether somebody has proven one of these folded addresses. Asked where nobody can meanwhile."""
        return self._tx.find(queries.find_proven, {"emails": list(emails)}) is not None

    def find_proven_address(self, person_id: UUID) -> str | None:
        row = self._tx.find(queries.find_proven_address, {"person_id": person_id})
        return None if row is None else str(row["folded_email"])

    def upsert_proven_address(self, person_id: UUID, folded_email: str, now: datetime) -> None:
        """Nobody else has it from now on, and the person no other."""
        columns = {"person_id": person_id, "email": folded_email, "now": now}
        self._tx.execute(queries.delete_proven_address, columns)
        self._tx.execute(queries.upsert_proven_address, columns)

    def list_named(self, emails: Collection[str]) -> list[Named]:
        """The applications and drafts that name one of these folded addresses."""
        return [Named(**row) for row in self._tx.all(queries.list_named, {"emails": list(emails)})]

    def list_owners(self, ids: Sequence[UUID]) -> Mapping[UUID, frozenset[UUID]]:
        """Of each of these applications and drafts, the people whose proven address it names."""
        found: dict[UUID, set[UUID]] = {one: set() for one in ids}
        for row in self._tx.all(queries.list_owners, {"ids": list(ids)}):
            found[row["application_id"]].add(row["person_id"])
        return {one: frozenset(people) for one, people in found.items()}

    def list_contact_owners(self, ids: Sequence[UUID]) -> Mapping[UUID, tuple[ContactOwner, ...]]:
        """Of each of these, the contacts whose address somebody has proven."""
        found: dict[UUID, list[ContactOwner]] = {one: [] for one in ids}
        for row in self._tx.all(queries.list_contact_owners, {"ids": list(ids)}):
            owner = ContactOwner(ref=f"intake:{row['contact_id']}", person_id=row["person_id"])
            found[row["application_id"]].append(owner)
        return {one: tuple(owners) for one, owners in found.items()}

    def list_own(self, person_id: UUID) -> list[OwnApplication]:
        """By code."""
        return [OwnApplication(**row) for row in self._tx.all(queries.list_own, {"person_id": person_id})]

    def find_standing(self, contact_id: UUID) -> Standing | None:
        """Of a contact or a draft's owner."""
        row = self._tx.find(queries.find_standing, {"contact_id": contact_id})
        return None if row is None else Standing(**row)

    def upsert_coach(self, application_id: UUID, coach_id: UUID) -> None:
        self._tx.execute(queries.upsert_coach, {"application_id": application_id, "coach_id": coach_id})

    def insert_deactivated(self, person_id: UUID) -> None:
        self._tx.execute(queries.insert_deactivated, {"person_id": person_id})

    def delete_deactivated(self, person_id: UUID) -> None:
        self._tx.execute(queries.delete_deactivated, {"person_id": person_id})
