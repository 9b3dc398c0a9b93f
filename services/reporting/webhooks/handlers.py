"""Webhooks: made, changed, paused, looked through; what was sent is sent again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.reporting.webhooks.domain import (
    PREFIX,
    insist_on_replayable,
    insist_on_room,
    insist_on_types,
    new_secret,
)
from shared.contracts import reporting
from shared.contracts.errors import Refusal, not_found
from shared.contracts.paging import page_of, read_cursor
from shared.contracts.reporting import MadeWebhook, Replayed, Webhook, WebhookDelivery
from shared.contracts.requests import Nothing, Page

if TYPE_CHECKING:
    from services.reporting.webhooks.posting import Poster
    from services.reporting.webhooks.rows import Webhooks
    from shared.security.sealing import Seals


def list_webhooks(webhooks: Webhooks) -> Page[Webhook]:
    items = tuple(webhooks.list_webhooks())
    return Page[Webhook](items=items, next=None, total=len(items))


def get_webhook(request: reporting.GetWebhook, webhooks: Webhooks) -> Webhook:
    return one_of(request.webhook_id, webhooks)


def make_webhook(
    request: reporting.MakeWebhook, webhooks: Webhooks, poster: Poster, seals: Seals, now: datetime
) -> MadeWebhook:
    """A second at one address is refused, so that a command that comes again makes no other."""
    insist_on_types(request.event_types)
    poster.insist_on_outer(request.url)
    webhooks.lock()
    insist_on_own_address(request.url, None, webhooks)
    insist_on_room(webhooks.count_webhooks()["number"])
    made = Webhook(id=uuid4(), **request.model_dump(), state="on", made_at=now)
    webhooks.insert_webhook(made, now)
    return with_new_secret(made, webhooks, seals, now)


def change_webhook(request: reporting.ChangeWebhook, webhooks: Webhooks, poster: Poster) -> Webhook:
    insist_on_types(request.event_types)
    poster.insist_on_outer(request.url)
    webhooks.lock()
    one_of(request.webhook_id, webhooks)
    insist_on_own_address(request.url, request.webhook_id, webhooks)
    webhooks.update_webhook(request.webhook_id, request.url, request.event_types, request.description)
    return one_of(request.webhook_id, webhooks)


def rotate_webhook_secret(
    request: reporting.RotateWebhookSecret, webhooks: Webhooks, seals: Seals, now: datetime
) -> MadeWebhook:
    return with_new_secret(one_of(request.webhook_id, webhooks), webhooks, seals, now)


def pause_webhook(request: reporting.PauseWebhook, webhooks: Webhooks) -> Webhook:
    return in_state(request.webhook_id, "paused", webhooks)


def resume_webhook(request: reporting.ResumeWebhook, webhooks: Webhooks) -> Webhook:
    return in_state(request.webhook_id, "on", webhooks)


def delete_webhook(request: reporting.DeleteWebhook, webhooks: Webhooks) -> Nothing:
    if not webhooks.delete_webhook(request.webhook_id):
        raise not_found("webhook", request.webhook_id)
    return Nothing()


def list_webhook_deliveries(request: reporting.ListWebhookDeliveries, webhooks: Webhooks) -> Page[WebhookDelivery]:
    one_of(request.webhook_id, webhooks)
    before = read_cursor(request.after, int)
    found, following = page_of(
        webhooks.list_deliveries(request, before, request.limit + 1), request.limit, lambda one: one[0]
    )
    items = tuple(one for _, one in found)
    return Page[WebhookDelivery](items=items, next=following, total=webhooks.count_deliveries(request))


def resend_delivery(request: reporting.ResendDelivery, webhooks: Webhooks) -> WebhookDelivery:
    webhooks.resend(request.webhook_id, request.event_id)
    delivery = webhooks.find_delivery(request.webhook_id, request.event_id)
    if delivery is None:
        raise not_found("webhook_delivery", request.event_id)
    return delivery


def replay_webhook(request: reporting.ReplayWebhook, webhooks: Webhooks) -> Replayed:
    one_of(request.webhook_id, webhooks)
    events = webhooks.count_replayed(request.webhook_id, request.since)
    insist_on_replayable(events)
    if not request.dry_run:
        webhooks.replay(request.webhook_id, request.since)
    return Replayed(events=events)


def forget_former_secrets(webhooks: Webhooks) -> None:
    webhooks.delete_secrets()


def seal_secrets_anew(webhooks: Webhooks, seals: Seals) -> None:
    """What lies under a former key, or in the clear as former versions kept it. What no key opens stays as it is."""
    for kept in webhooks.list_secrets():
        if seals.is_latest(kept):
            continue
        secret = kept if kept.startswith(PREFIX) else seals.unseal(kept)
        if secret is not None:
            webhooks.update_secret(kept, seals.seal(secret))


def one_of(webhook_id: UUID, webhooks: Webhooks) -> Webhook:
    found = webhooks.list_webhooks(webhook_id)
    if not found:
        raise not_found("webhook", webhook_id)
    return found[0]


def insist_on_own_address(url: str, but: UUID | None, webhooks: Webhooks) -> None:
    if webhooks.count_webhooks(url, but)["there"]:
        raise Refusal("already_exists", reason="webhook", url=url)


def with_new_secret(webhook: Webhook, webhooks: Webhooks, seals: Seals, now: datetime) -> MadeWebhook:
    secret = new_secret()
    webhooks.insert_secret(webhook.id, seals.seal(secret), now)
    return MadeWebhook(secret=secret, made=webhook)


def in_state(webhook_id: UUID, state: reporting.WebhookState, webhooks: Webhooks) -> Webhook:
    """In it already: the same answer."""
    webhook = one_of(webhook_id, webhooks)
    if webhook.state == state:
        return webhook
    webhooks.update_state(webhook_id, state)
    return one_of(webhook_id, webhooks)
