"""Held mails released together: which they are is seen first, then what came of each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.portal.forms.filled import blank
from services.portal.forms.posted import Sent
from services.portal.pages.results import AT_ONCE, ask_in_parts, results_of, show_results
from services.portal.pages.staff.mail import LISTED, PATH, shown_with
from services.portal.web.page import Page
from services.portal.web.people import id_of
from services.portal.web.roles import StaffHere
from shared.contracts.field_codes import request_of
from shared.contracts.notifications import ListMails, Mail, ReleaseMails

ALL = f"{PATH}/held"
router = APIRouter(include_in_schema=False)


@router.get(ALL)
def look(page: StaffHere) -> Response:
    """What the list's filters match."""
    listing = LISTED.of(page)
    given = {name: text for name, text in listing.given.items() if name != "state"}
    found = page.call(request_of(ListMails, **given, state="held", limit=AT_ONCE))
    mails = [one for one in found.items if not one.awaits_decision]
    awaiting = len(found.items) - len(mails)
    left_out = found.total - len(found.items)
    more: dict[str, Any] = {"back": listing.to(state="held"), "awaiting": awaiting, "left_out": left_out}
    return page.show("staff/mails_held.html", form=blank(), **shown_with(page, mails), **more)


@router.post(ALL)
def release(page: StaffHere, posted: Sent) -> Response:
    back = LISTED.at(posted.text("list")).address
    ids = list(dict.fromkeys(known for text in posted.texts("code") if (known := id_of(text))))[:AT_ONCE]
    if not ids:
        return page.see(back, said="none_chosen")

    outcomes = ask_in_parts(page, posted.command_id, ids, lambda some: request_of(ReleaseMails, mail_ids=some))
    subjects = subjects_of(page, ids)
    results = results_of(
        page, outcomes, lambda code: (subjects.get(UUID(code), code), f"{PATH}/{code}"),
        lambda _: page.say("flash.release_mail"),
    )  # fmt: skip
    return show_results(page, results, page.say("pages.held.title"), back, page.say("pages.nav.staff_mail"))


def subjects_of(page: Page, ids: list[UUID]) -> dict[UUID, str]:
    """Of those that are among the latest; of others the id says which it is."""
    mails: tuple[Mail, ...] = page.call(ListMails(limit=1000)).items
    return {one.id: one.subject for one in mails if one.id in ids}
