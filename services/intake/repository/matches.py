"""Likely matches, merges, overrides: what staff know of an application beside its document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.intake.domain import CityKey, Homonym
from services.intake.repository.rows import Rows, queries
from shared.contracts.intake import LikelyMatch, Override


class Matches(Rows):
    def lock_homonyms(self, keys: Iterable[CityKey]) -> None:
        """Of two spellings of one city at the same instant the second sees the first."""
        self._hold_owners()
        names = sorted({"|".join((call, country, city)) for call, country, _area, city in keys})
        self._tx.all(queries.lock_homonyms, {"names": names})

    def list_homonyms(self, application_ids: Sequence[UUID]) -> list[tuple[UUID, Homonym]]:
        rows = self._tx.all(queries.list_homonyms, {"ids": list(map(str, application_ids))})
        return [(row.pop("application_id"), Homonym(**row)) for row in rows]

    def insert_match(self, one: UUID, other: UUID) -> None:
        first, second = sorted((one, other))
        self._tx.execute(queries.insert_match, {"application_id": first, "other_id": second})

    def delete_matches(self, application_ids: Sequence[UUID]) -> set[frozenset[UUID]]:
        """The pairs that these were in."""
        rows = self._tx.all(queries.delete_matches, {"ids": list(map(str, application_ids))})
        return {frozenset((row["application_id"], row["other_id"])) for row in rows}

    def list_matches(self, call: str | None, after: str | None, limit: int) -> list[LikelyMatch]:
        """Of live applications, by their codes; `after`: the codes of the last pair, with a hyphen between them."""
        rows = self._tx.all(queries.list_matches, {"call": call, "after": after, "limit": limit})
        return [LikelyMatch.model_validate(row) for row in rows]

    def count_matches(self, call: str | None) -> int:
        return int(self._tx.one(queries.count_matches, {"call": call})["total"])

    def find_relations(self, application_id: UUID) -> tuple[str | None, tuple[str, ...]]:
        """The code of the application that it was merged into, and those of its likely matches that live."""
        row = self._tx.find(queries.find_merged_into, {"application_id": application_id})
        matches = self._tx.all(queries.list_match_codes, {"application_id": application_id})
        return (row["code"] if row else None), tuple(match["code"] for match in matches)

    def update_merged(self, application_id: UUID, into: UUID) -> None:
        self._tx.execute(queries.update_merged, {"application_id": application_id, "into": into})

    def insert_overrides(self, application_ids: Sequence[UUID], override: Override) -> None:
        self._tx.execute(queries.insert_overrides, vars(override) | {"ids": list(map(str, application_ids))})

    def list_overrides(self, application_id: UUID) -> tuple[Override, ...]:
        rows = self._tx.all(queries.list_overrides, {"application_id": application_id})
        return tuple(Override.model_validate(row) for row in rows)
