"""Cities in their cohorts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from services.cohort.domain.participation import ParticipationRecord
from services.cohort.repository.rows import Rows, by_city, queries
from shared.contracts import cohort as contract
from shared.storage.database import Row


class Participations(Rows):
    def insert_participation(self, columns: dict[str, Any]) -> None:
        self._tx.execute(queries.insert_participation, columns)

    def list_unstarted(self, cohort: str) -> list[ParticipationRecord]:
        """Locked: two events that meet here start each city once."""
        return [ParticipationRecord(**row) for row in self._tx.all(queries.list_unstarted, {"cohort": cohort})]

    def update_participation_started(self, application_id: UUID, started_at: datetime) -> None:
        self._tx.execute(
            queries.update_participation_started, {"application_id": application_id, "started_at": started_at}
        )  # fmt: skip

    def list_members(self, cohort: str) -> list[ParticipationRecord]:
        rows = self._tx.all(queries.list_members, {"cohort": cohort, "cities": self._cities})
        return sorted((ParticipationRecord(**row) for row in rows), key=by_city)

    def find_participation(self, code: str) -> ParticipationRecord | None:
        return self._of_caller(self._tx.find(queries.find_participation, {"code": code, "cities": self._cities}))

    def list_seen_codes(self, codes: Iterable[str]) -> set[str]:
        """Those of these cities that the caller may see."""
        rows = self._tx.all(queries.list_seen_codes, {"codes": list(codes), "cities": self._cities})
        return {row["code"] for row in rows}

    def lock_participation(self, code: str) -> ParticipationRecord | None:
        return self._of_caller(self._tx.find(queries.lock_participation, {"code": code, "cities": self._cities}))

    def lock_cities(self, application_ids: Collection[UUID]) -> dict[UUID, str]:
        """Their statuses; who books them or lets one leave waits until this transaction ends."""
        rows = self._tx.all(queries.lock_cities, {"application_ids": list(application_ids)})
        return {row["application_id"]: row["status"] for row in rows}

    def insert_ending(self, application_id: UUID, ended: contract.Hanging, now: datetime) -> None:
        """It ended with the city's part in the program."""
        columns = ended.model_dump() | {"application_id": application_id, "ended_at": now}
        self._tx.execute(queries.insert_ending, columns)

    def take_endings(self, application_id: UUID, now: datetime) -> list[contract.Hanging]:
        """What is to be proposed anew, once."""
        rows = self._tx.all(queries.take_endings, {"application_id": application_id, "now": now})
        return [contract.Hanging.model_validate(row) for row in rows]

    def update_participation_phase(self, application_id: UUID, phase: str) -> None:
        self._tx.execute(queries.update_participation_phase, {"application_id": application_id, "phase": phase})

    def touch_participation(self, application_id: UUID) -> None:
        self._tx.execute(queries.touch_participation, {"application_id": application_id})

    def update_participation_status(
        self, participation: ParticipationRecord, status: str, reason: str, changed_by: str, changed_at: datetime
    ) -> None:
        key = {"application_id": participation.application_id}
        self._tx.execute(queries.update_participation_status, key | {"status": status})
        change = {"from_status": participation.status, "to_status": status, "reason": reason}
        change |= {"changed_by": changed_by}
        self._tx.execute(queries.insert_status_change, {**key, **change, "changed_at": changed_at})

    def _of_caller(self, row: Row | None) -> ParticipationRecord | None:
        """Raises forbidden where the caller's part in the city is not one that may do what is asked."""
        if row is not None and self._own is not None:
            self._own.insist_on_part(row["application_id"], self.audience.parts)
        return None if row is None else ParticipationRecord(**row)
