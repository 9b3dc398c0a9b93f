"""What a city is reminded of, by the rules of the program that its cohort runs by: one step tells what is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from services.cohort.handlers.lookup import get_cohort, lock_participation
from services.cohort.handlers.reminding_of import SUBJECTS, City, Waiting
from shared.contracts.reminders import UpcomingReminders
from shared.program.reminding import Coming, coming, due_rules, upcoming

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.repository import Repository
    from shared.contracts import cohort as contract
    from shared.messaging.outbox import Outbox
    from shared.messaging.reminded import Reminded


def remind_city(code: str, repository: Repository, outbox: Outbox, reminded: Reminded, now: datetime) -> None:
    """The periodic step for one city, which is left in peace while it pauses. What is due and no longer so is not told,
    and looked at again until it is too late for it."""
    city = city_of(lock_participation(repository, code), repository, now)
    for waiting in waiting_for(city):
        for rule in due_rules(city.cohort.program.reminders, waiting.awaited, now):
            if reminded.knows(rule, waiting.awaited):
                continue
            event = waiting.event(rule)
            if event is not None and reminded.take(rule, waiting.awaited):
                outbox.record(event)


def list_upcoming(request: contract.ListUpcomingReminders, repository: Repository, now: datetime) -> UpcomingReminders:
    """Of what there is a reason for now."""
    until = now + timedelta(days=request.days)
    members = [city for cohort, _ in repository.list_cohorts() for city in repository.list_members(cohort.cohort)]
    found = [one for member in members for one in coming_to(city_of(member, repository, now), until)]
    return upcoming(found, request.limit)


def coming_to(city: City, until: datetime) -> Iterator[Coming]:
    for waiting in waiting_for(city):
        for moment, rule in coming(city.cohort.program.reminders, waiting.awaited, city.now, until):
            if waiting.event(rule) is not None:
                yield Coming(moment, rule, waiting.awaited, city.record.code, waiting.recipient)


def city_of(record: ParticipationRecord, repository: Repository, now: datetime) -> City:
    return City(record, get_cohort(repository, record.cohort), repository, now)


def waiting_for(city: City) -> Iterator[Waiting]:
    if city.record.status == "active":
        for of in SUBJECTS:
            yield from of(city)
