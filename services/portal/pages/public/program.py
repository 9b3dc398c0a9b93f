"""The front page: the program, what it asks of a city, and its call as it is now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from fastapi import APIRouter, Response

from services.portal.pages.public.open_data import map_of_cities
from services.portal.web.deadlines import days_left
from services.portal.web.page import Here, Missing, Page
from services.portal.web.rendering import link
from shared.contracts.cohort import GetOpenData, OpenCity, OpenData
from shared.contracts.intake import Call, ListCalls
from shared.program.calendar import cohort_ends_on, convening_window, phase_dates
from shared.program.model import Program
from shared.wording.dates import clock, day

router = APIRouter(include_in_schema=False)

#: Offered beside the reader's own, from north to south.
ZONES = (
    "America/Vancouver", "America/Mexico_City", "America/Chicago", "America/Toronto", "America/Bogota", "America/Lima",
    "America/Caracas", "America/La_Paz", "America/Santiago", "America/Sao_Paulo", "America/Argentina/Buenos_Aires",
)  # fmt: skip


@dataclass(frozen=True)
class Deadline:
    """The end of a call on the clocks of one zone."""

    utc: str
    day: str
    clock: str
    days: int | None


@dataclass(frozen=True)
class Span:
    """A part of the timeline, in months from 1; what is `thin` lies beside the phases."""

    title: str
    when: str
    first_month: int
    last_month: int
    thin: bool = False


@router.get("/")
def show_program(page: Here) -> Response:
    calls, opened = page.ask(ListCalls(), GetOpenData())
    call: Call | Missing | None = calls if isinstance(calls, Missing) else shown_call(calls.items)
    cities = () if isinstance(opened, Missing) else running(opened)
    values: dict[str, Any] = {"call": False if isinstance(call, Missing) else call, "theirs": None, "timeline": ()}
    rules = page.program.eligibility
    as_of = None
    if isinstance(call, Call):
        as_of = call.eligibility_as_of
        values |= {"when": deadline(page.language, call, call.time_zone), "timeline": timeline(page, call)}
        if page.reader.zone and not same_clock(call.closes_at, page.reader.zone, call.time_zone):
            values["theirs"] = deadline(page.language, call, page.reader.zone)
    return page.show(
        "public/program.html",
        **values,
        cities=cities,
        cohorts={} if isinstance(opened, Missing) else {one.id: one.name for one in opened.cohorts},
        map=map_of_cities(page, cities),
        zones=[(zone, zone_words(page.language, zone)) for zone in ZONES],
        reviewers=page.program.call.reviews_required,
        threshold=rules.population_threshold,
        term_years=rules.mayor_term_years,
        term_from=as_of and (as_of + relativedelta(years=rules.mayor_term_years)).isoformat(),
        check_link=link("/check", page.say("pages.program.check_link_text")),
        status_link=link("/status", page.say("pages.program.applied_link")),
    )


def running(found: OpenData) -> tuple[OpenCity, ...]:
    """The cities of the cohorts that are not over; of all that were, the open pages tell."""
    over = {one.id for one in found.cohorts if one.ends_on <= found.as_of.date()}
    return tuple(one for one in found.cities if one.cohort not in over)


def shown_call(calls: Sequence[Call]) -> Call | None:
    """The one that is open, else the next, else the latest."""
    order = {"open": 0, "planned": 1, "closed": 2}
    return min(calls, key=lambda call: (order[call.state], -call.closes_at.timestamp()), default=None)


def deadline(language: str, call: Call, zone: str) -> Deadline:
    at = call.closes_at.astimezone(ZoneInfo(zone))
    days = days_left(call.closes_at, zone) if call.state == "open" else None
    return Deadline(call.closes_at.isoformat(), day(language, at.date().isoformat()), clock(language, at), days)


def same_clock(at: datetime, one: str, other: str) -> bool:
    return at.astimezone(ZoneInfo(one)).utcoffset() == at.astimezone(ZoneInfo(other)).utcoffset()


def zone_words(language: str, zone: str) -> str:
    return clock(language, datetime.now(ZoneInfo(zone)))


def timeline(page: Page, call: Call) -> list[Span]:
    """The phases with dates, and the convenings below them."""
    program: Program = page.program
    starts_on = call.cohort.starts_on
    return [*phases(page, program, starts_on), *convenings(page, program, starts_on)]


def phases(page: Page, program: Program, starts_on: date) -> Iterator[Span]:
    for phase, dates in zip(program.phases, phase_dates(program, starts_on), strict=True):
        if dates.starts_on and dates.ends_on and phase.starts_after_months is not None:
            months = phase.starts_after_months + 1, phase.ends_after_months or page.program.months
            yield Span(page.title(phase), from_to(page, dates.starts_on, dates.ends_on), *months)


def convenings(page: Page, program: Program, starts_on: date) -> Iterator[Span]:
    for convening in program.convenings.values():
        window = convening_window(convening, starts_on, cohort_ends_on(program, starts_on))
        first = months_between(starts_on, window.first)
        last = months_between(starts_on, window.last)
        months = max(first, 0) + 1, min(last + 1, program.months)
        yield Span(page.title(convening), from_to(page, window.first, window.last + timedelta(1)), *months, thin=True)


def months_between(start: date, day_: date) -> int:
    passed = relativedelta(day_, start)
    return passed.years * 12 + passed.months


def from_to(page: Page, first: date, end: date) -> str:
    return page.say("pages.program.from_to", first=first.isoformat(), last=(end - timedelta(days=1)).isoformat())
