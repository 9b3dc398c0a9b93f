"""What stands in the calendar when dates move: listed, never moved. One line a noun."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from services.cohort.domain.days import fits
from shared.contracts import cohort as contract
from shared.program.calendar import convening_window, visit_window

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from services.cohort.domain.participation import CohortRecord
    from services.cohort.repository import Repository

#: The cohort with its new dates, the cities whose dates moved, now.
List = Callable[["Repository", "CohortRecord", Collection["UUID"], "datetime"], Iterator[contract.Booked]]


def booked_visits(
    repository: Repository, cohort: CohortRecord, cities: Collection[UUID], _now: datetime
) -> Iterator[contract.Booked]:
    window = visit_window(cohort.program.visit, cohort.starts_on)
    for row in repository.list_booked_visits(cohort.cohort):
        if row["application_id"] in cities:
            yield contract.Booked(
                kind="visit",
                id=row["visit_id"],
                code=row["code"],
                title=None,
                starts_at=row["starts_at"],
                time_zone=row["time_zone"],
                window=(window.first, window.last),
                fits=fits(row["starts_at"], row["ends_at"], row["time_zone"], window),
            )


def booked_convenings(
    repository: Repository, cohort: CohortRecord, _cities: Collection[UUID], now: datetime
) -> Iterator[contract.Booked]:
    for found in repository.list_convenings(cohort.cohort):
        plan = cohort.program.convenings.get(found.kind)
        if found.starts_at <= now or found.state != "scheduled" or plan is None:
            continue
        window = convening_window(plan, cohort.starts_on, cohort.ends_on)
        yield contract.Booked(
            kind="convening",
            id=found.convening_id,
            code=None,
            title=plan.title,
            starts_at=found.starts_at,
            time_zone=found.time_zone,
            window=(window.first, window.last),
            fits=fits(found.starts_at, found.ends_at, found.time_zone, window),
        )


def booked_sessions(
    repository: Repository, cohort: CohortRecord, cities: Collection[UUID], now: datetime
) -> Iterator[contract.Booked]:
    """A session has no window of its own."""
    for session, codes in repository.list_upcoming_sessions(cohort.cohort, cities, now):
        yield contract.Booked(
            kind="session",
            id=session.session_id,
            code=codes[0] if len(codes) == 1 else None,
            title=session.title,
            starts_at=session.starts_at,
            time_zone=session.time_zone,
            window=None,
            fits=True,
        )


BOOKED: tuple[List, ...] = (booked_visits, booked_convenings, booked_sessions)


def list_booked(
    repository: Repository, cohort: CohortRecord, cities: Collection[UUID], now: datetime
) -> tuple[contract.Booked, ...]:
    found = [one for noun in BOOKED for one in noun(repository, cohort, cities, now)]
    return tuple(sorted(found, key=lambda one: (one.starts_at, one.code or "")))
