"""Lead coaches: who may coach one more city; program.md §4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.contracts.errors import Detail, Refusal
from shared.program.model import Coaching


@dataclass(frozen=True)
class CoachRecord:
    coach_id: UUID
    languages: tuple[str, ...]
    hours: int | None  # None: the program's
    active: bool = True  # false: gets no new city

    def hours_by(self, coaching: Coaching) -> int:
        return coaching.hours_per_month if self.hours is None else self.hours


def load(cities: Sequence[str], coaching: Coaching) -> int:
    """The hours a month that a coach's cities ask for."""
    return len(cities) * coaching.hours_per_city


def refusals(coach: CoachRecord, language: str, other_cities: Sequence[str], coaching: Coaching) -> Iterator[Refusal]:
    """The program's rules that one more city breaks."""
    if language not in coach.languages:
        yield language_refusal(coach, language)
    needed, hours = load(other_cities, coaching) + coaching.hours_per_city, coach.hours_by(coaching)
    if needed > hours:
        detail = Detail("coach", "hours_exceeded", cities=len(other_cities), needed=needed, hours=hours)
        yield Refusal("coach_full", detail)


def language_refusal(coach: CoachRecord, language: str) -> Refusal:
    detail = Detail("coach", "speaks_others", languages=list(coach.languages), language=language)
    return Refusal("language_not_spoken", detail)
