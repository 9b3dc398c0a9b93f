"""Other systems that are told of events: the list of them, one made or changed, its secret shown once."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import ELSEWHERE
from services.portal.forms.posted import Posted, Sent
from services.portal.web.page import Page
from services.portal.web.roles import OperatorHere
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.registry import EVENTS
from shared.contracts.reporting import (
    ChangeWebhook,
    DeleteWebhook,
    GetWebhook,
    ListWebhooks,
    MadeWebhook,
    MakeWebhook,
    RotateWebhookSecret,
    Webhook,
)

router = APIRouter(include_in_schema=False)

PATH = "/ops/webhooks"
FIELDS = ("url", "description")

#: Types of events by the service that tells them.
TYPES = tuple(
    (producer, tuple(name for _, name in pairs)) for producer, pairs in groupby(sorted(EVENTS), lambda one: one[0])
)


@router.get(PATH)
def show_webhooks(page: OperatorHere) -> Response:
    return page.show("operator/webhooks.html", found=page.call(ListWebhooks()).items, zone=page.zone)


@router.get(f"{PATH}/new")
def ask_webhook(page: OperatorHere) -> Response:
    return show_form(page, blank(), None)


@router.post(f"{PATH}/new")
def make_webhook(page: OperatorHere, posted: Sent) -> Response:
    """The secret is in this answer alone."""
    try:
        asked = request_of(MakeWebhook, **typed(posted))
        made = page.call(asked, command_id=posted.command_id)
    except Refusal as refusal:
        return refused(page, posted, refusal, None)
    return show_secret(page, made)


@router.get(f"{PATH}/{{webhook_id}}/change")
def ask_change(page: OperatorHere, webhook_id: UUID) -> Response:
    webhook = page.call(GetWebhook(webhook_id=webhook_id))
    known = {"url": webhook.url, "description": webhook.description, "event_types": "; ".join(webhook.event_types)}
    return show_form(page, blank(**known), webhook)


@router.post(f"{PATH}/{{webhook_id}}/change")
def change_webhook(page: OperatorHere, webhook_id: UUID, posted: Sent) -> Response:
    try:
        asked = request_of(ChangeWebhook, webhook_id=webhook_id, **typed(posted))
        page.call(asked, command_id=posted.command_id)
    except Refusal as refusal:
        return refused(page, posted, refusal, page.call(GetWebhook(webhook_id=webhook_id)))
    return page.see(f"{PATH}/{webhook_id}", said="change_webhook")


@router.post(f"{PATH}/{{webhook_id}}/rotate")
def rotate_secret(page: OperatorHere, webhook_id: UUID, posted: Sent) -> Response:
    """The secret is in this answer alone."""
    return show_secret(page, page.call(RotateWebhookSecret(webhook_id=webhook_id), command_id=posted.command_id))


@router.post(f"{PATH}/{{webhook_id}}/delete")
def delete_webhook(page: OperatorHere, webhook_id: UUID, posted: Sent) -> Response:
    page.call(DeleteWebhook(webhook_id=webhook_id), command_id=posted.command_id)
    return page.see(PATH, said="delete_webhook")


def typed(posted: Posted) -> dict[str, str | list[str]]:
    return {name: posted.text(name).strip() for name in FIELDS} | {"event_types": posted.texts("event_types")}


def refused(page: Page, posted: Posted, refusal: Refusal, webhook: Webhook | None) -> Response:
    if refusal.code in ELSEWHERE:
        raise refusal
    form = Filled(posted=posted, refusal=by_field(refusal), command_id=posted.command_id)
    return show_form(page, form, webhook)


def by_field(refusal: Refusal) -> Refusal:
    """Each type is one box of a field."""
    return refusal.with_details(*[Detail.at(one, one.field.partition(".")[0]) for one in refusal.details])


def show_form(page: Page, form: Filled, webhook: Webhook | None) -> Response:
    return page.show("operator/webhook_form.html", form.status, form=form, types=TYPES, webhook=webhook)


def show_secret(page: Page, made: MadeWebhook) -> Response:
    return page.show("operator/webhook_secret.html", made=made)
