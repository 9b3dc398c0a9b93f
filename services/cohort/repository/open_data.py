"""What the open pages are made of, in a few statements for all cities: what of it is public their handler chooses."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from services.cohort.domain.commitments import CommitmentRecord
from services.cohort.domain.participation import ParticipationRecord
from services.cohort.domain.strategy import StrategyRecord
from services.cohort.repository.commitments import as_commitment
from services.cohort.repository.rows import Rows, by_city, queries


class OpenData(Rows):
    def list_started(self, application_ids: Collection[UUID] | None = None) -> list[ParticipationRecord]:
        """Cities of every cohort, or those of these ids, by name."""
        ids = None if application_ids is None else list(application_ids)
        rows = self._tx.all(queries.list_started, {"application_ids": ids})
        return sorted((ParticipationRecord(**row) for row in rows), key=by_city)

    def list_launched(self) -> dict[UUID, StrategyRecord]:
        """Strategies that stand as launched, by their city, without what they hold."""
        return {row["application_id"]: StrategyRecord(**row) for row in self._tx.all(queries.list_launched, {})}

    def list_published_commitments(self) -> list[CommitmentRecord]:
        """The latest first."""
        found: list[Any] = [as_commitment(row) for row in self._tx.all(queries.list_published_commitments, {})]
        return found
