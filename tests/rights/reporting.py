"""Requests of reporting: about a city, and lists in which others stand."""

from __future__ import annotations

from dataclasses import dataclass

from shared.contracts import reporting
from tests.rights.row import Row, Rows


@dataclass(frozen=True)
class Shown:
    """A city in the reports; `marks` stand in no answer to whoever does not have it."""

    code: str
    marks: tuple[str, ...] = ()


ROWS: Rows = {
    reporting.GetCityPage: Row(lambda c: reporting.GetCityPage(code=c.code)),
    reporting.ListApplications: Row(lambda _: reporting.ListApplications(), lists=True),
    reporting.Search: Row(lambda _: reporting.Search(text="Puerto Ejemplo"), lists=True),
    reporting.ListWork: Row(lambda _: reporting.ListWork(), lists=True),
    reporting.GetReport: Row(lambda _: reporting.GetReport(report="tracker", cohort="c27"), lists=True),
    reporting.ListCounted: Row(
        lambda _: reporting.ListCounted(report="board", cohort="c27", of="cities_taking_part"), lists=True
    ),
    reporting.ListReportEvents: Row(lambda c: reporting.ListReportEvents(code=c.code, about="state")),
    reporting.GetFunnel: Row(lambda _: reporting.GetFunnel(), lists=True),
    reporting.GetTrackerReport: Row(lambda _: reporting.GetTrackerReport(cohort="c27"), lists=True),
    reporting.GetAttendanceReport: Row(lambda _: reporting.GetAttendanceReport(cohort="c27"), lists=True),
}
