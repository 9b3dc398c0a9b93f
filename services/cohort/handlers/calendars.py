"""Calendars that people's own programs fetch by a secret link. What is in one names nobody."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from services.cohort.handlers.lookup import get_cohort, get_participation
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.storage.database import Row

SECRET_BYTES = 24
KEPT = timedelta(days=180)  # so long what is over stays in the calendar


def get_feed(request: contract.GetCalendarFeed, repository: Repository, caller: Caller) -> contract.CalendarFeed:
    city = get_participation(repository, request.code)
    made_at = repository.find_calendar_feed_of(city.application_id, UUID(caller.id)) if caller.is_person else None
    return contract.CalendarFeed(code=city.code, made_at=made_at)


def renew_feed(
    request: contract.RenewCalendarFeed, repository: Repository, caller: Caller, now: datetime
) -> contract.CalendarFeed:
    """For the city's own people and its lead coach: the link must end with their part in it."""
    city = get_participation(repository, request.code)
    if not caller.is_person or not repository.is_of_city(city.application_id, UUID(caller.id)):
        raise Refusal("forbidden", reason="part_in_city")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    repository.upsert_calendar_feed(city.application_id, UUID(caller.id), hash_of(secret), now)
    return contract.CalendarFeed(code=city.code, made_at=now, secret=secret)


def get_calendar(request: contract.GetCalendar, repository: Repository, now: datetime) -> contract.Calendar:
    found = repository.find_calendar_feed(hash_of(request.secret))
    if found is None:
        raise Refusal("not_found", reason="calendar")
    entries = sorted(entries_of(found, repository, now - KEPT), key=lambda one: (one.starts_at, one.id))
    return contract.Calendar(code=found["code"], city=found["city"], language=found["language"], entries=tuple(entries))


def entries_of(city: Row, repository: Repository, since: datetime) -> Iterator[contract.CalendarEntry]:
    visit = repository.find_visit(city["application_id"])
    if visit is not None and visit.state != "proposed":
        yield contract.CalendarEntry(
            noun="visit", id=visit.visit_id, kind=None, title=None, starts_at=visit.starts_at, ends_at=visit.ends_at,
            time_zone=city["time_zone"], place=visit.place, sequence=visit.sequence,
            cancelled=visit.state == "cancelled",
        )  # fmt: skip
    for row in repository.list_calendar_sessions(city["application_id"], since):
        told = {name: row[name] for name in ("title", "modules", "bring")}
        yield entry_of("session", row["session_id"], row, **told)
    program = get_cohort(repository, city["cohort"]).program
    for row in repository.list_calendar_convenings(city["application_id"], since):
        plan = program.convenings[row["kind"]]
        yield entry_of("convening", row["convening_id"], row, title=plan.title, titles=plan.by_language)


def entry_of(noun: contract.CalendarNoun, id_: UUID, row: Row, **named: object) -> contract.CalendarEntry:
    shown = {key: row[key] for key in ("kind", "starts_at", "ends_at", "time_zone", "place", "sequence")}
    fields = shown | {"noun": noun, "id": id_, "cancelled": row["state"] == "cancelled"} | named
    return contract.CalendarEntry.model_validate(fields)


def hash_of(secret: str) -> str:
    """A random secret needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
