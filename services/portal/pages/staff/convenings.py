"""The desk of a gathering: who comes, who is here; checked in on phones whose connection comes and goes.

A check-in is a form with a command id of its own. With scripts (static/door.js) it is kept on the phone and sent until
it is answered; the answer to such a form (`part`) is the guest's row alone. However often it arrives, it is one.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import ELSEWHERE
from services.portal.forms.posted import Posted, Sent
from services.portal.pages.staff.guests import COLUMNS, COMING, VIEWS, by_role, figures, guests_of, wanted
from services.portal.web.names import alone
from services.portal.web.page import Page
from services.portal.web.people import id_of
from services.portal.web.roles import StaffHere
from shared.contracts import cohort
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.requests import Request
from shared.wording.dates import clock

router = APIRouter(include_in_schema=False)

#: What is done at the desk: the last part of its address -> its request, and what stands in it besides the guest.
AT_THE_DOOR: dict[str, tuple[type[Request[Any]], dict[str, Any]]] = {
    "check-in": (cohort.CheckIn, {}),
    "excuse": (cohort.CheckIn, {"excused": True}),
    "undo": (cohort.UndoCheckIn, {}),
    "uninvite": (cohort.Uninvite, {}),
}
#: What is done with the gathering as a whole.
WITH_ALL: dict[str, type[Request[Any]]] = {
    "thank": cohort.ThankForConvening,
    "cancel": cohort.CancelConvening,
}


@router.get("/staff/convenings/{id_}")
def show_desk(page: StaffHere, id_: str) -> Response:
    return show(page, get(page, find(page, id_)), blank())


@router.get("/staff/convenings/{id_}/needs")
def show_needs(page: StaffHere, id_: str) -> Response:
    """By name: each look is in the audit trail."""
    one = find(page, id_)
    needs = page.call(cohort.ListNeeds(cohort=one.cohort, kind=one.kind)).items
    names = {guest.invitation.ref: guest.name for guest in guests_of(page, get(page, one))}
    return page.show("staff/needs.html", convening=one, needs=needs, names=names)


@router.get("/staff/convenings/{id_}/badges")
def show_badges(page: StaffHere, id_: str) -> Response:
    """To be printed: of everybody who comes."""
    one = find(page, id_)
    coming = [guest for guest in guests_of(page, get(page, one)) if guest.state in COMING]
    return page.show("staff/badges.html", convening=one, guests=coming, alone=alone)


@router.post("/staff/convenings/{id_}/{verb}")
def act(page: StaffHere, id_: str, verb: str, posted: Sent) -> Response:
    one = find(page, id_)
    keys = {"cohort": one.cohort, "kind": one.kind}
    if verb in AT_THE_DOOR:
        model, fixed = AT_THE_DOOR[verb]
        guest = {name: posted.text(name) for name in ("code", "role", "ref")}
        return answered(page, one, posted, verb, model, keys | guest | fixed)
    if verb in WITH_ALL:
        model = WITH_ALL[verb]
        given = {"reason": posted.text("reason").strip()} if "reason" in model.model_fields else {}
        return answered(page, one, posted, verb, model, keys | given)
    raise Refusal("not_found", reason="address")


def answered(
    page: Page,
    one: cohort.ListedConvening,
    posted: Posted,
    verb: str,
    model: type[Request[Any]],
    fields: dict[str, Any],
) -> Response:
    form = blank()
    try:
        detail = page.call(request_of(model, **fields), command_id=posted.command_id)
    except Refusal as refusal:
        if refusal.code in (*ELSEWHERE, "unavailable"):
            raise
        form, detail = Filled(posted=posted, refusal=refusal, command_id=posted.command_id), get(page, one)
    if posted.text("part"):
        return show_row(page, detail, form, posted)
    if form.refusal:
        return show(page, detail, form)
    query = f"?q={posted.text('q')}" if posted.text("q").isalnum() else ""
    return page.see(f"/staff/convenings/{one.id}{query}", said=f"door_{verb.replace('-', '_')}")


def show_row(page: Page, detail: cohort.ConveningDetail, form: Filled, posted: Posted) -> Response:
    """The guest's row and the count, for the script that sent the form."""
    guests = guests_of(page, detail)
    who = posted.text("code"), posted.text("ref")
    guest = next((one for one in guests if (one.invitation.code, one.invitation.ref) == who), None)
    return page.show("staff/guest_row.html", form.status, form=form, guest=guest, **desk(page, detail, guests))


def show(page: Page, detail: cohort.ConveningDetail, form: Filled) -> Response:
    guests = guests_of(page, detail)
    typed = page.request.query_params.get("q", "")
    view = page.request.query_params.get("show", "all")
    view = view if view in VIEWS else "all"
    return page.show(
        "staff/convening.html", form.status, form=form, typed=typed, view=view, views=tuple(VIEWS),
        guests=wanted(guests, typed, view), roles=by_role(guests), columns=COLUMNS,
        needs=sum(one.invitation.needs for one in guests),
        **desk(page, detail, guests),
    )  # fmt: skip


def desk(page: Page, detail: cohort.ConveningDetail, guests: Any) -> dict[str, Any]:
    """`since`: when each guest came, by the clock of the place. The desk opens on the first day there."""
    zone = ZoneInfo(detail.time_zone)
    begun = datetime.now(UTC).astimezone(zone).date() >= detail.starts_at.astimezone(zone).date()
    return {
        "convening": detail,
        "title": title_of(page, detail),
        "fresh": blank,
        "alone": alone,
        "counts": figures(detail, guests),
        "opened": begun and detail.state == "scheduled",
        "over": detail.ends_at <= datetime.now(UTC),
        "since": {
            one.key: clock(page.language, one.invitation.attended_at.astimezone(zone))
            for one in guests
            if one.invitation.attended_at
        },
    }


def title_of(page: Page, detail: cohort.ConveningDetail) -> str:
    plan = page.program.convenings.get(detail.kind)
    return page.title(plan) if plan else detail.title


def find(page: Page, id_: str) -> cohort.ListedConvening:
    wanted = id_of(id_)
    found = next((one for one in page.call(cohort.ListConvenings()).items if one.id == wanted), None)
    if found is None:
        raise Refusal("not_found", reason="address")
    return found


def get(page: Page, one: cohort.ListedConvening) -> cohort.ConveningDetail:
    return page.call(cohort.GetConvening(cohort=one.cohort, kind=one.kind))
