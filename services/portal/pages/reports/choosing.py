"""Which report, of what, as of when: as the address says it, with what is chosen where it says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from services.portal.pages.reports.common import PATH
from services.portal.web.calls import calls_of
from services.portal.web.listing import Listed, Listing
from services.portal.web.page import Missing, Page
from shared.contracts.cohort import Cohort, ListCohorts
from shared.contracts.errors import not_found
from shared.contracts.field_codes import request_of
from shared.contracts.reporting import GetReport, KnownReport, ListReports, Report
from shared.views.report_beside import beside

THEN = "then"
FIELDS = ("call", "cohort", "code", "by", "as_of", THEN)
OF_ANY = Listed(FIELDS)


@dataclass(frozen=True)
class Choice:
    """`of_report`: one of those that there are for the reader."""

    page: Page
    reports: tuple[KnownReport, ...]
    of_report: KnownReport

    @cached_property
    def listing(self) -> Listing:
        """What the address says that the report asks; of cohorts the latest that has begun, where it says none."""
        listing = OF_ANY.of(self.page)
        asks = {self.of_report.of if self.of_report.of != "city" else "code", "as_of", THEN}
        asks |= {"by"} if self.of_report.name == "funnel" else set()
        given = {name: value for name, value in listing.given.items() if name in asks}
        if self.of_report.of == "cohort" and "cohort" not in given and self.subjects:
            given = {"cohort": self.begun or self.subjects[0][0], **given}
        return Listing(address_of(self.of_report.name), given)

    @cached_property
    def subjects(self) -> list[tuple[str, str]]:
        """The calls or cohorts that can be chosen, the latest first."""
        if self.of_report.of == "call":
            return [(one.id, one.title) for one in calls_of(self.page)]
        if self.of_report.of == "cohort":
            return [(one.id, one.name) for one in self.cohorts]
        return []

    @cached_property
    def cohorts(self) -> list[Cohort]:
        """The latest first."""
        found = self.page.part(ListCohorts())
        some = () if isinstance(found, Missing) else found.items
        return sorted(some, key=lambda one: one.starts_on, reverse=True)

    @property
    def begun(self) -> str | None:
        """Of the one that begins next there is little to report."""
        today = datetime.now(ZoneInfo(self.page.program.call.time_zone)).date()
        return next((one.id for one in self.cohorts if one.starts_on <= today), None)

    @property
    def is_whole(self) -> bool:
        """Whether the report knows what it is about."""
        return self.of_report.of == "call" or bool({"cohort", "code"} & self.listing.given.keys())

    def report(self) -> Report:
        given = {name: value for name, value in self.listing.given.items() if name != THEN}
        now = self.page.call(request_of(GetReport, report=self.of_report.name, **given))
        if THEN not in self.listing.given:
            return now
        then = given | {"as_of": self.listing.given[THEN]}
        return beside(self.page.call(request_of(GetReport, report=self.of_report.name, **then)), now)

    def file(self, form: str, table: str | None = None) -> str:
        """The address of the report as a file."""
        address = self.listing.address.replace(self.listing.path, f"{self.listing.path}.{form}", 1)
        return address if table is None else f"{address}{'&' if '?' in address else '?'}table={table}"

    @property
    def mailed(self) -> str:
        """Where it is subscribed to, with what is chosen."""
        kept = {name: value for name, value in self.listing.given.items() if name in ("call", "cohort", "by")}
        return Listing(f"{PATH}/mailed", {"report": self.of_report.name, **kept}).address

    def counted(self, of: str, at: datetime) -> str:
        """The address of what a number was made of, as of the same moment."""
        same = {field: value for field, value in self.listing.given.items() if field not in (THEN, "as_of")}
        path = f"{address_of(self.of_report.name)}/counted"
        return Listing(path, {**same, "of": of.removeprefix(f"{THEN}."), "as_of": at.isoformat()}).address

    def events(self, code: str, about: str) -> str:
        """The address of the events that a row was made from."""
        at = {"as_of": self.listing.given["as_of"]} if "as_of" in self.listing.given else {}
        return Listing(f"{PATH}/events", {"code": code, "about": about, **at}).address


def choice_of(page: Page, name: str) -> Choice:
    """Raises not_found for a report that there is not, for its reader."""
    reports = page.call(ListReports()).items
    found = next((one for one in reports if address_of(one.name) == f"{PATH}/{name}"), None)
    if found is None:
        raise not_found("report", name)
    return Choice(page, reports, found)


def address_of(name: str) -> str:
    return f"{PATH}/{name.replace('_', '-')}"
