"""Sessions: what each kind needs, their states, a coach's clashes; spec §4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from services.cohort.domain.requirements import Condition, Conditions
from shared.contracts.errors import Detail, Refusal
from shared.program.taking_part import SessionKind

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
        "the coaching sessions that the program asks for are held",
        CoachingFacts,
        lambda coaching, moment: coaching.attended >= moment.program.gates.coaching_sessions,
    ),
}


def insist_on_transition(from_state: str, to_state: str) -> None:
    if to_state not in TRANSITIONS[from_state]:
        raise Refusal("illegal_transition", f"A session that is {from_state} cannot become {to_state}.")


def insist_on_move(from_state: str) -> None:
    """Moving is for what has not been held: that is reopened first."""
    if from_state == "held":
        raise Refusal("illegal_transition", "A session that is held cannot be moved; reopen it first.")
    insist_on_transition(from_state, "scheduled")


def insist_on_reopening(from_state: str) -> None:
    if from_state != "held":
        raise Refusal("illegal_transition", f"A session that is {from_state} cannot be reopened.")


def insist_on_begun(session: SessionRecord, now: datetime) -> None:
    """What has not begun has neither been held nor attended."""
    if now < session.starts_at:
        starts = session.local(session.starts_at)
        detail = Detail("session_id", "too_early", f"begins only on {starts:%Y-%m-%d %H:%M} ({session.time_zone})")
        raise Refusal("invalid", "The session has not begun.", (detail,))


def insist_on_kind(kind: SessionKind, plan: Plan) -> None:
    """Raises invalid with a detail for each thing that a session of this kind lacks, or has too much of."""
    details = list(_faults(kind, plan))
    if details:
        raise Refusal("invalid", f"This is no {kind.title.lower()} session.", details)


def _faults(kind: SessionKind, plan: Plan) -> Iterable[Detail]:
    if plan.cities < kind.least_cities:
        yield Detail("cities", "too_few", f"must name {_cities(kind.least_cities)} or more")
    if kind.most_cities is not None and plan.cities > kind.most_cities:
        yield Detail("cities", "too_many", f"must name {_cities(kind.most_cities)} or fewer")
    needed = (
        (kind.coach, plan.has_coach, "coach_id", "needs a coach"),
        (kind.named_people, plan.people > 0, "people", "must name who takes part"),
        (kind.by_role, plan.roles > 0, "roles", "must say which roles of the cities it is for"),
        (kind.modules, plan.modules > 0, "modules", "must list its modules"),
        (kind.speaker, plan.has_speaker, "speaker", "needs a speaker"),
    )
    for rule, met, field, message in needed:
        if rule and not met:
            yield Detail(field, "missing", message)
    if plan.modules and not kind.modules:
        yield Detail("modules", "not_allowed", "are not for this kind of session")


def overlaps(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Whether [start, end) and [start, end) share a moment."""
    return one[0] < other[1] and other[0] < one[1]


def clash_refusal(times: Sequence[tuple[datetime, datetime]], booked: Sequence[SessionRecord]) -> Refusal | None:
    """The refusal when the coach has another session at that time, naming each; a program lead may override it."""
    clashes = {b.session_id: b for slot in times for b in booked if overlaps(slot, (b.starts_at, b.ends_at))}
    details = [
        Detail("coach_id", "booked", f"is booked for {b.title} ({b.session_id}), {shown_times(b)}")
        for b in sorted(clashes.values(), key=lambda b: b.starts_at)
    ]
    if not details:
        return None
    return Refusal("coach_booked", "The coach has another session at that time.", details)


def shown_times(session: SessionRecord) -> str:
    starts, ends = session.local(session.starts_at), session.local(session.ends_at)
    until = f"{ends:%H:%M}" if ends.date() == starts.date() else f"{ends:%Y-%m-%d %H:%M}"
    return f"{starts:%Y-%m-%d %H:%M} to {until} ({session.time_zone})"


def _cities(number: int) -> str:
    return "1 city" if number == 1 else f"{number} cities"
