"""One application as staff read it: check, reviews, texts, versions, decisions, history, mails; and its verbs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fastapi import Response

from services.portal.pages.applicant.showing import Section, sections_of
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.staff.record import ABSENT, PATH, Record, open_record
from services.portal.pages.staff.verbs import VERBS
from services.portal.web.handing_out import handed_out
from services.portal.web.names import country, named
from services.portal.web.page import Missing, Page
from services.portal.web.roles import StaffHere
from shared.contracts.eligibility import GetDecisionHistory
from shared.contracts.field_codes import request_of
from shared.contracts.intake import (
    ApplicationVersion,
    CompareApplicationVersions,
    GetApplicationVersion,
    GetDraft,
    GetFilePart,
)
from shared.contracts.notifications import ListExchanges, ListMails
from shared.contracts.reporting import GetCityPage
from shared.wording import has
from shared.wording.dates import calendar_day
from shared.wording.numbers import number

MAILS, EXCHANGES = 50, 20
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
COUNTRIES = re.compile(r"[A-Z]{2}(, [A-Z]{2})*")


def read(record: Record) -> Mapping[str, Any]:
    page, code = record.page, record.application.code
    told, mails, decided, said = page.ask(
        GetCityPage(code=code), ListMails(code=code, limit=MAILS), GetDecisionHistory(code=code),
        ListExchanges(code=code, limit=EXCHANGES), absent=ABSENT,
    )  # fmt: skip
    version = read_of(page, record, record.older)
    return {
        "sections": sections_of_record(page, record, version),
        "read": version,
        "changes": () if version is None or version.version < 2 else compared(page, code, version.version),
        "history": None if isinstance(told, Missing) else told.history,
        "said": () if isinstance(said, Missing) else said.items,
        "mails": None if isinstance(mails, Missing) else mails,
        "decisions": () if isinstance(decided, Missing) else decided.entries,
        "missing": record.missing or isinstance(told, Missing) or isinstance(mails, Missing),
        "saw": lambda value: saw(page, value),
    }


def saw(page: Page, value: Any) -> str:
    """What a criterion saw, or asked for: a number, a day, a region, countries."""
    if value is None:
        return "—"
    if isinstance(value, int):
        return number(page.language, value)
    if has(f"regions.{value}"):
        return named(page.language, "regions", value)
    if COUNTRIES.fullmatch(value):
        return ", ".join(country(page.language, one) for one in value.split(", "))
    return calendar_day(page.language, value) if DAY.fullmatch(value) else value


def read_of(page: Page, record: Record, version: int | None) -> ApplicationVersion | None:
    if not record.application.version:
        return None
    return page.call(request_of(GetApplicationVersion, code=record.application.code, version=version))


def sections_of_record(page: Page, record: Record, read: ApplicationVersion | None) -> list[Section]:
    """Of a draft what is kept so far."""
    if read is not None:
        return sections_of(read.document, page.language)
    draft = page.part(GetDraft(code=record.application.code))
    return [] if isinstance(draft, Missing) else sections_of(draft.document, page.language)


def compared(page: Page, code: str, version: int) -> Any:
    found = page.part(CompareApplicationVersions(code=code, before=version - 1, after=version))
    return () if isinstance(found, Missing) else found.changes


ONE = Leaf("", read, VERBS, template="record", apart="verb", said="staff_done")
router = Shelf[Record](PATH, "staff", open_record).routes(ONE)


@router.get(PATH + "/files/{sha256}")
def get_file(page: StaffHere, code: str, sha256: str) -> Response:
    """A file of evidence as it was handed in, to be saved and never shown by the browser itself."""
    asked = {"code": code, "sha256": sha256}
    return handed_out(sha256, lambda number: page.call(request_of(GetFilePart, **asked, number=number)).content)
