"""Rules of calls and of an application's own states. The fields' rules stand in shared/contracts/application.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.contracts.application import ApplicationDocument
from shared.contracts.errors import Detail, Refusal
from shared.contracts.intake import CohortPlan
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.people import Language
from shared.program.folding import fold, fold_city

#: What intake's own states allow; None: not there yet. After `submitted` all but a withdrawal is eligibility's.
TRANSITIONS: dict[ApplicationState | None, frozenset[ApplicationState]] = {
    None: frozenset({ApplicationState.DRAFT, ApplicationState.SUBMITTED}),
    ApplicationState.DRAFT: frozenset({
        ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN,
    }),
    ApplicationState.SUBMITTED: frozenset({ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN}),
    ApplicationState.WITHDRAWN: frozenset(),
}  # fmt: skip

_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True)
class CallRecord:
    """A call as it is stored; moments in UTC."""

    id: str
    title: str
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    eligibility_as_of: date
    capacity: int
    offer_reply_days: int
    cohort: CohortPlan

    def state(self, now: datetime) -> Literal["planned", "open", "closed"]:
        if now < self.opens_at:
            return "planned"
        return "open" if now <= self.closes_at else "closed"

    def accepts(self, now: datetime, grace: timedelta) -> bool:
        """Open, or in the silent minutes after the closing moment (program.md §2)."""
        return self.opens_at <= now <= self.closes_at + grace


@dataclass(frozen=True)
class ApplicationRecord:
    """An application as it is stored, without its document."""

    id: UUID
    code: str
    call: str
    city: str
    admin_area: str
    country: str
    time_zone: str
    language: str
    state: ApplicationState
    version: int
    submitted_at: datetime


@dataclass(frozen=True)
class DraftRecord:
    """A draft as it is stored, until it is submitted. Withdrawn, it keeps no document.

    `owner_id` names its owner in mails, and stays the contact's when the draft is submitted.
    """

    id: UUID
    code: str
    call: str
    document: dict[str, Any]
    state: ApplicationState
    revision: int
    owner_id: UUID
    owner_name: str
    owner_email: str
    language: Language
    saved_at: datetime


@dataclass(frozen=True)
class Question:
    """Whether eligibility waits for a city's information, and the version by which it last got it."""

    open: bool
    answered_version: int | None


#: One live application for each: call, country, folded area, folded city (program.md §2).
CityKey = tuple[str, str, str, str]


@dataclass(frozen=True)
class NewApplication:
    """Version 1 of an application, judged and not yet stored."""

    id: UUID
    code: str
    document: ApplicationDocument
    time_zone: str
    city_key: CityKey


def city_key(document: ApplicationDocument) -> CityKey:
    return document.call, document.country, fold(document.admin_area), fold_city(document.city)


def opening_moment(value: datetime | date, zone: str) -> datetime:
    """A date opens at its first second in the zone."""
    return _moment(value, time(0), zone)


def closing_moment(value: datetime | date, zone: str) -> datetime:
    """A date closes through 23:59:59 in the zone (program.md §2)."""
    return _moment(value, _LAST_SECOND, zone)


def _moment(value: datetime | date, at: time, zone: str) -> datetime:
    """In UTC. A moment is itself; a date is meant at that time in the zone."""
    moment = value if isinstance(value, datetime) else datetime.combine(value, at, ZoneInfo(zone))
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise Refusal("invalid", f"{moment.isoformat()} has no moment in UTC: the calendar ends before.") from None


def insist_on_order(opens_at: datetime, closes_at: datetime) -> None:
    if closes_at <= opens_at:
        detail = Detail("closes_at", "end_before_start", "must come after opens_at")
        raise Refusal("invalid", "The call must close after it opens.", (detail,))


def insist_on_transition(from_state: ApplicationState | None, to_state: ApplicationState) -> None:
    """Raise illegal_transition unless the table allows it."""
    if to_state not in TRANSITIONS.get(from_state, frozenset()):
        raise Refusal("illegal_transition", f"An application that is {from_state} cannot become {to_state}.")
