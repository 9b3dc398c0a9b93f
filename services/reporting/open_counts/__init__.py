"""What anybody may know of applications: counts of closed calls, without those that would point at somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from services.reporting.named_sql import queries
from shared.contracts import reporting
from shared.contracts.reporting import LEAST_PUBLISHED
from shared.storage.database import Row

if TYPE_CHECKING:
    from services.reporting.repository import Repository


def get_open_counts(request: reporting.GetOpenCounts, repository: Repository) -> reporting.OpenCounts:  # noqa: ARG001
    as_of = repository.get_present()
    repository.read_by_index()
    by_country = counted(repository.read(queries.count_received, as_of=as_of))
    by_outcome = counted(repository.read(queries.count_received_by_outcome, as_of=as_of))
    calls = tuple(
        reporting.OpenCall(
            call=call,
            received=total_of(by_country[call]),
            by_country=published(by_country[call]),
            by_resident_outcome=published(by_outcome.get(call, {})),
        )
        for call in sorted(by_country)
    )
    return reporting.OpenCounts(as_of=as_of, least=LEAST_PUBLISHED, calls=calls)


def counted(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    """By call and name."""
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["call"], {})[row["name"]] = row["number"]
    return found


def published(counts: Mapping[str, int]) -> tuple[reporting.OpenCount, ...]:
    """By name; a small count has its line and no number."""
    return tuple(
        reporting.OpenCount(name=name, received=number if number >= LEAST_PUBLISHED else None)
        for name, number in sorted(counts.items())
    )


def total_of(counts: Mapping[str, int]) -> int | None:
    """None where what the lines leave out could be reckoned from it, and is small."""
    left_out = sum(number for number in counts.values() if number < LEAST_PUBLISHED)
    return None if 0 < left_out < LEAST_PUBLISHED else sum(counts.values())
