"""Which mails whoever reads at an address does without, by the link in one of them. Nobody signs in for it: the link
proves it, and nothing of a person is shown.

A mail program posts to it by itself, without any page (RFC 8058): that alone is done then.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Response

from services.portal.forms.filled import blank
from services.portal.forms.posted import Posted, Sent
from services.portal.web.names import named
from services.portal.web.page import Here, Page
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.notifications import GetMailChoices, MailChoices, SetMailChoices, Unsubscribe

PATH = "/unsubscribe"
ONE_CLICK = ("List-Unsubscribe", "One-Click")

router = APIRouter(include_in_schema=False)


@router.get(PATH + "/{key}")
def show_choices(page: Here, key: str) -> Response:
    return answered(page, key, lambda: page.client.call(request_of(GetMailChoices, key=key)), saved=False)


@router.post(PATH + "/{key}")
def choose(page: Here, key: str, posted: Sent) -> Response:
    by_itself = posted.text(ONE_CLICK[0]) == ONE_CLICK[1]
    do = unsubscribed if by_itself else chosen
    return answered(page, key, lambda: do(page, key, posted), saved=True)


def answered(page: Page, key: str, ask: Callable[[], MailChoices], *, saved: bool) -> Response:
    """What is no key of ours is said to be none, whatever is wrong with it."""
    try:
        return show(page, key, ask(), saved=saved)
    except Refusal as refusal:
        if refusal.code not in ("not_found", "invalid"):
            raise
        return page.show("public/no_choices.html", status=404)


def unsubscribed(page: Page, key: str, posted: Posted) -> MailChoices:
    return page.client.call(request_of(Unsubscribe, key=key), command_id=posted.command_id)


def chosen(page: Page, key: str, posted: Posted) -> MailChoices:
    asked = request_of(SetMailChoices, key=key, wanted=posted.texts("wanted"))
    return page.client.call(asked, command_id=posted.command_id)


def show(page: Page, key: str, found: MailChoices, *, saved: bool) -> Response:
    options = [(one.topic, named(page.language, "mail_topics", one.topic)) for one in found.choices]
    form = blank(wanted=[one.topic for one in found.choices if one.wanted])
    topic = named(page.language, "mail_topics", found.topic) if found.topic else None
    return page.show("public/unsubscribe.html", key=key, form=form, options=options, topic=topic, saved=saved)
