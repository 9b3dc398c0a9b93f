"""Saved views of the applications list: the present filters kept under a name, those there are, one removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.forms.fields import Field
from services.portal.forms.verbs import Fields, Verb
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.staff.applications import LISTED, NAMED, SAVED, filters_of, leading_to
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.web.page import READING
from shared.contracts.reporting import ListViews, RemoveView, SaveView


def fields(desk: Desk) -> Fields:
    """What narrows the list goes along unseen."""
    share = (Field("shared", "tick", label="shared_view"),) if desk.leads else ()
    unseen = (Field(one.name, "hidden", words=one.label) for one in filters_of(desk.page, {}))
    order = Field("sort", "hidden", words=desk.page.say("pages.views.order"))
    return (Field("name", label="view_name"), *share, *unseen, order)


SAVE = Verb[Desk]("save", SaveView, fields, look="main", says="save_view", mends=frozenset({"already_exists"}))
REMOVE = Verb[Desk]("remove", RemoveView, look="stop", says="remove_view")


def read(desk: Desk) -> Mapping[str, Any]:
    page, listing = desk.page, LISTED.of(desk.page)
    found = page.call(ListViews()).items
    used = {name for one in found for name in one.filters.narrowing} | set(listing.given)
    needed = [name for name in NAMED if name in used or page.request.method not in READING]
    return {
        "listing": listing,
        "filters": filters_of(page, dict(zip(needed, page.ask(*(NAMED[name] for name in needed)), strict=True))),
        "found": [(one, leading_to(one)) for one in found],
        "known": {**listing.given, "sort": listing.sort},
    }


router = Shelf[Desk](SAVED, "staff", desk_at(SAVED)).routes(Leaf("", read, (SAVE, REMOVE), template="views"))
