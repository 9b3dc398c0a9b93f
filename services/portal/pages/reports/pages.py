"""A report on a page: figures that lead to their rows, tables with what is drawn of them, rows that lead to events."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.geography.map import Map, MapCity, map_of
from services.portal.pages.reports.choosing import Choice, address_of, choice_of
from services.portal.pages.reports.common import BY, PATH, asked
from services.portal.pages.reports.drawing import stacks_of
from services.portal.pages.staff.board import status_look
from services.portal.web.page import Page
from services.portal.web.roles import ProgramHere, has_role
from shared.contracts.field_codes import request_of
from shared.contracts.reporting import NUMBERS, GetTrackerReport, Report
from shared.security.permissions import STAFF
from shared.views.report_charts import bars_of
from shared.views.reports import Words

FORMS = ("csv", "xlsx", "json", "pdf")
#: Of each group of states how they look, where it is not as everywhere.
LOOKS = {
    "states.component": {
        "empty": "waiting", "draft": "new", "in_review": "working", "changes_requested": "attention",
        "approved": "done",
    },
    "states.participation": {"active": "working", "paused": "held"},
    "states.policy": {"planned": "waiting", "drafted": "working", "adopted": "done"},
    "states.process": {"planned": "waiting", "piloted": "working", "in_use": "done"},
    "states.ai_use": {"idea": "waiting", "pilot": "working", "in_use": "done"},
    "states.commitment": {
        "draft": "waiting", "open": "new", "signed": "done", "published": "done", "needs_reaffirmation": "attention",
    },
    "states.project_part": {"submitted": "new", "accepted": "done", "returned": "attention"},
}  # fmt: skip
router = APIRouter(include_in_schema=False)


@router.get(PATH)
def show_first(page: ProgramHere) -> Response:
    return page.see(f"{PATH}/{'funnel' if has_role(page, *STAFF) else 'tracker'}")


@router.get(PATH + "/{name}")
def show_report(page: ProgramHere, name: str) -> Response:
    choice = choice_of(page, name)
    found, refusal = asked(choice.report) if choice.is_whole else (None, None)
    words = Words(found, page.language) if found else None
    views = [(page.say(f"reports.title.{one.name}"), address_of(one.name), one == choice.of_report)
             for one in choice.reports]  # fmt: skip
    return page.show(
        "reports/report.html",
        422 if refusal else 200,
        choice=choice,
        name=choice.of_report.name,
        views=views,
        listing=choice.listing,
        refusal=refusal,
        found=found,
        words=words,
        numbers=NUMBERS,
        bars_of=bars_of,
        stacks_of=stacks_of,
        forms=FORMS,
        looks=LOOKS,
        mailed=choice.mailed if has_role(page, *STAFF) and choice.of_report.of != "city" else None,
        dimensions=BY if choice.of_report.name == "funnel" else (),
        map=map_of_cohort(page, choice, found) if found and found.report == "tracker" else None,
    )


def map_of_cohort(page: Page, choice: Choice, found: Report) -> Map:
    at = {"cohort": choice.listing.given["cohort"], "as_of": found.as_of}
    return map_of(
        MapCity(one.city, one.country, f"/cities/{one.code}", status_look(one.status),
                page.say(f"pages.city.status.{one.status}"), one.time_zone)
        for one in page.call(request_of(GetTrackerReport, **at)).members
    )  # fmt: skip
