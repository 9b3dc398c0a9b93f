"""Messages that could not be handled: one of them whole, put back or given up; many of one cause at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi import Response

from services.portal.forms.fields import Field
from services.portal.forms.posted import Sent
from services.portal.forms.verbs import Verb
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.results import AT_ONCE, do_each, show_results
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.web.listing import Filter, Listed
from services.portal.web.roles import OperatorHere
from shared.contracts.field_codes import request_of
from shared.contracts.operations import (
    DeadLetterDetail,
    DiscardDeadLetter,
    GetDeadLetter,
    ListDeadLetters,
    RetryDeadLetter,
)
from shared.contracts.requests import Request
from shared.security.permissions import OPERATORS

PATH = "/ops/dead-letters"
ONE = f"{PATH}/{{dead_letter_id}}"
SHOWN = 100
LISTED = Listed(("queue", "state"), path=PATH)
STATES = ("dead", "retried", "discarded")

VERBS: tuple[Verb[Desk], ...] = (
    Verb("retry", RetryDeadLetter, look="main", says="retry_letter"),
    Verb("discard", DiscardDeadLetter, (Field("reason", "long", rows=2),), look="stop", says="discard_letter"),
)


def read(desk: Desk) -> Mapping[str, Any]:
    found: DeadLetterDetail = desk.page.call(request_of(GetDeadLetter, dead_letter_id=desk.given["dead_letter_id"]))
    body = json.dumps(found.body, ensure_ascii=False, indent=2) if found.body is not None else found.text or ""
    return {"letter": found.letter, "size": found.size_bytes, "body": body, "zone": desk.zone}


router = Shelf[Desk](ONE, "operator", desk_at(ONE, *OPERATORS)).routes(Leaf("", read, VERBS, template="letter"))


@router.get(PATH)
def show_letters(page: OperatorHere) -> Response:
    listing = LISTED.of(page)
    found = page.call(request_of(ListDeadLetters, **{"state": "dead"} | listing.wanted, limit=SHOWN))
    state = listing.given.get("state", "dead")
    views = [(page.say(f"pages.ops.letters.{one}"), listing.to(state=one), one == state) for one in STATES]
    return page.show(
        "operator/letters.html",
        listing=listing,
        found=found,
        views=views,
        filters=[Filter("queue", page.say("pages.ops.queue_name"))],
        zone=page.zone,
    )


@router.post(f"{PATH}/many")
def do_many(page: OperatorHere, posted: Sent) -> Response:
    ids = sorted(set(posted.texts("id")))[:AT_ONCE]
    if not ids:
        return page.see("/ops", said="none_chosen")
    discards = posted.text("do") == "discard"
    model: type[Request[Any]] = DiscardDeadLetter if discards else RetryDeadLetter
    reason = {"reason": posted.text("reason")} if discards else {}
    results = do_each(
        page, posted.command_id, ids, lambda one: request_of(model, dead_letter_id=one, **reason),
        lambda one: (one[:8], f"{PATH}/{one}"), page.say(f"flash.{'discard_letter' if discards else 'retry_letter'}"),
    )  # fmt: skip
    return show_results(page, results, page.say("pages.ops.dead_letters"), "/ops", page.say("pages.nav.ops"))
