"""Sessions of a cohort, planned by whoever runs the program: one, or many at the same hour every so many weeks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.forms.fields import Field
from services.portal.forms.verbs import Fields, Verb
from services.portal.forms.zones import zones
from services.portal.pages.leaf import Leaf
from services.portal.pages.staff.desk import Desk
from services.portal.web.names import named, tongues
from services.portal.web.page import Missing
from shared.contracts import cohort
from shared.contracts.field_codes import request_of
from shared.contracts.identity import GetNames


def clock(desk: Desk) -> Field:
    return Field("time_zone", "choice", options=zones(desk.page, desk.zone), hint="clock")


def cities(desk: Desk) -> list[tuple[str, str]]:
    """Those that take part still."""
    tracker = desk.page.call(request_of(cohort.GetTracker, cohort=desk.given["cohort"]))
    return [(one.code, one.city) for one in tracker.members if one.status in ("active", "paused")]


def coaches(desk: Desk) -> list[tuple[str, str]]:
    found = desk.page.part(cohort.ListCoaches())
    ids = () if isinstance(found, Missing) else tuple(sorted(one.id for one in found.items))
    names = desk.page.part(GetNames(ids=ids)) if ids else None
    return [] if names is None or isinstance(names, Missing) else [(str(one.id), one.name) for one in names.items]


def what(desk: Desk) -> Fields:
    """A kind that needs named people is planned in its city's room, where they are known."""
    page = desk.page
    kinds = [(one.id, page.title(one)) for one in page.program.session_kinds if not one.named_people]
    return Field("kind", "choice", options=kinds, label="session_kind"), Field("title")


def where_and_who(desk: Desk) -> Fields:
    page = desk.page
    roles = [(one.id, named(page.language, "roles", one.id)) for one in page.program.roles]
    return (
        Field("place", hint="place"),
        Field("cities", "boxes", options=cities(desk), hint="cities_of_session"),
        Field("roles", "boxes", options=roles, hint="roles_of_session", label="roles_invited"),
        Field("coach_id", "choice", options=coaches(desk), optional=True, label="coach"),
        Field("speaker", optional=True),
        Field("bring", optional=True),
        Field("language", "choice", options=tongues(page.language), optional=True),
        Field("interpretation", "boxes", options=tongues(page.language)),
        Field("modules", "lines", optional=True, rows=3),
    )


def one_time(desk: Desk) -> Fields:
    times = (Field("starts_at", "moment", hint="that_clock"), Field("ends_at", "moment", hint="that_clock"))
    return *what(desk), clock(desk), *times, *where_and_who(desk)


def many_times(desk: Desk) -> Fields:
    times = (
        Field("first_on", "day"),
        Field("at", "hour", hint="that_clock", label="at_the_hour"),
        Field("minutes", "number"),
        Field("every_weeks", "number"),
        Field("count", "number", label="how_many_times"),
    )
    return *what(desk), clock(desk), *times, *where_and_who(desk)


SCHEDULE: Verb[Desk] = Verb("schedule", cohort.ScheduleSession, one_time, clock="time_zone", says="schedule_session")
SERIES: Verb[Desk] = Verb("series", cohort.ScheduleSeries, many_times, says="schedule_series")


def read(desk: Desk) -> Mapping[str, Any]:
    planned = desk.page.call(request_of(cohort.GetCohort, cohort=desk.given["cohort"]))
    return {"cohort": planned}


PLAN = Leaf("{cohort}", read, (SCHEDULE, SERIES), template="session_plan")
