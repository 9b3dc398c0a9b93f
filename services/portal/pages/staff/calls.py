"""Calls: opened, extended, closed; a page of its own before one closes."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from services.portal.forms.fields import Field, read_fields
from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import ELSEWHERE
from services.portal.forms.posted import Posted, Sent
from services.portal.web.page import Page
from services.portal.web.roles import StaffHere
from shared.contracts.errors import Refusal, not_found
from shared.contracts.field_codes import request_of
from shared.contracts.intake import Call, CloseCall, ExtendCall, ListCalls, OpenCall
from shared.contracts.requests import Request

router = APIRouter(include_in_schema=False)

PATH = "/staff/calls"
NEW = (
    Field("title"),
    Field("id"),
    Field("opens_at", "day"),
    Field("closes_at", "day"),
    Field("eligibility_as_of", "day", optional=True),
    Field("capacity", "number", optional=True),
    Field("offer_reply_days", "number", optional=True),
    Field("reviews_required", "number", optional=True),
    Field("cohort.name"),
    Field("cohort.id"),
    Field("cohort.starts_on", "day"),
)
UNTIL = (Field("until", "day"),)
VERBS: dict[str, tuple[type[Request[Any]], tuple[Field, ...]]] = {
    "extend": (ExtendCall, UNTIL),
    "close": (CloseCall, ()),
}


@router.get(PATH)
def show_calls(page: StaffHere) -> Response:
    return page.show("staff/calls.html", calls=page.call(ListCalls()).items)


@router.get(f"{PATH}/new")
def ask_new(page: StaffHere) -> Response:
    return show_new(page, blank())


@router.post(f"{PATH}/new")
def open_call(page: StaffHere, posted: Sent) -> Response:
    sent = send(page, posted, OpenCall, NEW)
    if isinstance(sent, Filled):
        return show_new(page, sent)
    return page.see(PATH, said="call_opened", title=posted.text("title").strip())


@router.get(PATH + "/{call}/{verb}")
def ask(page: StaffHere, call: str, verb: str) -> Response:
    return show_verb(page, call_called(page, call), verb, blank())


@router.post(PATH + "/{call}/{verb}")
def do(page: StaffHere, call: str, verb: str, posted: Sent) -> Response:
    known = call_called(page, call)
    model, fields = verb_called(verb)
    sent = send(page, posted, model, fields, call=known.id)
    if isinstance(sent, Filled):
        return show_verb(page, known, verb, sent)
    return page.see(PATH, said=f"call_{verb}", title=known.title)


def send(
    page: Page, posted: Posted, model: type[Request[Any]], fields: tuple[Field, ...], **fixed: Any
) -> Filled | None:
    """None when it is done. Raises Refusal: what no field can mend."""
    try:
        typed, faults = read_fields(fields, posted, page.language, page.program.call.time_zone)
        page.call(request_by(model, typed, faults, fixed), command_id=posted.command_id)
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return Filled(posted=posted, refusal=refusal, command_id=posted.command_id)
    return None


def request_by(model: type[Request[Any]], typed: dict[str, Any], faults: Any, fixed: dict[str, Any]) -> Request[Any]:
    if faults:
        raise Refusal("invalid", *faults)
    return request_of(model, **typed | fixed)


def call_called(page: Page, name: str) -> Call:
    for one in page.call(ListCalls()).items:
        if one.id == name:
            return one
    raise not_found("call", name)


def verb_called(name: str) -> tuple[type[Request[Any]], tuple[Field, ...]]:
    if name not in VERBS:
        raise not_found("page", name)
    return VERBS[name]


def worded(page: Page, fields: tuple[Field, ...]) -> list[tuple[Field, str, str | None]]:
    return [(one, page.say(f"pages.calls.field.{one.name}"), hint_of(page, one)) for one in fields]


HINTED = frozenset({"id", "cohort.id", "closes_at", "eligibility_as_of", "capacity", "until"})


def hint_of(page: Page, one: Field) -> str | None:
    return page.say(f"pages.calls.hint.{one.name}") if one.name in HINTED else None


def show_new(page: Page, form: Filled) -> Response:
    asked = worded(page, NEW)
    labels = {one.name: words for one, words, _ in asked}
    return page.show("staff/call_new.html", form.status, form=form, asked=asked, labels=labels)


def show_verb(page: Page, call: Call, verb: str, form: Filled) -> Response:
    asked = worded(page, verb_called(verb)[1])
    labels = {one.name: words for one, words, _ in asked}
    return page.show("staff/call_verb.html", form.status, form=form, call=call, verb=verb, asked=asked, labels=labels)
