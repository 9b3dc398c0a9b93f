"""What is due of each city of a cohort, months after its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.staff.board import PATH as COHORTS
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.web.page import there
from shared.contracts import cohort
from shared.contracts.field_codes import request_of
from shared.security.permissions import PROGRAM

PATH = f"{COHORTS}/{{cohort}}/follow-up"


def read(desk: Desk) -> Mapping[str, Any]:
    plan, found = desk.page.ask(
        request_of(cohort.GetCohort, cohort=desk.given["cohort"]),
        request_of(cohort.ListFollowUps, cohort=desk.given["cohort"]),
    )
    items = there(found).items
    cities = {one.code: one.city for one in items}
    return {
        "cohort": there(plan),
        "months": sorted({one.months for one in items}),
        "rows": [(code, city, {one.months: one for one in items if one.code == code}) for code, city in cities.items()],
        "due": sum(one.state == "due" for one in items),
        "path": f"{COHORTS}/{desk.given['cohort']}",
    }


router = Shelf[Desk](PATH, "cohort", desk_at(PATH, *PROGRAM)).routes(Leaf("", read, template="follow_up"))
