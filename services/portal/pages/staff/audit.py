"""The audit trail: who did what, when, from where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args
from uuid import UUID

from fastapi import APIRouter, Response

from services.portal.web.listing import Filter, Listed
from services.portal.web.page import Page
from services.portal.web.people import id_of, people_called
from services.portal.web.roles import LeadHere
from shared.contracts.field_codes import request_of
from shared.contracts.reporting import AuditEntry, AuditKind, ListAudit
from shared.views.audit import about

PATH = "/staff/audit"
SHOWN = 100
LISTED = Listed(("actor", "code", "kind", "since", "as_of"), path=PATH)
PERSON = "person:"
router = APIRouter(include_in_schema=False)


@router.get(PATH)
def show_audit(page: LeadHere) -> Response:
    listing = LISTED.of(page)
    found = page.call(request_of(ListAudit, **listing.wanted, limit=SHOWN))
    names = names_in(page, found.items)
    actor = listing.given.get("actor", "")
    return page.show(
        "staff/audit.html",
        listing=listing,
        found=found,
        entries=found.items,
        who=lambda actor: who(page, actor, names),
        about=lambda one: about(one, names, page.say("pages.audit.somebody")),
        filters=[
            Filter("code", page.say("pages.audit.code")),
            Filter("since", page.say("pages.audit.since"), hint=page.say("pages.audit.since_hint")),
            Filter("as_of", page.say("pages.audit.as_of"), hint=page.say("pages.audit.as_of_hint")),
            Filter("kind", page.say("pages.audit.kind"), [
                (one, page.say(f"pages.audit.kind_of.{one}")) for one in get_args(AuditKind)
            ]),
            Filter("actor", page.say("pages.audit.who"), [(actor, who(page, actor, names))] if actor else []),
        ],
        zone=page.zone,
    )  # fmt: skip


def names_in(page: Page, entries: Iterable[AuditEntry]) -> dict[UUID, str]:
    """Of those who acted and whom it was about, as far as they are people."""
    actors = {id_of(one.actor.removeprefix(PERSON)) for one in entries if one.actor.startswith(PERSON)}
    return people_called(page, actors | {id_ for one in entries for id_ in one.about.values()})


def who(page: Page, actor: str, names: dict[UUID, str]) -> str:
    if actor.startswith(PERSON):
        id_ = id_of(actor.removeprefix(PERSON))
        return (names.get(id_) if id_ else None) or page.say("pages.audit.somebody")
    return actor
