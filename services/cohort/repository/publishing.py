"""Electoral silences and media consent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.cohort.domain.participation import ParticipationRecord
from services.cohort.domain.publishing import ConsentRecord, Publishing, SilenceRecord
from services.cohort.repository.rows import Rows, queries


class Publications(Rows):
    def find_publishing(self, city: ParticipationRecord) -> Publishing:
        return self.list_publishing([city])[city.application_id]

    def list_publishing(self, cities: Collection[ParticipationRecord]) -> dict[UUID, Publishing]:
        """Of each of these cities."""
        of = {"application_ids": [city.application_id for city in cities]}
        silences: dict[UUID, list[SilenceRecord]] = defaultdict(list)
        overridden: dict[UUID, dict[str, datetime]] = defaultdict(dict)
        for row in self._tx.all(queries.list_silences, of):
            silences[row.pop("application_id")].append(SilenceRecord(**row))
        for row in self._tx.all(queries.list_silence_overrides, of):
            overridden[row["application_id"]][row["about"]] = row["overridden_at"]
        consents = {row.pop("application_id"): ConsentRecord(**row) for row in self._tx.all(queries.list_consents, of)}
        return {
            one: Publishing(city.time_zone, tuple(silences[one]), consents.get(one), overridden[one])
            for city in cities
            for one in (city.application_id,)
        }

    def insert_silence(self, application_id: UUID, silence: SilenceRecord) -> None:
        columns = {key: value for key, value in vars(silence).items() if key != "taken_back_because"}
        self._tx.execute(queries.insert_silence, columns | {"application_id": application_id})

    def update_silence_taken_back(self, silence_id: UUID, reason: str, by: str, at: datetime) -> None:
        columns = {"silence_id": silence_id, "reason": reason, "taken_back_by": by, "taken_back_at": at}
        self._tx.execute(queries.update_silence_taken_back, columns)

    def insert_silence_override(self, application_id: UUID, about: str, reason: str, by: str, at: datetime) -> None:
        columns = {"application_id": application_id, "about": about, "reason": reason}
        self._tx.execute(queries.insert_silence_override, columns | {"overridden_by": by, "overridden_at": at})

    def insert_media_consent(self, application_id: UUID, consent: ConsentRecord) -> None:
        self._tx.execute(queries.insert_media_consent, vars(consent) | {"application_id": application_id})
