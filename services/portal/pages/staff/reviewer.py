"""One reviewer: what is not written yet, and asking no more for any of it: they are on leave, or review no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.portal.forms.fields import Field
from services.portal.forms.verbs import Verb
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.web.calls import calls_of
from services.portal.web.people import people_called
from shared.contracts.eligibility import ListReviews, UnassignReviewer
from shared.contracts.errors import not_found
from shared.contracts.field_codes import request_of

PATH = "/staff/reviewers/{reviewer_id}"
SHOWN = 200


def calls(desk: Desk) -> list[tuple[str, str]]:
    return [(call.id, call.title) for call in calls_of(desk.page)]


RELEASE: Verb[Desk] = Verb(
    "release", UnassignReviewer, (Field("call", "choice", optional=True, options=calls, label="only_of_call"),),
    look="stop", says="release_reviewer",
)  # fmt: skip


def read(desk: Desk) -> Mapping[str, Any]:
    given = desk.given["reviewer_id"]
    found = desk.page.call(request_of(ListReviews, reviewer_id=given, outstanding=True, limit=SHOWN))
    name = people_called(desk.page, [UUID(given)]).get(UUID(given))
    if name is None:
        raise not_found("person", given)
    return {"found": found, "name": name}


router = Shelf[Desk](PATH, "staff", desk_at(PATH)).routes(Leaf("", read, (RELEASE,), template="reviewer"))
