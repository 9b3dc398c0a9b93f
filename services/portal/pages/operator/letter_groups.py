"""Messages that could not be handled, by cause: each cause put back or given up as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.portal.forms.fields import Field
from services.portal.forms.verbs import Verb
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.web.listing import Filter, Listed
from services.portal.web.page import Page, there
from shared.contracts.field_codes import request_of
from shared.contracts.operations import (
    DeadLetterGroup,
    DiscardDeadLetterGroup,
    ListDeadLetterGroups,
    ListDeadLetters,
    RetryDeadLetterGroup,
)
from shared.security.permissions import OPERATORS
from shared.wording.dates import time_of_day

PATH = "/ops/dead-letters"
SHOWN = 50
GROUPS = 20  # the largest; others are found by the filters
OF_GROUPS = ("queue", "type", "cause")
NARROWS = (*OF_GROUPS, "about")
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
    narrowed = {name: listing.given[name] for name in OF_GROUPS if name in listing.given}
    letters, causes = page.ask(asked, request_of(ListDeadLetterGroups, state=state, **narrowed))
    found, groups = there(letters), there(causes)
    shown = () if "about" in listing.given else groups.items[:GROUPS]
    return {
        "listing": listing,
        "found": found,
        "groups": shown,
        "more": (groups.total or 0) - len(shown) if shown else 0,
        "handed": [handed_of(one) for one in shown] if state == "dead" else [],
        "state": state,
        "views": [(page.say(f"pages.ops.letters.{one}"), listing.to(state=one), one == state) for one in STATES],
        "filters": filters_of(page, groups.items),
        "zone": desk.zone,
        "clock": lambda at: time_of_day(page.language, at.isoformat(), desk.zone),
    }


def handed_of(group: DeadLetterGroup) -> dict[str, str]:
    """What its forms hand over."""
    named = {"queue": group.queue, "type": group.type, "cause": group.cause}
    return {name: value for name, value in named.items() if value}


def filters_of(page: Page, groups: Iterable[DeadLetterGroup]) -> list[Filter]:
    """What there is of each to choose; a city is typed."""
    found = [(one.queue, one.type, one.cause) for one in groups]
    values = [sorted({value for value in some if value}) for some in zip(*found, strict=True)] or [[], [], []]
    chosen = zip(NARROWS, (*values, ()), strict=True)
    return [
        Filter(name, page.say(f"pages.ops.letter_filter.{name}"), [(one, one) for one in some]) for name, some in chosen
    ]


router = Shelf[Desk](PATH, "operator", desk_at(PATH, *OPERATORS)).routes(Leaf("", read, VERBS, template="letters"))
