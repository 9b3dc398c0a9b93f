"""Sessions: what each kind needs, their states, a coach's clashes; program.md §4."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from services.cohort.domain.attendance import CityRecord
from services.cohort.domain.requirements import Condition, Conditions
from shared.contracts.errors import Detail, Refusal, illegal_transition
from shared.program.taking_part import SessionKind

Times = tuple[datetime, datetime]

#: Scheduled again: moved, or brought back after a cancellation; a session that was held is reopened with a reason.
TRANSITIONS: dict[str, frozenset[str]] = {
    "scheduled": frozenset({"scheduled", "held", "cancelled"}),
    "held": frozenset({"scheduled"}),
    "cancelled": frozenset({"scheduled"}),
}


@dataclass(frozen=True)
class SessionRecord:
    session_id: UUID
    cohort: str
    kind: str
    state: str
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str
    language: str
    interpretation: tuple[str, ...]
    coach_id: UUID | None
    speaker: str | None
    bring: str | None
    modules: tuple[str, ...]
    roles: tuple[str, ...]
    whole_cohort: bool
    series_id: UUID | None
    sequence: int
    version: int

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.time_zone))


@dataclass(frozen=True)
class Plan:
    """Those parts of a session that the rules of its kind are about."""

    cities: int
    people: int  # named, or found by their roles
    roles: int
    has_coach: bool
    has_speaker: bool
    modules: int


@dataclass(frozen=True)
class CoachingFacts:
    attended: int  # held sessions of the kinds that count, the city present


CONDITIONS: Conditions = {
    "coaching_sessions_held": Condition(
        CoachingFacts,
        lambda coaching, moment: coaching.attended >= moment.program.gates.coaching_sessions,
    ),
}


def insist_on_transition(from_state: str, to_state: str) -> None:
    if to_state not in TRANSITIONS[from_state]:
        raise illegal_transition("session", from_state, to_state)


def insist_on_move(from_state: str) -> None:
    """Moving is for what has not been held: that is reopened first."""
    if from_state == "held":
        raise Refusal("illegal_transition", reason="held_session_stays")
    insist_on_transition(from_state, "scheduled")


def insist_on_changeable(state: str) -> None:
    if state != "scheduled":
        raise Refusal("illegal_transition", reason="session_people_stay", state=state)


def insist_on_somebody(cities: Sequence[CityRecord], present: Sequence[CityRecord]) -> None:
    """A session whose cities have all left is over."""
    if cities and not present:
        raise Refusal("illegal_transition", reason="session_without_cities")


def insist_on_reopening(from_state: str) -> None:
    if from_state != "held":
        raise Refusal("illegal_transition", reason="session_not_held", state=from_state)


def insist_on_begun(session: SessionRecord, now: datetime) -> None:
    """What has not begun has neither been held nor attended."""
    if now < session.starts_at:
        times = {"starts_at": session.starts_at, "time_zone": session.time_zone}
        raise Refusal("invalid", Detail("session_id", "session_begins_later", **times))


def insist_on_kind(kind: SessionKind, plan: Plan) -> None:
    """Raises invalid with a detail for each thing that a session of this kind lacks, or has too much of."""
    details = list(_faults(kind, plan))
    if details:
        raise Refusal("invalid", *details)


def _faults(kind: SessionKind, plan: Plan) -> Iterable[Detail]:
    if plan.cities < kind.least_cities:
        yield Detail("cities", "too_few", count=kind.least_cities)
    if kind.most_cities is not None and plan.cities > kind.most_cities:
        yield Detail("cities", "too_many", count=kind.most_cities)
    needed = (
        (kind.coach, plan.has_coach, "coach_id"),
        (kind.named_people, plan.people > 0, "people"),
        (kind.by_role, plan.roles > 0, "roles"),
        (kind.modules, plan.modules > 0, "modules"),
        (kind.speaker, plan.has_speaker, "speaker"),
    )
    for rule, met, field in needed:
        if rule and not met:
            yield Detail(field, "missing")
    if plan.modules and not kind.modules:
        yield Detail("modules", "not_allowed")


def overlaps(one: Times, other: Times) -> bool:
    """Whether [start, end) and [start, end) share a moment."""
    return one[0] < other[1] and other[0] < one[1]


def clash_refusal(
    times: Sequence[Times], booked: Sequence[SessionRecord], zone: str, sees: Callable[[UUID], bool]
) -> Refusal | None:
    """The refusal when the coach has another session at that time; a program lead may override it.

    It names each that the caller may read. Of the others it says which of their own times is taken, and no more.
    """
    clashes = clashing(times, booked)
    named = [one for one in clashes if sees(one.session_id)]
    hidden = [(one.starts_at, one.ends_at) for one in clashes if one not in named]
    taken = sorted({slot[0] for slot in times for other in hidden if overlaps(slot, other)})
    details = [Detail("coach_id", "booked", **values_of(one)) for one in named]
    details += [Detail("coach_id", "taken", starts_at=starts_at, time_zone=zone) for starts_at in taken]
    return Refusal("coach_booked", *details) if details else None


def city_clash_refusal(
    times: Sequence[Times], booked: Sequence[tuple[SessionRecord, Sequence[str]]], names: Mapping[str, str]
) -> Refusal | None:
    """The same for cities, each with those that have it, by code and name: their people cannot be in two places."""
    codes = {session.session_id: found for session, found in booked}
    clashes = clashing(times, [session for session, _ in booked])
    details = [
        Detail(
            "cities",
            "city_booked",
            codes=list(codes[one.session_id]),
            cities=[names.get(code, code) for code in codes[one.session_id]],
            **values_of(one),
        )
        for one in clashes
    ]
    return Refusal("city_booked", *details) if details else None


def clashing(times: Sequence[Times], booked: Sequence[SessionRecord]) -> list[SessionRecord]:
    found = {b.session_id: b for slot in times for b in booked if overlaps(slot, (b.starts_at, b.ends_at))}
    return sorted(found.values(), key=lambda one: one.starts_at)


def values_of(session: SessionRecord) -> dict[str, object]:
    return {
        "title": session.title,
        "session_id": session.session_id,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "time_zone": session.time_zone,
    }
