"""One’s own application: where it stands, what was sent; the offer answered, the application withdrawn."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import ELSEWHERE
from services.portal.forms.posted import Sent
from services.portal.pages.applicant.showing import sections_of
from services.portal.web.calls import call_named
from services.portal.web.deadlines import days_left
from services.portal.web.page import Missing, Page, SignedInHere, there
from shared.contracts.eligibility import ConfirmOffer, DeclineOffer, GetSelectionStatus
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.intake import GetApplication, GetApplicationVersion, ListCalls, WithdrawApplication
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.lifecycle import compose_state
from shared.contracts.reporting import CityPage, GetCityPage, HistoryEntry
from shared.contracts.requests import Request
from shared.contracts.tabular import value_at
from shared.program.wall_time import end_of_day
from shared.views.application import state_in_words

router = APIRouter(include_in_schema=False)

#: Until it is told how it ended a city may take its application back; a draft as well.
WITHDRAWABLE = frozenset({State.DRAFT, State.SUBMITTED, State.CHECKED, State.IN_REVIEW, State.DECIDED, State.MORE_INFO})

#: While nothing is decided, and the call is open.
REWRITABLE = frozenset({State.SUBMITTED, State.CHECKED, State.IN_REVIEW, State.MORE_INFO})


@router.get("/applications/{code}")
def show_application(page: SignedInHere, code: str) -> Response:
    return show(page, code, blank())


@router.get("/applications/{code}/document")
def show_document(page: SignedInHere, code: str) -> Response:
    read = page.call(request_of(GetApplicationVersion, code=code))
    return page.show(
        "applicant/document.html",
        read=read,
        sections=sections_of(read.document, page.language, {one.sha256: one for one in read.files}),
    )


@router.post("/applications/{code}/confirm")
def confirm(page: SignedInHere, code: str, posted: Sent) -> Response:
    said = {"mayor": posted.text("mayor").strip(), "authorized": bool(posted.text("authorized"))}
    return answered(page, code, posted, "offer_confirmed", ConfirmOffer, **said)


@router.post("/applications/{code}/decline-offer")
def decline(page: SignedInHere, code: str, posted: Sent) -> Response:
    return answered(page, code, posted, "offer_declined", DeclineOffer, reason=posted.text("reason").strip() or None)


@router.post("/applications/{code}/withdraw")
def withdraw(page: SignedInHere, code: str, posted: Sent) -> Response:
    return answered(page, code, posted, "application_withdrawn", WithdrawApplication)


def answered(page: Page, code: str, posted: Sent, said: str, model: type[Request[Any]], **fields: Any) -> Response:
    try:
        page.call(request_of(model, code=code, **fields), command_id=posted.command_id)
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return show(page, code, Filled(posted=posted, refusal=refusal, command_id=posted.command_id))
    return page.see(f"/applications/{code}", said=said)


#: A city reads of them as of the one before.
UNTOLD_STATES = frozenset({State.CHECKED, State.DECIDED})

#: What stands beside an application follows it within moments, and is not each reader's.
UNSHOWN = frozenset({"unavailable", "forbidden", "not_found"})


def show(page: Page, code: str, form: Filled) -> Response:
    own = request_of(GetApplication, code=code)
    beside = GetSelectionStatus(code=own.code), ListCalls(), GetCityPage(code=own.code)
    found, selection, calls, city = page.ask(own, *beside, absent=UNSHOWN)
    application, known = there(found), None if isinstance(selection, Missing) else selection
    if application.state is State.DRAFT:
        return page.see(f"/apply/{application.call}/{application.code}/city")
    state = compose_state(application.state, known.state if known else None)
    call = call_named(application.call, there(calls).items)
    if state is State.OFFERED and form.posted is None:
        form = blank(mayor=mayor_of(page, application.code))
    until = (known.reply_by or known.answer_by) if known else None
    return page.show(
        "applicant/application.html",
        form.status,
        form=form,
        application=application,
        state=state,
        words=state_in_words(state, merged=application.merged_into is not None, left=bool(known and known.left)),
        reply_by=known.reply_by if known else None,
        until=until,
        days=days_left(end_of_day(until, call.time_zone), call.time_zone) if until else None,
        feedback=known.feedback if known else None,
        missing=isinstance(selection, Missing),
        call=call,
        history=history_of(city),
        states=[one for one in State if one not in UNTOLD_STATES],
        withdrawable=state in WITHDRAWABLE,
        rewritable=state in REWRITABLE and call.state == "open",
        zone=page.reader.zone or application.time_zone or "UTC",
    )


def mayor_of(page: Page, code: str) -> str:
    """As the application names them; nobody while it cannot be read."""
    read = page.part(GetApplicationVersion(code=code))
    return "" if isinstance(read, Missing) else value_at(read.document, "mayor.name")


#: Of no interest to whoever reads how their application went.
UNTOLD = frozenset({"draft_saved", "application_people_changed", "city_people_changed"})


def history_of(city: CityPage | Missing) -> list[HistoryEntry] | None:
    """What has happened, as far as it was told already; None where it is not there, or not theirs."""
    return None if isinstance(city, Missing) else [one for one in city.history if one.event not in UNTOLD]
