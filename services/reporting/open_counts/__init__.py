"""What anybody may know of applications: counts of closed calls, without those that would point at somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from services.reporting.domain import Steps
from services.reporting.named_sql import queries
from services.reporting.tallies import Tally
from shared.contracts import reporting
from shared.contracts.reporting import LEAST_PUBLISHED

if TYPE_CHECKING:
    from services.reporting.repository import Repository


def get_open_counts(request: reporting.GetOpenCounts, repository: Repository) -> reporting.OpenCounts:  # noqa: ARG001
    as_of = repository.get_present()
    closed = {row["call"] for row in repository.read(queries.list_closed_calls, as_of=as_of)}
    tallies = [one for one in repository.count(["country", "resident_outcome"], as_of, None) if one.call in closed]
    by_country, by_outcome = (received(tallies, part) for part in ("country", "resident_outcome"))
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


def received(tallies: Sequence[Tally], part: str) -> dict[str, dict[str, int]]:
    """By call and name; who applies for several resident outcomes counts for each."""
    found: dict[str, dict[str, int]] = {}
    for one in tallies:
        if one.part == part and Steps.RECEIVED in Steps(int(one.what)):
            of_call = found.setdefault(one.call, {})
            of_call[one.name] = of_call.get(one.name, 0) + one.number
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
