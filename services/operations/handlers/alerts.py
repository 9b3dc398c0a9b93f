"""Alerts: raised and cleared by what the watch saw, told, taken, muted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.operations.domain.alerts import MAIL_EVERY, Found, insist_on_open, next_steps
from shared.contracts import operations
from shared.contracts.errors import not_found
from shared.contracts.operations import Alert
from shared.contracts.paging import page_of, pair, read_cursor
from shared.contracts.people import Caller, PersonRef
from shared.contracts.requests import Page

if TYPE_CHECKING:
    from services.operations.repository import Repository
    from shared.messaging.outbox import Outbox


def take_in_findings(found: Found, repository: Repository, outbox: Outbox, now: datetime) -> None:
    """Each raised once, however long it lasts, and cleared when it is so no more."""
    open_ = repository.list_open_alerts()
    known = {one.key for one in open_}
    steps = next_steps(found, open_, now)
    for key, finding in steps.begin.items():
        repository.insert_alert(uuid4(), key, finding, now, None)
    for key, finding in steps.raise_.items():
        if key in known:
            alert_id = repository.update_alert_value(key, finding, now)
        else:
            alert_id = uuid4()
            repository.insert_alert(alert_id, key, finding, now, now)
        cause, about = key
        outbox.record(operations.AlertRaised(alert_id=alert_id, cause=cause, about=about, **vars(finding)))
    for key, finding in steps.update.items():
        repository.update_alert_value(key, finding)
    for key in steps.drop:
        repository.drop_alert(key)
    for cause, about in steps.clear:
        alert_id = repository.clear_alert((cause, about), now)
        outbox.record(operations.AlertCleared(alert_id=alert_id, cause=cause, about=about))
    repository.delete_mutes(now)


def tell_operators(recipients: Iterable[PersonRef], repository: Repository, outbox: Outbox, now: datetime) -> None:
    """At most hourly of a cause: of its oldest untold one, and how many more there are."""
    refs = tuple(recipients)
    untold = repository.list_untold_alerts(now - MAIL_EVERY, now)
    if not refs:
        return
    for _, group in groupby(untold, lambda one: one.cause):
        first, *others = group
        outbox.record(operations.AlertMailDue(**vars(first), others=len(others), recipients=refs))
        repository.update_alerts_mailed([first.alert_id, *(one.alert_id for one in others)], now)


def list_alerts(request: operations.ListAlerts, repository: Repository) -> Page[Alert]:
    open_ = None if request.state is None else request.state == "open"
    after = read_cursor(request.after, pair(datetime.fromisoformat, UUID))
    found = repository.list_alerts(open_, after, request.limit + 1)
    items, following = page_of(found, request.limit, lambda one: (one.raised_at.isoformat(), one.id))
    return Page[Alert](items=tuple(items), next=following, total=repository.count_alerts(open_))


def get_alert(request: operations.GetAlert, repository: Repository) -> Alert:
    alert = repository.find_alert(request.alert_id)
    if alert is None:
        raise not_found("alert", request.alert_id)
    return alert


def take_alert(
    request: operations.TakeAlert, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> Alert:
    alert = get_alert(operations.GetAlert(alert_id=request.alert_id), repository)
    if alert.taken_by == caller.id:
        return alert
    insist_on_open(alert.cleared_at)
    repository.update_alert_taken(alert.id, caller.id, now)
    outbox.record(operations.AlertTaken(alert_id=alert.id, cause=alert.cause, about=alert.about))
    return alert.model_copy(update={"taken_by": caller.id, "taken_at": now})


def mute_alert(request: operations.MuteAlert, repository: Repository, outbox: Outbox, now: datetime) -> Alert:
    alert = get_alert(operations.GetAlert(alert_id=request.alert_id), repository)
    until = now + timedelta(hours=request.hours)
    repository.upsert_mute((alert.cause, alert.about), until, request.reason)
    outbox.record(operations.AlertMuted(alert_id=alert.id, cause=alert.cause, about=alert.about, until=until))
    return alert.model_copy(update={"muted_until": until, "mute_reason": request.reason})


def unmute_alert(request: operations.UnmuteAlert, repository: Repository, outbox: Outbox) -> Alert:
    alert = get_alert(operations.GetAlert(alert_id=request.alert_id), repository)
    if alert.muted_until is None:
        return alert
    repository.delete_mute((alert.cause, alert.about))
    outbox.record(operations.AlertUnmuted(alert_id=alert.id, cause=alert.cause, about=alert.about))
    return alert.model_copy(update={"muted_until": None, "mute_reason": None})
