"""Calls: opened, extended, closed; a page of its own before one closes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from services.portal.forms.fields import Field
from services.portal.forms.filled import Filled, blank
from services.portal.forms.posted import Sent
from services.portal.forms.verbs import Verb
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.staff.desk import Desk
from services.portal.web.calls import get_call
from services.portal.web.page import Page
from services.portal.web.roles import StaffHere
from shared.contracts.intake import Call, CloseCall, ExtendCall, ListCalls, OpenCall

PATH = "/staff/calls"
ONE = f"{PATH}/{{call}}"
NEW: Verb[Desk] = Verb("new", OpenCall, (
    Field("title"),
    Field("id", label="short_name", hint="short_name"),
    Field("opens_at", "day"),
    Field("closes_at", "day", hint="closes_at"),
    Field("eligibility_as_of", "day", optional=True, hint="eligibility_as_of"),
    Field("capacity", "number", optional=True, hint="capacity"),
    Field("offer_reply_days", "number", optional=True),
    Field("reviews_required", "number", optional=True),
    Field("cohort.name", label="cohort_name"),
    Field("cohort.id", label="cohort_id", hint="short_name"),
    Field("cohort.starts_on", "day", label="cohort_starts_on"),
))  # fmt: skip


class CallDesk(Desk):
    def __init__(self, page: Page, call: Call) -> None:
        super().__init__(page, ONE)
        self.call = call

    @property
    def given(self) -> Mapping[str, str]:
        return {"call": self.call.id}

    @property
    def called(self) -> Mapping[str, Any]:
        return {"title": self.call.title}

    @property
    def shown(self) -> Mapping[str, Any]:
        return {"call": self.call}


def open_one(page: StaffHere, call: str) -> CallDesk:
    return CallDesk(page, get_call(page, call))


VERBS: tuple[Verb[CallDesk], ...] = (
    Verb("extend", ExtendCall, (Field("until", "day", label="closing_date", hint="closing_date"),), says="extend_call"),
    Verb("close", CloseCall, look="stop", says="close_call"),
)
router = Shelf[CallDesk](ONE, "staff", open_one).routes(Leaf("", None, VERBS, apart="call_verb", back=PATH))


@router.get(PATH)
def show_calls(page: StaffHere) -> Response:
    return page.show("staff/calls.html", calls=page.call(ListCalls()).items)


@router.get(f"{PATH}/new")
def ask_new(page: StaffHere) -> Response:
    return show_new(Desk(page, PATH), blank())


@router.post(f"{PATH}/new")
def open_call(page: StaffHere, posted: Sent) -> Response:
    desk = Desk(page, PATH)
    sent = NEW.send(desk, posted)
    if isinstance(sent, Filled):
        return show_new(desk, sent)
    return page.see(PATH, said="call_opened", title=posted.text("title").strip())


def show_new(desk: Desk, form: Filled) -> Response:
    asked = NEW.fields_in(desk)
    return desk.page.show("staff/call_new.html", form.status, form=form, asked=asked, place=desk)
