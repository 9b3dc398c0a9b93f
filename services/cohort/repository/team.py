"""The people of a city: its lead, and the application's contacts by reference."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.cohort.domain.participation import ParticipationRecord
from services.cohort.repository.rows import Rows, queries
from shared.contracts import cohort as contract
from shared.contracts.people import PersonRef


class Team(Rows):
    def upsert_team_lead(self, application_id: UUID, request: contract.NameTeamLead, named_at: datetime) -> None:
        columns = request.model_dump(include={"name", "email", "interim"})
        self._tx.execute(queries.upsert_team_lead, columns | {"application_id": application_id, "named_at": named_at})

    def has_team_lead(self, participation: ParticipationRecord) -> bool:
        """Named here, or by the application, whose contact leads until then."""
        found = self._tx.find(queries.find_team_lead, {"application_id": participation.application_id})
        return found is not None or participation.team_lead_ref is not None

    def replace_roster(self, application_id: UUID, people: Sequence[PersonRef]) -> None:
        self._tx.execute(queries.delete_roster, {"application_id": application_id})
        for person in people:
            self._tx.execute(queries.insert_roster, person.model_dump() | {"application_id": application_id})
