"""Sessions of all cities, a week or a month at a time, by day; what is booked twice is marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import MO, relativedelta

from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.pages.staff.planning import PLAN
from services.portal.web.listing import Filter, Listed, chosen_among
from services.portal.web.page import Missing
from shared.contracts import cohort
from shared.contracts.field_codes import request_of
from shared.contracts.field_types import PLANNED_YEARS
from shared.contracts.identity import GetNames
from shared.security.permissions import PROGRAM
from shared.wording.dates import hour

PATH = "/staff/sessions"
#: What is seen at once -> its first day, and how long it lasts.
SPANS: dict[str, tuple[relativedelta, relativedelta]] = {
    "week": (relativedelta(weekday=MO(-1)), relativedelta(weeks=1)),
    "month": (relativedelta(day=1), relativedelta(months=1)),
}
LISTED = Listed(("span", "on", "cohort", "kind"), path=PATH)
MOST = 500


@dataclass(frozen=True)
class Booked:
    """`clashes`: what lies at the same time with the same coach or city."""

    session: cohort.ListedSession
    hours: str
    clashes: tuple[cohort.ListedSession, ...]


def read(desk: Desk) -> Mapping[str, Any]:
    page, listing = desk.page, LISTED.of(desk.page)
    span = listing.given.get("span", "week") if listing.given.get("span") in SPANS else "week"
    first, last = bounds(span, day_of(listing.given.get("on"), desk.zone))
    narrowed = {name: listing.given.get(name) for name in ("cohort", "kind")}
    sessions, cohorts = page.ask(
        request_of(cohort.ListSessions, since=at(first, desk.zone), until=at(last, desk.zone), limit=MOST, **narrowed),
        cohort.ListCohorts(),
    )
    found = () if isinstance(sessions, Missing) else sessions.items
    known = () if isinstance(cohorts, Missing) else cohorts.items
    kinds = [(one.id, page.title(one)) for one in page.program.session_kinds]
    filters = (
        Filter("cohort", page.say("pages.field.cohort"), [(one.id, one.name) for one in known]),
        Filter("kind", page.say("pages.field.session_kind"), kinds),
    )
    booked = [Booked(one, hours(desk, one), clashes) for one, clashes in zip(found, clashes_of(found), strict=True)]
    return {
        "missing": isinstance(sessions, Missing),
        "more": 0 if isinstance(sessions, Missing) else sessions.total - len(found),
        "days": by_day(booked, desk.zone),
        "twice": sum(bool(one.clashes) for one in booked),
        "span": span,
        "first": first,
        "last": last - relativedelta(days=1),
        "views": [(one, listing.to(span=one)) for one in SPANS],
        "before": listing.to(on=(first - SPANS[span][1]).isoformat()),
        "after": listing.to(on=last.isoformat()),
        "listing": listing,
        "filters": chosen_among(filters),
        "cohorts": known,
        "kinds": dict(kinds),
        "coaches": coach_names(desk, found),
    }


def day_of(text: str | None, zone: str) -> date:
    """Today where the address says none for which anything is planned."""
    try:
        wanted = date.fromisoformat(text or "")
    except ValueError:
        wanted = date.min
    today = datetime.now(UTC).astimezone(ZoneInfo(zone)).date()
    return wanted if PLANNED_YEARS[0] <= wanted.year <= PLANNED_YEARS[1] else today


def bounds(span: str, day: date) -> tuple[date, date]:
    """The first day, and the first after it."""
    begins, lasts = SPANS[span]
    return day + begins, day + begins + lasts


def at(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def hours(desk: Desk, one: cohort.ListedSession) -> str:
    zone = ZoneInfo(desk.zone)
    return "–".join(hour(desk.page.language, at.astimezone(zone)) for at in (one.starts_at, one.ends_at))


def by_day(booked: Iterable[Booked], zone: str) -> list[tuple[date, list[Booked]]]:
    days: dict[date, list[Booked]] = defaultdict(list)
    for one in booked:
        days[one.session.starts_at.astimezone(ZoneInfo(zone)).date()].append(one)
    return sorted(days.items())


def clashes_of(sessions: Sequence[cohort.ListedSession]) -> list[tuple[cohort.ListedSession, ...]]:
    """Of each, in order: others that overlap it, of the same coach or city. What is cancelled is in nobody's way."""
    return [tuple(other for other in sessions if other is not one and clash(one, other)) for one in sessions]


def clash(one: cohort.ListedSession, other: cohort.ListedSession) -> bool:
    if "cancelled" in (one.state, other.state) or one.starts_at >= other.ends_at or other.starts_at >= one.ends_at:
        return False
    same_coach = one.coach_id is not None and one.coach_id == other.coach_id
    return same_coach or not set(one.cities).isdisjoint(other.cities)


def coach_names(desk: Desk, sessions: Iterable[cohort.ListedSession]) -> dict[Any, str]:
    ids = tuple(sorted({one.coach_id for one in sessions if one.coach_id}))
    found = desk.page.part(GetNames(ids=ids)) if ids else None
    return {} if found is None or isinstance(found, Missing) else {one.id: one.name for one in found.items}


SESSIONS = Shelf[Desk](PATH, "staff", desk_at(PATH, *PROGRAM))
router = SESSIONS.routes(Leaf("", read, template="sessions"), PLAN)
