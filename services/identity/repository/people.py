"""People."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from services.identity.domain.people import fold_address
from services.identity.repository.rows import Rows, queries
from shared.contracts.identity import Person, PersonName
from shared.contracts.people import Role
from shared.program.folding import fold
from shared.storage.database import Row


class People(Rows):
    def insert_person(self, person: Person, now: datetime) -> bool:
        """Whether the address is new."""
        columns = {
            "person_id": person.id,
            "name": person.name,
            "folded_name": fold(person.name),
            "email": person.email,
            "folded_email": fold_address(person.email),
            "roles": [str(role) for role in person.roles],
            "languages": list(person.languages),
            "added_at": now,
        }
        return self._tx.execute(queries.insert_person, columns) == 1

    def find_person(self, person_id: UUID) -> Person | None:
        return as_person(self._tx.find(queries.find_person, {"person_id": person_id}))

    def find_person_by_address(self, email: str) -> Person | None:
        return as_person(self._tx.find(queries.find_person_by_address, {"folded_email": fold_address(email)}))

    def lock_person(self, person_id: UUID) -> Person | None:
        return as_person(self._tx.find(queries.lock_person, {"person_id": person_id}))

    def update_person(self, person: Person) -> None:
        columns = {"person_id": person.id, "version": person.version, "languages": list(person.languages)}
        names = {"name": person.name, "folded_name": fold(person.name), "roles": [str(role) for role in person.roles]}
        self._tx.execute(queries.update_person, columns | names)

    def update_deactivated(self, person: Person, because: str, now: datetime) -> None:
        columns = {"person_id": person.id, "version": person.version, "because": because, "now": now}
        self._tx.execute(queries.update_deactivated, columns)

    def update_reactivated(self, person: Person) -> None:
        self._tx.execute(queries.update_reactivated, {"person_id": person.id, "version": person.version})

    def lock_administrators(self) -> list[UUID]:
        """Those who are let in."""
        return [row["person_id"] for row in self._tx.all(queries.lock_administrators)]

    def list_operators(self) -> list[Person]:
        """Administrators who are let in."""
        return [Person.model_validate(row) for row in self._tx.all(queries.list_operators)]

    def update_details(self, person: Person) -> None:
        columns = {"person_id": person.id, "name": person.name, "folded_name": fold(person.name)}
        self._tx.execute(queries.update_details, columns | {"languages": list(person.languages)})

    def list_people(self, role: str | None, text: str | None, limit: int, after: UUID | None) -> list[Person]:
        """`text`: a part of the name or address."""
        rows = self._tx.all(queries.list_people, {"role": role, **parts_of(text), "limit": limit, "after": after})
        return [Person.model_validate(row) for row in rows]

    def count_people(self, role: str | None, text: str | None) -> int:
        return int(self._tx.one(queries.count_people, {"role": role, **parts_of(text)})["total"])

    def list_names(self, ids: Sequence[UUID], roles: Iterable[Role] | None, own: UUID | None) -> list[PersonName]:
        """Of those who have one of the roles, and one's own; of everybody where no roles are said."""
        params = {"ids": list(ids), "roles": None if roles is None else sorted(roles), "own": own}
        return [PersonName.model_validate(row) for row in self._tx.all(queries.list_names, params)]


def parts_of(text: str | None) -> dict[str, str | None]:
    return {"name": None if text is None else fold(text), "address": None if text is None else fold_address(text)}


def as_person(row: Row | None) -> Person | None:
    return None if row is None else Person.model_validate(row)
