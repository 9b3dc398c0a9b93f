"""One verb for many applications: what will happen is shown first, then each has its result."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.posted import Addressed, Posted, Sent
from services.portal.pages.results import AT_ONCE, look_first, show_results
from services.portal.pages.staff.applications import LISTED, PATH
from services.portal.pages.staff.desk import Desk
from services.portal.pages.staff.many_asked import Asked, asked, chosen, standings_of
from services.portal.pages.staff.many_done import done
from services.portal.web.page import Page, own_path
from services.portal.web.roles import StaffHere
from shared.contracts.errors import Refusal

router = APIRouter(include_in_schema=False)
MANY = f"{PATH}/many"


@router.post(MANY)
def ask(page: StaffHere, posted: Sent) -> Response:
    return look_first(page, MANY, posted, ("list", "do", "all", "code", "pair"), look)


@router.get(MANY)
def ask_again(page: StaffHere, chosen: Addressed) -> Response:
    return look(page, chosen)


def look(page: Page, posted: Posted) -> Response:
    """What was ticked in a list, or all that its filters match."""
    listing = LISTED.at(posted.text("list"))
    back, do = own_path(posted.text("list")), posted.text("do")
    codes, left_out = chosen(page, listing, posted)
    if not codes:
        return page.see(back, said="none_chosen")
    return show(page, asked(page, do, back, standings_of(page, codes), left_out, blank(), posted.texts("pair")))


def show(page: Page, shown: Asked) -> Response:
    desk = Desk(page, MANY)
    fields = [one.with_options(desk) for one in shown.fields]
    return page.show("staff/many.html", shown.form.status, form=shown.form, shown=shown, asked=fields, place=desk)


@router.post(MANY + "/{do}")
def act(page: StaffHere, do: str, posted: Sent) -> Response:
    back = own_path(posted.text("list"))
    try:
        results = done(page, do, posted)
    except Refusal as refusal:
        if refusal.code != "invalid":
            raise
        form = Filled(posted=posted, refusal=refusal, command_id=posted.command_id)
        return show(page, asked(page, do, back, standings_of(page, posted.texts("code")[:AT_ONCE]), 0, form))
    return show_results(page, results, page.say(f"pages.staff.many.{do}"), back, page.say("pages.staff.back"))
