"""Reports by mail: who subscribes to which, and the mail of each occasion, written once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.notifications.domain import Audience, Occasion
from services.notifications.subscriptions import WEEKDAYS, Subscription, last_due, next_of, occasion_id, says_of
from shared.contracts import identity, notifications
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.paging import page_of, read_cursor
from shared.contracts.reporting import GetReport
from shared.contracts.requests import Page
from shared.security.permissions import STAFF

if TYPE_CHECKING:
    from datetime import datetime

    from services.notifications.handlers.telling import Telling
    from services.notifications.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.owners import Owners

AT_ONCE = 200


def subscribe_to_report(
    request: notifications.SubscribeToReport, repository: Repository, caller: Caller, owners: Owners, now: datetime
) -> notifications.ReportSubscription:
    """Raises what reporting says of a report, call or cohort that is not there, and where it is not said of what."""
    if request.every == "week" and request.day > WEEKDAYS:
        raise Refusal("invalid", Detail("day", "too_large", most=WEEKDAYS))
    owners.read_report(GetReport(report=request.report, call=request.call, cohort=request.cohort, by=request.by))
    asked = {name: getattr(request, name) for name in notifications.SubscribeToReport.model_fields}
    next_at = next_of(request.every, request.day, request.hour, request.time_zone, now)
    one = Subscription(uuid4(), ref_of(caller), next_at=next_at, **asked)
    repository.insert_subscription(one)
    return shown(one)


def list_report_subscriptions(
    request: notifications.ListReportSubscriptions, repository: Repository, caller: Caller
) -> Page[notifications.ReportSubscription]:
    ref = ref_of(caller)
    found = repository.list_subscriptions(ref, request.limit + 1, read_cursor(request.after, UUID))
    items, following = page_of(found, request.limit, lambda one: one.id)
    total = repository.count_subscriptions(ref)
    return Page[notifications.ReportSubscription](items=tuple(map(shown, items)), next=following, total=total)


def unsubscribe_from_report(
    request: notifications.UnsubscribeFromReport, repository: Repository, caller: Caller
) -> notifications.ReportSubscription:
    """Raises not_found for one that is not the caller's."""
    one = repository.lock_subscription(request.subscription_id)
    if one is None or one.ref != ref_of(caller):
        raise not_found("subscription", request.subscription_id)
    repository.delete_subscription(one.id)
    return shown(one)


def shown(one: Subscription) -> notifications.ReportSubscription:
    said = {name: value for name, value in vars(one).items() if name != "ref"}
    return notifications.ReportSubscription.model_validate(said)


def ref_of(caller: Caller) -> str:
    """Raises Refusal("forbidden") for who is nobody that mails reach: the machine's own administrator."""
    if not caller.is_person:
        raise Refusal("forbidden", reason="no_mailbox")
    return f"identity:{caller.id}"


# -- the mail of each occasion -----------------------------------------------------------------------------------------


def list_due_subscriptions(repository: Repository, now: datetime) -> list[UUID]:
    return repository.list_due_subscriptions(now, AT_ONCE)


def tell_due(subscription_id: UUID, telling: Telling) -> None:
    """Of several occasions that went by the last."""
    repository, now = telling.repository, telling.now
    one = repository.lock_subscription(subscription_id)
    if one is None or one.next_at > now:
        return
    due = last_due(one, now)
    repository.update_next_report(one.id, next_of(one.every, one.day, one.hour, one.time_zone, now))
    occasion = Occasion(
        occasion_id(one, due), one.id, "report_due", Audience.PERSON, says_of(one, due), telling.cause.traceparent
    )
    telling.mail_one(occasion, None, one.ref, one.language)


def end_subscriptions(event: identity.StandingEvent, repository: Repository) -> None:
    """Of whoever may not read reports any more."""
    if not STAFF.intersection(event.roles):
        repository.delete_subscriptions_of(f"identity:{event.person_id}")
