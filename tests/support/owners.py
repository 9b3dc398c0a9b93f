"""Owners of things who know what they are told to, and say who was asked for what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from shared.contracts.errors import not_found
from shared.contracts.people import PersonRef
from shared.contracts.reporting import GetReport, Report


@dataclass
class FakeOwners:
    known: tuple[str, ...] = ()
    people: frozenset[tuple[str, UUID]] = frozenset()  # a city's code, and somebody of it
    coaches: dict[str, PersonRef] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def know(self, name: str) -> bool:
        self.asked.append(name)
        return name in self.known

    def belongs(self, code: str, person_id: UUID) -> bool:
        return (code, person_id) in self.people

    def coach_of(self, code: str) -> PersonRef | None:
        return self.coaches.get(code)

    def read_report(self, asked: GetReport) -> Report:
        """Raises not_found for a report that is not known."""
        if not self.know(asked.report):
            raise not_found("report", asked.report)
        return Report(report=asked.report, as_of=datetime(2027, 3, 1, tzinfo=UTC), time_zone="UTC")

    know_call = know_cohort = know_application = know
