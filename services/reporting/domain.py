"""What reports are about, as values: applications put together from two producers, moments, groups. No library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import IntFlag
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from shared.contracts.lifecycle import ApplicationState, compose_state
from shared.contracts.reporting import NO_CITY
from shared.program.folding import fold, fold_city
from shared.program.wall_time import end_of_day

NO_COUNTRY = "ZZ"  # kept free by ISO 3166 for "unknown"

NOWHERE = "\n"  # what no city's name holds: a text of signs alone finds nothing

SESSION, CONVENING = "session", "convening"
INTAKE, SELECTION = "intake", "selection"  # who says the state of an application
ALMOST_A_SECOND = timedelta(microseconds=999_999)  # what was recorded in the last second of a day counts
#: What answers an application, and the time until then: from its submission to the first, by when they happened.
ANSWERS = (ApplicationState.OFFERED, ApplicationState.WAITLISTED, ApplicationState.DECLINED)
WAITING = "waiting"

ATTENDANCE = ("present", "absent", "excused")


class Steps(IntFlag):
    """How far an application has come, or had before it ended otherwise."""

    RECEIVED = 1
    CHECKED = 2
    ELIGIBLE = 4  # or admitted by override
    REVIEWED = 8
    OFFERED = 16
    CONFIRMED = 32


NO_STEP = Steps(0)
_RECEIVED, _CHECKED, _ELIGIBLE, _OFFERED = (
    one.value for one in (Steps.RECEIVED, Steps.CHECKED, Steps.ELIGIBLE, Steps.OFFERED)
)


@dataclass(frozen=True)
class Snapshot:
    """What reports show of an application; kept with the moment at which it was recorded."""

    call: str
    city: str
    country: str
    state: ApplicationState
    language: str | None = None
    resident_outcomes: tuple[str, ...] = ()
    eligibility: str | None = None
    steps: Steps = NO_STEP


class Told(NamedTuple):
    """A state that a producer says, when it began."""

    at: datetime
    producer: str
    state: ApplicationState


class TimeIn(NamedTuple):
    """How long an application was in a state, or waited for its answer. `ended_at` None: it still is."""

    state: str
    since: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Application:
    """What intake and eligibility have said so far, whichever spoke first. None: not said yet."""

    application_id: UUID
    code: str
    call: str
    city: str | None = None
    admin_area: str | None = None
    country: str | None = None
    time_zone: str | None = None
    language: str | None = None
    version: int | None = None
    submitted_at: datetime | None = None
    intake_state: ApplicationState | None = None
    selection_state: ApplicationState | None = None
    eligibility: str | None = None
    resident_outcomes: tuple[str, ...] = ()
    steps: Steps = NO_STEP  # that events said; others follow from what is known
    timeline: tuple[Told, ...] = ()  # of each producer in its order

    @property
    def reached(self) -> Steps:
        """Each step from what is known; none is lost by how the application ends. In plain numbers: a rebuild asks
        millions of times, and flags take ten times as long."""
        reached = int(self.steps)
        reached |= _RECEIVED if self.version else 0
        reached |= _CHECKED if self.eligibility else 0
        passed = self.eligibility == "eligible" or reached & _OFFERED
        return Steps(reached | _ELIGIBLE if passed else reached)

    @cached_property
    def stays(self) -> tuple[TimeIn, ...]:
        """None of them until the submission or a draft is known. Last how long it waited, once it was answered."""
        stays = stays_of(self.timeline)
        return (*stays, *waited_of(stays))

    @property
    def named_city(self) -> str | None:
        return self.city if self.city != NO_CITY else None

    @property
    def folded(self) -> str:
        """What people search in: city, area and code, in any case and without accents."""
        return f"{fold(self.named_city or '')}|{fold(self.admin_area or '')}|{self.code.lower()}"

    @property
    def state(self) -> ApplicationState | None:
        """None until the submission is known: without a city and country no report can show it."""
        return None if self.intake_state is None else compose_state(self.intake_state, self.selection_state)

    @cached_property
    def snapshot(self) -> Snapshot | None:
        if self.state is None or self.city is None or self.country is None:
            return None
        return Snapshot(
            self.call, self.city, self.country, self.state, self.language, self.resident_outcomes, self.eligibility,
            self.reached,
        )  # fmt: skip


@dataclass(frozen=True)
class Audience:
    """Whose applications a report is of: everybody's, those that `coach` coaches, those that are `member`'s own. With
    neither, and not everything: none."""

    everything: bool = False
    coach: UUID | None = None
    member: UUID | None = None


EVERYTHING = Audience(everything=True)


@dataclass(frozen=True)
class Wanted:
    """Which applications a list is of; None narrows nothing. `elsewhere` turns `countries` around; `texts` are folded,
    and one of them is to be found."""

    call: str | None = None
    states: tuple[ApplicationState, ...] | None = None
    country: str | None = None
    countries: tuple[str, ...] | None = None
    elsewhere: bool = False
    language: str | None = None
    eligibility: str | None = None
    resident_outcome: str | None = None
    reviewer: UUID | None = None
    texts: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Order:
    """What a list of applications is sorted by, and whether the greatest comes first."""

    by: str = "code"
    down: bool = False


@dataclass(frozen=True)
class Stay:
    """A city in a phase, as recorded at one moment."""

    code: str
    city: str
    country: str
    time_zone: str
    cohort: str
    phase: str
    status: str
    since_on: date


@dataclass(frozen=True)
class Came:
    """Whether a city came to a gathering; `attendance` None: it is not known (any more)."""

    gathering_id: UUID
    role: str  # of a convening's invitation
    gathering: str  # session, convening
    kind: str
    attendance: str | None


@dataclass(frozen=True)
class Attended:
    """What was known by a moment. `key`: of the session, or of the convening and the role that was invited."""

    code: str
    city: str
    country: str
    key: str
    gathering: str
    kind: str
    attendance: str  # present, absent, excused


def told_too(timeline: tuple[Told, ...], told: Told) -> tuple[Told, ...]:
    """With what a producer says now, by when it happened; its state again is not told twice."""
    last = next((one for one in reversed(timeline) if one.producer == told.producer), None)
    if last is not None and last.state is told.state:
        return timeline
    return tuple(sorted((*timeline, told), key=lambda one: (one.at, one.producer)))


def stays_of(timeline: Sequence[Told]) -> tuple[TimeIn, ...]:
    """Of what both producers said, by when it happened: the same in whichever order they were heard."""
    said: dict[str, ApplicationState] = {}
    changes: list[tuple[datetime, ApplicationState]] = []
    for told in timeline:
        said[told.producer] = told.state
        if INTAKE in said:
            state = compose_state(said[INTAKE], said.get(SELECTION))
            if not changes or changes[-1][1] is not state:
                changes.append((told.at, state))
    ends = [*(at for at, _ in changes[1:]), None]
    return tuple(TimeIn(state, at, end) for (at, state), end in zip(changes, ends, strict=False))


def waited_of(stays: Sequence[TimeIn]) -> tuple[TimeIn, ...]:
    submitted = min((one.since for one in stays if one.state == ApplicationState.SUBMITTED), default=None)
    answered = min((one.since for one in stays if one.state in ANSWERS), default=None)
    if submitted is None or answered is None:
        return ()
    return (TimeIn(WAITING, submitted, answered),)


def texts_of(text: str) -> tuple[str, ...]:
    """The forms of a searched text: as it is, and without "City of"."""
    return tuple({form for form in (fold(text), fold_city(text)) if form}) or (NOWHERE,)


def order_of(sort: str, audience: Audience) -> Order:
    """Whose states are told otherwise learns nothing of them from the order."""
    by = sort.removeprefix("-")
    return Order() if by == "state" and not audience.everything else Order(by, sort.startswith("-"))


def moment_of(as_of: datetime | date | None, time_zone: str, present: datetime) -> datetime:
    """The moment that a report is about: a date means the end of that day in the zone, None the present."""
    if as_of is None:
        return present
    if isinstance(as_of, datetime):
        return as_of
    try:
        return end_of_day(as_of, time_zone) + ALMOST_A_SECOND
    except OverflowError:  # the last day of the calendar
        return datetime.max.replace(tzinfo=UTC)


def group_states(
    counts: Iterable[tuple[str, ApplicationState, int]],
) -> tuple[dict[ApplicationState, int], dict[str, dict[ApplicationState, int]]]:
    """From (country, state, number): numbers by state, and by country and state; states in the order of a life."""
    rows = sorted(counts, key=lambda row: (row[0], list(ApplicationState).index(row[1])))
    by_country: dict[str, dict[ApplicationState, int]] = {}
    for country, state, number in rows:
        of_country = by_country.setdefault(country, {})
        of_country[state] = of_country.get(state, 0) + number
    totals = {state: sum(number for _, s, number in rows if s is state) for state in ApplicationState}
    return {state: total for state, total in totals.items() if total}, by_country


def count_attendance(attended: Iterable[Attended]) -> dict[str, int]:
    counts = Counter(one.attendance for one in attended)
    return {word: counts[word] for word in ATTENDANCE}


def group_phases(stays: Sequence[Stay], order: Sequence[str]) -> dict[str, int]:
    """The number of cities in each phase that holds any, in the program's order; others after those."""
    phases = [*order, *sorted({stay.phase for stay in stays} - set(order))]
    counts = {phase: sum(stay.phase == phase for stay in stays) for phase in phases}
    return {phase: count for phase, count in counts.items() if count}


class Standing(NamedTuple):
    """How an entry of the event log stands in the audit trail."""

    kind: str
    actor: str
    code: str | None
