"""A cohort's cities by phase, and who came to its sessions and convenings, as of any moment."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from services.portal.geography.map import Map, MapCity, map_of
from services.portal.pages.reports.common import PATH, asked, shown, taken_out
from services.portal.pages.staff.board import status_look
from services.portal.web.listing import Listed, Listing
from services.portal.web.page import Missing, Page
from services.portal.web.phases import phase_title
from services.portal.web.roles import ProgramHere
from shared.contracts.cohort import ListCohorts
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.reporting import (
    AttendanceCount,
    AttendanceReport,
    GetAttendanceReport,
    GetTrackerReport,
    TrackerReport,
)

OF_COHORTS = Listed(("cohort", "as_of"))
KINDS = ("present", "absent", "excused")
PLACE = ("code", "city", "country")
router = APIRouter(include_in_schema=False)


@router.get(f"{PATH}/tracker")
def show_tracker(page: ProgramHere) -> Response:
    listing = in_a_cohort(page)
    found, refusal = of_cohort(page, listing, GetTrackerReport)
    drawn = map_of_report(page, found) if found else None
    return shown(page, "tracker", listing, refusal, choices=cohorts_of(page), found=found, map=drawn,
                 phase=lambda key: phase_title(page, key))  # fmt: skip


def map_of_report(page: Page, found: TrackerReport) -> Map:
    return map_of(
        MapCity(one.city, one.country, f"/cities/{one.code}", status_look(one.status),
                page.say(f"pages.city.status.{one.status}"), one.time_zone)
        for one in found.members
    )  # fmt: skip


@router.get(f"{PATH}/tracker.csv")
def export_tracker(page: ProgramHere) -> Response:
    found: TrackerReport = page.call(request_of(GetTrackerReport, **in_a_cohort(page).given))
    head = [page.say(f"pages.reports.{name}") for name in (*PLACE, "phase", "status", "since")]
    rows = [(one.code, one.city, one.country, one.phase, one.status, one.since) for one in found.members]
    return taken_out(page, "tracker", [head, *rows])


@router.get(f"{PATH}/attendance")
def show_attendance(page: ProgramHere) -> Response:
    listing = in_a_cohort(page)
    found, refusal = of_cohort(page, listing, GetAttendanceReport)
    return shown(page, "attendance", listing, refusal, choices=cohorts_of(page), found=found, counted=counted)


@router.get(f"{PATH}/attendance.csv")
def export_attendance(page: ProgramHere) -> Response:
    found: AttendanceReport = page.call(request_of(GetAttendanceReport, **in_a_cohort(page).given))
    head = [page.say(f"pages.reports.{name}") for name in PLACE]
    heads = [f"{page.say(f'pages.reports.{of}')}: {page.say(f'pages.reports.{kind}')}"
             for of in ("sessions", "convenings") for kind in KINDS]  # fmt: skip
    rows = [(one.code, one.city, one.country, *counted(one.sessions), *counted(one.convenings))
            for one in found.members]  # fmt: skip
    return taken_out(page, "attendance", [[*head, *heads], *rows])


def of_cohort(page: Page, listing: Listing, report: type[Any]) -> tuple[Any, Refusal | None]:
    if "cohort" not in listing.given:
        return None, None
    return asked(lambda: page.call(request_of(report, **listing.given)))


def in_a_cohort(page: Page) -> Listing:
    """The one that the address names, else the latest."""
    listing = OF_COHORTS.of(page)
    choices = cohorts_of(page)
    if "cohort" in listing.given or not choices:
        return listing
    return Listing(listing.path, {"cohort": choices[0][0], **listing.given})


def cohorts_of(page: Page) -> list[tuple[str, str]]:
    found = page.part(ListCohorts())
    some = () if isinstance(found, Missing) else sorted(found.items, key=lambda one: one.starts_on, reverse=True)
    return [(one.id, one.name) for one in some]


def counted(count: AttendanceCount) -> tuple[int, int, int]:
    return count.present, count.absent, count.excused
