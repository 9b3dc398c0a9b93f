"""What a number of a report was made of, as of the same moment: each row of a city, which leads to its events."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Response

from services.portal.pages.reports.choosing import FIELDS, Choice, choice_of
from services.portal.pages.reports.common import PATH
from services.portal.pages.reports.pages import LOOKS
from services.portal.web.listing import Listed, Listing
from services.portal.web.roles import ProgramHere, has_role
from services.portal.web.saving import csv
from shared.contracts.field_codes import request_of
from shared.contracts.reporting import NUMBERS, ListCounted
from shared.security.permissions import STAFF
from shared.views.counted import whole
from shared.views.reports import Words, csv_lines

OF = "of"
LISTED = Listed((*(name for name in FIELDS if name != "then"), OF))
router = APIRouter(include_in_schema=False)


@router.get(PATH + "/{name}/counted")
def show_counted(page: ProgramHere, name: str) -> Response:
    choice, listing = choice_of(page, name), LISTED.of(page)
    found = page.call(asked(choice, listing))
    back = Listing(choice.listing.path, {field: value for field, value in listing.given.items() if field != OF})
    return page.show(
        "reports/counted.html",
        choice=choice,
        listing=listing,
        found=found,
        words=Words(found.report, page.language),
        back=back.address,
        file=replace(listing, path=f"{listing.path}.csv", after=None).address,
        events=choice.events,
        numbers=NUMBERS,
        looks=LOOKS,
    )


@router.get(PATH + "/{name}/counted.csv")
def save_counted(page: ProgramHere, name: str) -> Response:
    """All of it."""
    choice, listing = choice_of(page, name), LISTED.of(page)
    report = whole(page.call, asked(choice, replace(listing, after=None)))
    if has_role(page, *STAFF):
        page.takes_out()
    return csv(choice.of_report.name, csv_lines(Words(report, page.language), report.tables[0]))


def asked(choice: Choice, listing: Listing) -> ListCounted:
    return request_of(ListCounted, report=choice.of_report.name, **{OF: "", **listing.wanted})
