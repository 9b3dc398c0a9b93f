"""Where an application begins: with an address, then with who writes and for which city."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import ELSEWHERE
from services.portal.forms.posted import Posted, Sent
from services.portal.pages.applicant.choices import contact_roles
from services.portal.web.calls import get_call
from services.portal.web.page import Here, Missing, Page, SignedInHere
from services.portal.web.places import country_choices
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.intake import Call, ListCalls, ListDrafts, SaveDraft

router = APIRouter(include_in_schema=False)


@router.get("/apply")
def find_call(page: Here) -> Response:
    """The call that takes applications now."""
    calls = page.call(ListCalls()).items
    taking = [call for call in calls if call.state != "closed"]
    if not taking:
        return page.show("applicant/no_call.html")
    return page.see(f"/apply/{min(taking, key=lambda call: call.closes_at).id}")


@router.get("/apply/{call}")
def start(page: Here, call: str) -> Response:
    found = get_call(page, call)
    if page.person is None:
        return page.show("applicant/address.html", call=found, form=blank(), next=f"/apply/{found.id}")
    return show(page, found, blank(name=page.person.name))


@router.post("/apply/{call}")
def begin(page: SignedInHere, call: str, posted: Sent) -> Response:
    found = get_call(page, call)
    try:
        receipt = page.call(request_of(SaveDraft, document=first_document(page, found, posted)),
                            command_id=posted.command_id)  # fmt: skip
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return show(page, found, Filled(posted=posted, refusal=named_here(refusal), command_id=posted.command_id))
    return page.see(f"/apply/{found.id}/{receipt.code}/city", said="draft_begun")


def first_document(page: Page, call: Call, posted: Posted) -> dict[str, Any]:
    """Whoever is signed in is its first contact, under the address that they have proven."""
    assert page.person is not None, "for somebody who is signed in"
    contact = {"name": posted.text("name"), "email": page.person.email, "role": posted.text("role"), "primary": True}
    given = {name: posted.text(name).strip() for name in ("country", "city")}
    typed = {name: text for name, text in given.items() if text}
    contacts = [{name: value for name, value in contact.items() if value}]
    return {"call": call.id, "contacts": contacts, "preferred_language": page.language} | typed


def named_here(refusal: Refusal) -> Refusal:
    """The fields of this page have shorter names than those of the document."""
    if refusal.code != "invalid":
        return refusal
    details = [Detail.from_dict(one.as_dict() | {"field": short(one.field)}) for one in refusal.details]
    return Refusal("invalid", *details, reason=refusal.reason, **refusal.values)


def short(field: str) -> str:
    name = field.removeprefix("contacts.0.")
    return "name" if name == "contacts" else name


def show(page: Page, call: Call, form: Filled) -> Response:
    drafts = page.part(ListDrafts(call=call.id))
    return page.show(
        "applicant/start.html",
        form.status,
        call=call,
        form=form,
        drafts=() if isinstance(drafts, Missing) else drafts.items,
        countries=country_choices(page.language, page.program.eligibility),
        roles=contact_roles(page.language),
    )
