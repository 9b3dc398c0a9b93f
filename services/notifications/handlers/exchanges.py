"""Calls and replies, entered by hand on a city's page: staff of every city, a coach of their own."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from services.notifications.exchange import ExchangeRecord, insist_on_past
from services.notifications.handlers.of_cities import insist_on_belonging
from services.notifications.handlers.writing import existing
from shared.contracts import notifications
from shared.contracts.paging import page_of, read_cursor
from shared.contracts.requests import Page

if TYPE_CHECKING:
    from services.notifications.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox
    from shared.messaging.owners import Owners


def log_exchange(
    request: notifications.LogExchange,
    repository: Repository,
    owners: Owners,
    caller: Caller,
    outbox: Outbox,
    now: datetime,
) -> notifications.Exchange:
    """Of what has happened: by the city's day."""
    insist_on_belonging(request.code, owners, caller)
    application = existing(request.code, repository)
    insist_on_past(request.held_on, now.astimezone(ZoneInfo(application.city_zone)).date())
    record = ExchangeRecord(
        id=uuid4(),
        application_id=application.id,
        code=request.code,
        kind=request.kind,
        direction=request.direction,
        held_on=request.held_on,
        person=request.person,
        notes=request.notes,
        logged_by=caller.actor,
        logged_at=now,
    )
    repository.insert_exchange(record)
    outbox.record(
        notifications.ExchangeLogged(
            exchange_id=record.id,
            application_id=record.application_id,
            code=record.code,
            kind=request.kind,
            direction=request.direction,
            held_on=record.held_on,
        )
    )
    return as_reply(record)


def list_exchanges(
    request: notifications.ListExchanges, repository: Repository, owners: Owners, caller: Caller
) -> Page[notifications.Exchange]:
    insist_on_belonging(request.code, owners, caller)
    found = repository.list_exchanges(request.code, request.limit + 1, read_cursor(request.after, UUID))
    shown, following = page_of(found, request.limit, lambda one: one.id)
    items, total = tuple(map(as_reply, shown)), repository.count_exchanges(request.code)
    return Page[notifications.Exchange](items=items, next=following, total=total)


def as_reply(record: ExchangeRecord) -> notifications.Exchange:
    """What others read of it: all but the application's id."""
    shown = {field.name: getattr(record, field.name) for field in fields(record) if field.name != "application_id"}
    return notifications.Exchange.model_validate(shown)
