"""Messages that could not be handled, by cause: each cause put back or given up as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.forms.fields import Field
from services.portal.forms.verbs import Verb
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.web.listing import Filter, Listed
from shared.contracts.field_codes import request_of
from shared.contracts.operations import (
    DiscardDeadLetterGroup,
    ListDeadLetterGroups,
    ListDeadLetters,
    RetryDeadLetterGroup,
)
from shared.security.permissions import OPERATORS

PATH = "/ops/dead-letters"
SHOWN = 100
NARROWS = ("queue", "type", "cause", "about")
LISTED = Listed((*NARROWS, "state"), path=PATH)
STATES = ("dead", "retried", "discarded")

VERBS: tuple[Verb[Desk], ...] = (
    Verb(
        "retry-group",
        RetryDeadLetterGroup,
        (Field("per_second", "number", optional=True, hint="per_second"),),
        says="retry_letter_group",
    ),
    Verb(
        "discard-group",
        DiscardDeadLetterGroup,
        (Field("reason", "long", rows=2),),
        look="stop",
        says="discard_letter_group",
    ),
)


def read(desk: Desk) -> Mapping[str, Any]:
    page = desk.page
    listing = LISTED.of(page)
    state = listing.given.get("state", "dead")
    asked = request_of(ListDeadLetters, **{"state": state} | listing.wanted, limit=SHOWN)
    found, groups = page.ask(asked, request_of(ListDeadLetterGroups, state=state))
    return {
        "listing": listing,
        "found": found,
        "groups": groups,
        "state": state,
        "views": [(page.say(f"pages.ops.letters.{one}"), listing.to(state=one), one == state) for one in STATES],
        "filters": [Filter(name, page.say(f"pages.ops.letter_filter.{name}")) for name in NARROWS],
        "zone": desk.zone,
    }


router = Shelf[Desk](PATH, "operator", desk_at(PATH, *OPERATORS)).routes(Leaf("", read, VERBS, template="letters"))
