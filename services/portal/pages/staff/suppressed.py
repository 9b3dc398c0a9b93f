"""Addresses that mail does not reach: whose they are, since when, and mail to them allowed again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.forms.verbs import Verb
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.pages.staff.mail import PATH as MAILS
from services.portal.web.listing import Listed
from services.portal.web.people import id_of, people_called, recipients_of
from shared.contracts.notifications import LiftSuppression, ListSuppressions

PATH = f"{MAILS}/suppressed"
SHOWN = 100
LISTED = Listed(("lifted",), path=PATH)
VERBS = (Verb[Desk]("allow", LiftSuppression, says="lift_suppression"),)


def read(desk: Desk) -> Mapping[str, Any]:
    page = desk.page
    listing = LISTED.of(page)
    lifted = bool(listing.given.get("lifted"))
    found = page.call(ListSuppressions(lifted=lifted, limit=SHOWN, after=listing.after))
    ids = {one.lifted_by: id_of(one.lifted_by.partition(":")[2]) for one in found.items if one.lifted_by}
    names = people_called(page, ids.values())
    return {
        "listing": listing,
        "found": found,
        "lifted": lifted,
        "zone": page.zone,
        "views": [
            (page.say("pages.suppressed.now"), listing.to(lifted=None), not lifted),
            (page.say("pages.suppressed.lifted"), listing.to(lifted="yes"), lifted),
        ],
        "names": recipients_of(page, ((one.recipient, one.code) for one in found.items)),
        "lifters": {actor: names.get(id_, actor) if id_ else actor for actor, id_ in ids.items()},
    }


router = Shelf[Desk](PATH, "staff", desk_at(PATH)).routes(Leaf("", read, VERBS, template="mail_suppressed"))
