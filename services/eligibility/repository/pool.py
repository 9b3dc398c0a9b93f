"""The whole pool of a call, as the selection view shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.eligibility.domain.pool import Filters
from services.eligibility.repository.rows import Rows, queries
from shared.storage.database import Row, as_json


class Pools(Rows):
    def list_pool(
        self, filters: Filters, weights: dict[str, int], after: tuple[str, str] | None, limit: int
    ) -> list[Row]:
        """`place` is what the order goes by; `after` the place and code of the last city of the page before."""
        place, code = after or (None, None)
        page = {"weights": as_json(weights), "place_after": place, "code_after": code, "limit": limit}
        return self._tx.all(queries.list_pool, columns(filters) | page)

    def list_standings(self, codes: Sequence[str], weights: dict[str, int]) -> list[Row]:
        return self._tx.all(queries.list_standings, {"codes": list(codes), "weights": as_json(weights)})

    def count_pool(self, filters: Filters, bands: list[int]) -> list[Row]:
        return self._tx.all(queries.count_pool, columns(filters) | {"bands": bands})


def columns(filters: Filters) -> dict[str, Any]:
    countries = None if filters.countries is None else list(filters.countries)
    return vars(filters) | {"countries": countries}
