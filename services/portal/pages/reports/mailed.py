"""Reports that somebody reads by mail: those there are, one more, one ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.forms.fields import Field
from services.portal.forms.verbs import Fields, Verb
from services.portal.forms.zones import zones
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.reports.common import BY, PATH
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.web.calls import calls_of
from services.portal.web.listing import Listed
from services.portal.web.names import tongues
from shared.contracts.cohort import ListCohorts
from shared.contracts.notifications import ListReportSubscriptions, SubscribeToReport, UnsubscribeFromReport
from shared.contracts.reporting import ListReports

MAILED = f"{PATH}/mailed"
LISTED = Listed((), path=MAILED)
#: What a link from a report fills in.
LINKED = ("report", "call", "cohort", "by")


def fields(desk: Desk) -> Fields:
    page = desk.page

    def named(group: str, *names: str) -> list[tuple[str, str]]:
        return [(name, page.say(f"{group}.{name}")) for name in names]

    reports = (one.name for one in page.call(ListReports()).items if one.of != "city")
    cohorts = [(one.id, one.name) for one in page.call(ListCohorts()).items]
    return (
        Field("report", "choice", options=named("reports.title", *reports)),
        Field("call", "choice", optional=True, options=[(one.id, one.title) for one in calls_of(page)]),
        Field("cohort", "choice", optional=True, options=cohorts),
        Field("by", "choice", options=named("reports.name", *BY), label="report_by"),
        Field("form", "choice", options=named("report_forms", "link", "pdf", "xlsx"), label="report_form"),
        Field("language", "choice", options=tongues(page.language)),
        Field("every", "choice", options=named("report_times", "week", "month"), label="report_every"),
        Field("day", "number", label="report_day", hint="report_day"),
        Field("hour", "number", label="report_hour", hint="report_hour"),
        Field("time_zone", "choice", options=zones(page, desk.zone)),
    )


SUBSCRIBE = Verb[Desk]("subscribe", SubscribeToReport, fields, look="main", says="subscribe_to_report")
UNSUBSCRIBE = Verb[Desk]("unsubscribe", UnsubscribeFromReport, look="stop", says="unsubscribe_from_report")


def read(desk: Desk) -> Mapping[str, Any]:
    page, listing = desk.page, LISTED.of(desk.page)
    asked = {name: text for name in LINKED if (text := page.request.query_params.get(name))}
    usual = {
        "language": page.language, "by": BY[0], "form": "link", "every": "week", "day": 1, "hour": 8,
        "time_zone": desk.zone,
    }  # fmt: skip
    return {
        "listing": listing,
        "found": page.call(ListReportSubscriptions(after=listing.after)),
        "known": usual | asked,
    }


router = Shelf[Desk](MAILED, "reports", desk_at(MAILED)).routes(
    Leaf("", read, (SUBSCRIBE, UNSUBSCRIBE), template="mailed")
)
