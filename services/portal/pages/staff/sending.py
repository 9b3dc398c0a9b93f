"""Decisions that wait to be sent: each mail once more before anything goes, then what came of each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from fastapi import APIRouter, Response

from services.portal.forms.filled import blank
from services.portal.forms.posted import Addressed, Posted, Sent
from services.portal.pages.results import AT_ONCE, do_each, look_first, results_of, show_results
from services.portal.pages.staff.foreseen import foresee
from services.portal.pages.staff.many_asked import shown_of, standings_of
from services.portal.web.page import Page
from services.portal.web.roles import StaffHere
from shared.contracts.eligibility import RescindDecision, SendDecisions
from shared.contracts.field_codes import request_of

PATH = "/staff/selection"
router = APIRouter(include_in_schema=False)


@router.post(PATH + "/{call}/decisions")
def choose(page: StaffHere, call: str, posted: Sent) -> Response:
    """To be looked at before anything is sent. Or those ticked are taken back."""
    codes, back = codes_in(posted), f"{PATH}/{call}"
    if codes and posted.text("do") == "rescind":
        return rescind(page, posted, codes, back)
    return look_first(page, f"{back}/decisions", posted, ("code",), partial(look, call))


@router.get(PATH + "/{call}/decisions")
def choose_again(page: StaffHere, call: str, chosen: Addressed) -> Response:
    return look(call, page, chosen)


def codes_in(posted: Posted) -> list[str]:
    return list(dict.fromkeys(posted.texts("code")))[:AT_ONCE]


def look(call: str, page: Page, posted: Posted) -> Response:
    """The dry run: each mail once more."""
    codes, back = codes_in(posted), f"{PATH}/{call}"
    if not codes:
        return page.see(back, said="none_chosen")
    return page.show("staff/sending.html", call=call, back=back, foreseen=foresee(page, codes), form=blank())


def rescind(page: Page, posted: Posted, codes: Sequence[str], back: str) -> Response:
    shown = shown_of(standings_of(page, codes))
    results = do_each(
        page, posted.command_id, codes, lambda code: request_of(RescindDecision, code=code),
        shown, page.say("pages.staff.decision.rescinded"),
    )  # fmt: skip
    return show_results(page, results, page.say("pages.verb.rescind"), back, page.say("pages.staff.back"))


@router.post(PATH + "/{call}/send")
def send(page: StaffHere, call: str, posted: Sent) -> Response:
    """What was sent stays sent when another is refused; sent again, only the rest is."""
    codes = posted.texts("code")[:AT_ONCE]
    back = f"{PATH}/{call}"
    if not codes:
        return page.see(back, said="none_chosen")
    shown = shown_of(standings_of(page, codes))
    outcomes = page.call(request_of(SendDecisions, codes=codes), command_id=posted.command_id).items
    sent = page.say("pages.staff.decision.sent")
    results = results_of(page, outcomes, shown, lambda _: sent)
    return show_results(page, results, page.say("pages.staff.send_decisions"), back, page.say("pages.staff.back"))
