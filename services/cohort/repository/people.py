"""Whose a city is: proven addresses, and what others were told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.cohort.repository.rows import Rows, queries
from shared.contracts.cohort import CityPart
from shared.contracts.intake import ContactOwner


@dataclass(frozen=True)
class CityPeople:
    """A city and the people whose it is now, who are others than was told."""

    application_id: UUID
    code: str
    cohort: str
    person_ids: tuple[UUID, ...]

    @property
    def key(self) -> str:
        return self.code


class People(Rows):
    def replace_proven_address(self, person_id: UUID, folded_email: str, proven_at: datetime) -> None:
        columns = {"person_id": person_id, "folded_email": folded_email}
        self._tx.execute(queries.delete_proven_address, columns)
        self._tx.execute(queries.insert_proven_address, columns | {"proven_at": proven_at})

    def replace_contact_people(self, application_id: UUID, contacts: Sequence[ContactOwner]) -> None:
        self._tx.execute(queries.delete_contact_people, {"application_id": application_id})
        for one in contacts:
            self._tx.execute(queries.insert_contact_person, one.model_dump() | {"application_id": application_id})

    def list_parts(self, person_id: UUID, application_id: UUID | None) -> list[tuple[UUID, CityPart]]:
        """What somebody is to cities, in order; of one city or all."""
        rows = self._tx.all(queries.list_parts, {"person_id": person_id, "application_id": application_id})
        return [(row["application_id"], row["part"]) for row in rows]

    def list_cities_to_tell(self, code: str | None = None) -> list[CityPeople]:
        rows = self._tx.all(queries.list_cities_to_tell, {"code": code})
        return [CityPeople(**row | {"person_ids": tuple(row["person_ids"])}) for row in rows]

    def upsert_city_people_told(self, city: CityPeople) -> None:
        columns = {"application_id": city.application_id, "person_ids": list(city.person_ids)}
        self._tx.execute(queries.upsert_city_people_told, columns)

    def insert_deactivated(self, person_id: UUID) -> None:
        self._tx.execute(queries.insert_deactivated, {"person_id": person_id})

    def delete_deactivated(self, person_id: UUID) -> None:
        self._tx.execute(queries.delete_deactivated, {"person_id": person_id})
