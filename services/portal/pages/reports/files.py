"""A report as a file: the numbers of its page. Who took it out stands in the audit trail."""

from __future__ import annotations

import json

from fastapi import APIRouter, Response

from services.portal.pages.reports.choosing import Choice, choice_of
from services.portal.pages.reports.common import PATH
from services.portal.web.page import Page
from services.portal.web.roles import ProgramHere, has_role
from services.portal.web.saving import csv, file
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.reporting import Report
from shared.documents.report import report_pdf
from shared.security.permissions import STAFF
from shared.views.reports import Words, as_json, as_xlsx, csv_lines

router = APIRouter(include_in_schema=False)


@router.get(PATH + "/{name}.csv")
def save_csv(page: ProgramHere, name: str) -> Response:
    """One table: the first, unless the address names another."""
    choice, report = taken_out(page, name)
    wanted = page.request.query_params.get("table")
    words = Words(report, page.language)
    found = next((one for one in words.tables if wanted in (None, one.name)), None)
    if found is None:
        raise not_found("report", f"{name}: {wanted}")
    return csv(choice.of_report.name, csv_lines(words, found))


@router.get(PATH + "/{name}.xlsx")
def save_xlsx(page: ProgramHere, name: str) -> Response:
    choice, report = taken_out(page, name)
    return file(choice.of_report.name, "xlsx", as_xlsx(Words(report, page.language)))


@router.get(PATH + "/{name}.json")
def save_json(page: ProgramHere, name: str) -> Response:
    choice, report = taken_out(page, name)
    content = json.dumps(as_json(report), ensure_ascii=False, indent=2)
    return file(choice.of_report.name, "json", content.encode())


@router.get(PATH + "/{name}.pdf")
def save_pdf(page: ProgramHere, name: str) -> Response:
    choice, report = taken_out(page, name)
    return file(choice.of_report.name, "pdf", report_pdf(Words(report, page.language)))


def taken_out(page: Page, name: str) -> tuple[Choice, Report]:
    """Raises Refusal("invalid") where the address does not say of what."""
    choice = choice_of(page, name)
    if not choice.is_whole:
        raise Refusal("invalid", Detail("cohort" if choice.of_report.of == "cohort" else "code", "missing"))
    report = choice.report()
    if has_role(page, *STAFF):  # a coach takes out no more than their own cities' numbers
        page.takes_out()
    return choice, report
