"""Mayors of a city, elections, and what was told of them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.cohort.domain.mayors import MayorRecord
from services.cohort.repository.rows import Rows, queries
from shared.contracts import cohort as contract
from shared.program.finding_people import kept_of_people


class Mayors(Rows):
    def upsert_first_mayor(
        self, application_id: UUID, takes_office_on: date, term_ends_on: date | None, now: datetime
    ) -> None:
        columns = {"application_id": application_id, "takes_office_on": takes_office_on, "term_ends_on": term_ends_on}
        self._tx.later(queries.upsert_first_mayor, {**columns, "now": now})

    def insert_mayor(
        self, mayor: MayorRecord, office: contract.MayorsOffice | None, recorded_by: str, recorded_at: datetime
    ) -> None:
        fields = office.model_dump() if office else dict.fromkeys(contract.MayorsOffice.model_fields)
        columns = {f"office_{name}": value for name, value in fields.items()}
        recorded = {"recorded_by": recorded_by, "recorded_at": recorded_at}
        words = kept_of_people((mayor.name, None)) if mayor.name else []
        self._tx.execute(queries.insert_mayor, {**vars(mayor), **columns, **recorded, "words": words})

    def delete_mayor(self, application_id: UUID, number: int) -> None:
        self._tx.execute(queries.delete_mayor, {"application_id": application_id, "number": number})

    def list_mayors(self, application_id: UUID) -> list[MayorRecord]:
        rows = self._tx.all(queries.list_mayors, {"application_id": application_id})
        return [MayorRecord(**row) for row in rows]

    def insert_term_change(self, mayor: MayorRecord, term_ends_on: date, changed_by: str, now: datetime) -> None:
        """What it was before."""
        key = {"application_id": mayor.application_id, "number": mayor.number}
        change = {"from_ends_on": mayor.term_ends_on, "to_ends_on": term_ends_on, "changed_by": changed_by}
        self._tx.execute(queries.insert_term_change, {**key, **change, "changed_at": now})

    def upsert_election(self, application_id: UUID, election_on: date) -> None:
        self._tx.execute(queries.upsert_election, {"application_id": application_id, "election_on": election_on})

    def find_election(self, application_id: UUID) -> date | None:
        row = self._tx.find(queries.find_election, {"application_id": application_id})
        return None if row is None else row["election_on"]

    def list_watched(self) -> list[str]:
        return [row["code"] for row in self._tx.all(queries.list_watched)]
