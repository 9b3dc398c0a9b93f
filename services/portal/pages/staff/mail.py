"""The ledger of mails: found by state and city, read as their recipients read them, released, sent again, discarded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args
from uuid import UUID

from fastapi import Response
from fastapi.responses import HTMLResponse

from services.portal.forms.fields import Field
from services.portal.forms.verbs import Verb
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.web.calls import calls_of
from services.portal.web.listing import Filter, Listed, Listing
from services.portal.web.names import named, tongue, tongues
from services.portal.web.page import Missing, Page
from services.portal.web.people import id_of, people_called, recipients_called
from services.portal.web.roles import StaffHere
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.notifications import (
    DiscardMail,
    EditMail,
    GetMail,
    ListMails,
    Mail,
    MailState,
    PreviewMail,
    ReleaseMail,
    ResendMail,
)
from shared.wording.dates import time_of_day

PATH = "/staff/mail"
SHOWN = 30
LISTED = Listed(("code", "state", "template", "language", "call", "rule_id"), path=PATH)
STATES: tuple[MailState, ...] = get_args(MailState)

#: States whose number is worth a look.
COUNTED: tuple[MailState, ...] = ("held", "queued", "failed")

#: State -> what staff can do with a mail.
STEPS: dict[MailState, tuple[str, ...]] = {
    "held": ("release", "edit", "discard"),
    "queued": ("edit", "discard"),
    "sending": (),
    "sent": ("resend",),
    "failed": ("resend", "discard"),
    "suppressed": ("resend",),
    "cancelled": ("resend",),
}
VERBS: tuple[Verb[Desk], ...] = (
    Verb("release", ReleaseMail, look="main", says="release_mail"),
    Verb(
        "edit",
        EditMail,
        (
            Field("subject", optional=True, label="mail_subject", hint="mail_subject"),
            Field("note", "long", optional=True, label="mail_note", hint="mail_note"),
        ),
        says="edit_mail",
    ),
    Verb("resend", ResendMail, says="resend_mail"),
    Verb("discard", DiscardMail, (Field("reason", "long", rows=2),), look="stop", says="discard_mail"),
)

#: The letter alone, in a frame: its styles are in its lines.
ALONE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox",
    "X-Frame-Options": "SAMEORIGIN",
}


def outbox(page: Page) -> dict[str, Any]:
    """What the list shows, beside one mail too."""
    listing = LISTED.of(page)
    counts = [ListMails(state=state, limit=1) for state in COUNTED]
    found, *counted = page.ask(request_of(ListMails, **listing.wanted, limit=SHOWN), *counts)
    items = () if isinstance(found, Missing) else found.items
    return shown_with(page, items) | {
        "listing": listing,
        "found": found,
        "missing": isinstance(found, Missing),
        "views": views_of(page, listing, dict(zip(COUNTED, counted, strict=True))),
        "filters": filters_of(page, listing),
        "held": held_of(listing, found),
    }


def held_of(listing: Listing, found: Any) -> tuple[int, str] | None:
    """How many of the held the list shows, and where they are released."""
    if isinstance(found, Missing) or listing.given.get("state") != "held" or not found.total:
        return None
    return found.total, listing.to().replace(PATH, f"{PATH}/held", 1)


def filters_of(page: Page, listing: Listing) -> list[Filter]:
    calls = [(call.id, call.title) for call in calls_of(page)]
    known = [
        Filter("code", page.say("pages.mail.filter_code")),
        Filter("language", page.say("pages.mail.filter_language"), tongues(page.language)),
        Filter("call", page.say("pages.mail.filter_call"), calls),
    ]
    if template := listing.given.get("template"):  # by a link alone, as rules: too many to choose from
        kind = [(template, named(page.language, "mail_templates", template))]
        known.append(Filter("template", page.say("pages.mail.template"), kind))
    if rule_id := listing.given.get("rule_id"):
        known.append(
            Filter("rule_id", page.say("pages.mail.filter_rule_id"), [(rule_id, page.say("pages.mail.by_rule"))])
        )
    return known


def shown_with(page: Page, mails: Sequence[Mail]) -> dict[str, Any]:
    """Mails with what a list says of each."""
    return {
        "mails": mails,
        "names": recipients_called(page, mails),
        "zone": page.zone,
        "clock": lambda at: time_of_day(page.language, at.isoformat(), page.zone),
        "template_of": lambda mail: page.say(f"mail_templates.{mail.template}"),
        "state_of": lambda mail: named(page.language, "states.mail", mail.state),
        "tongue": lambda mail: tongue(page.language, mail.language),
    }


def views_of(page: Page, listing: Listing, counted: Mapping[str, Any]) -> list[tuple[str, str, bool, int | None]]:
    """Words, address, whether it is this one, how many where there are any."""
    kept = {name: text for name, text in listing.given.items() if name != "state"}
    every = (page.say("pages.mail.all"), listing.to(state=None), listing.narrowed_to(**kept), None)
    states = [
        (
            named(page.language, "states.mail", state),
            listing.to(state=state),
            listing.narrowed_to(**kept, state=state),
            getattr(counted.get(state), "total", None) or None,
        )
        for state in STATES
    ]
    return [every, *states]


def read(desk: Desk) -> Mapping[str, Any]:
    """One mail beside the list. What cannot be made into a letter now says why."""
    page, mail_id = desk.page, desk.given["mail_id"]
    mail = page.call(request_of(GetMail, mail_id=mail_id))
    letter, why = previewed(page, mail)
    known = outbox(page)
    return known | {
        "mail": mail,
        "letter": letter,
        "why": why,
        "steps": steps_of(mail),
        "names": known["names"] | recipients_called(page, [mail]),
        "editor": editor_of(page, mail),
    }


def editor_of(page: Page, mail: Mail) -> str | None:
    """Who changed its words."""
    if mail.edited_by is None:
        return None
    id_ = id_of(mail.edited_by.partition(":")[2])
    return people_called(page, [id_]).get(id_, mail.edited_by) if id_ else mail.edited_by


def steps_of(mail: Mail) -> tuple[str, ...]:
    """One that tells a decision goes with that."""
    return tuple(step for step in STEPS[mail.state] if not mail.awaits_decision or step in ("edit", "discard"))


def previewed(page: Page, mail: Mail) -> tuple[Any, Refusal | None]:
    try:
        found = page.part(PreviewMail(mail_id=mail.id))
    except Refusal as refusal:
        return None, refusal
    return (None, found.why) if isinstance(found, Missing) else (found, None)


MAIL = f"{PATH}/{{mail_id}}"
router = Shelf[Desk](MAIL, "staff", desk_at(MAIL)).routes(Leaf("", read, VERBS, template="mail"))


@router.get(PATH)
def show_mails(page: StaffHere) -> Response:
    return page.show("staff/mails.html", **outbox(page))


@router.get(PATH + "/{mail_id}/letter")
def show_letter(page: StaffHere, mail_id: UUID) -> Response:
    return HTMLResponse(page.call(PreviewMail(mail_id=mail_id)).html, headers=ALONE)
