"""The people of a city: its team, and the application's contacts by reference."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.cohort.domain.participation import ParticipationRecord
from services.cohort.repository.rows import Rows, queries
from shared.contracts import cohort as contract
from shared.contracts.people import PersonRef
from shared.program.finding_people import kept_of_people


class Teams(Rows):
    def list_team_members(self, application_id: UUID) -> list[contract.Member]:
        """Those who left as well."""
        rows = self._tx.all(queries.list_team_members, {"application_id": application_id})
        return [contract.Member.model_validate(row) for row in rows]

    def has_team_lead(self, participation: ParticipationRecord) -> bool:
        """Named here, or by the application, whose contact leads until then."""
        found = self._tx.find(queries.find_team_lead, {"application_id": participation.application_id})
        return found is not None or participation.team_lead_ref is not None

    def insert_team_member(
        self, application_id: UUID, member_id: UUID, name: str, role: str, email: str | None, joined_on: date
    ) -> None:
        columns: dict[str, Any] = {"member_id": member_id, "name": name, "role": role, "email": email}
        self._tx.execute(
            queries.insert_team_member,
            {
                **columns,
                "application_id": application_id,
                "joined_on": joined_on,
                "words": kept_of_people((name, email)),
            },
        )

    def update_team_lead(self, application_id: UUID, member_id: UUID, email: str | None, interim: bool) -> None:
        """This member leads, and nobody else."""
        self._tx.execute(queries.update_team_lead_gone, {"application_id": application_id})
        self._tx.execute(queries.update_team_lead, {"member_id": member_id, "email": email, "interim": interim})
        self._keep_words(member_id, email)

    def update_team_member_left(
        self, member_id: UUID, left_on: date, successor_id: UUID | None, handover: str | None
    ) -> None:
        columns = {"member_id": member_id, "left_on": left_on, "successor_id": successor_id, "handover": handover}
        self._tx.execute(queries.update_team_member_left, columns)

    def find_city_person(self, person_id: UUID) -> contract.CityPerson | None:
        """Whom a reference of this service means, with the address."""
        row = self._tx.find(queries.find_city_person, {"person_id": person_id})
        return None if row is None else contract.CityPerson.model_validate(row)

    def list_city_people_at(self, address: str) -> list[UUID]:
        """Whom this address belongs to, new mayors' offices as well."""
        return [row["person_id"] for row in self._tx.all(queries.list_city_people_at, {"address": address})]

    def insert_roster(self, application_id: UUID, person: PersonRef) -> None:
        self._tx.execute(queries.insert_roster, person.model_dump() | {"application_id": application_id})

    def list_whole_roster(self, application_id: UUID) -> list[PersonRef]:
        """Who is gone as well."""
        rows = self._tx.all(queries.list_whole_roster, {"application_id": application_id})
        return [PersonRef.model_validate(row) for row in rows]

    def update_roster_back(self, application_id: UUID, ref: str) -> None:
        self._tx.execute(queries.update_roster_back, {"application_id": application_id, "ref": ref})

    def update_member_ref(self, member_id: UUID, ref: str, email: str | None) -> None:
        """As whom mail reaches the member."""
        self._tx.execute(queries.update_member_ref, {"member_id": member_id, "ref": ref, "email": email})
        self._keep_words(member_id, email)

    def _keep_words(self, member_id: UUID, email: str | None) -> None:
        """By which a member whose address has changed is found; nothing has where there is none."""
        if email is not None:
            name = self._tx.one(queries.get_member_name, {"member_id": member_id})["name"]
            columns = {"member_id": member_id, "words": kept_of_people((name, email))}
            self._tx.execute(queries.update_member_words, columns)

    def search_city_people(self, query: str, limit: int) -> list[contract.FoundCityPerson]:
        """Of whose names and addresses a text search finds the words."""
        self._tx.later(queries.search_by_index)
        rows = self._tx.all(queries.search_city_people, {"query": query, "limit": limit})
        return [contract.FoundCityPerson.model_validate(row) for row in rows]

    def update_roster_left(self, application_id: UUID, ref: str, left_on: date) -> None:
        columns = {"application_id": application_id, "ref": ref, "left_on": left_on}
        self._tx.execute(queries.update_roster_left, columns)

    def replace_roster(self, application_id: UUID, people: Sequence[PersonRef]) -> None:
        self._tx.later(queries.delete_roster, {"application_id": application_id})
        for person in people:
            self._tx.later(queries.insert_roster, person.model_dump() | {"application_id": application_id})
