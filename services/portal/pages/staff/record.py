"""One application as staff read it: check, reviews, texts, versions, decisions, history, mails; and its verbs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.posted import Sent
from services.portal.pages.applicant.showing import Section, sections_of
from services.portal.pages.staff.asking import options_of
from services.portal.pages.staff.verbs import (
    BY_NAME,
    OVERRIDE,
    VERBS,
    Verb,
    hint_of,
    may_override,
    send,
    words_of,
)
from services.portal.web.handing_out import handed_out
from services.portal.web.names import named
from services.portal.web.page import Missing, Page, there
from services.portal.web.roles import StaffHere
from services.portal.web.rubric import rubric_in
from shared.contracts.eligibility import GetDecisionHistory, GetSelection, Selection
from shared.contracts.errors import not_found
from shared.contracts.field_codes import request_of
from shared.contracts.identity import GetNames
from shared.contracts.intake import (
    Application,
    ApplicationVersion,
    CompareApplicationVersions,
    GetApplication,
    GetApplicationVersion,
    GetDraft,
    GetFilePart,
)
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.lifecycle import compose_state
from shared.contracts.notifications import ListMails
from shared.contracts.reporting import GetCityPage
from shared.wording import has
from shared.wording.dates import calendar_day
from shared.wording.numbers import number

router = APIRouter(include_in_schema=False)

PATH = "/staff/applications/{code}"
MAILS = 50
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ABSENT = frozenset({"unavailable", "not_found", "forbidden"})


@dataclass(frozen=True)
class Record:
    """What its owners say of it now; `selection`: None before the check, or while its service is down."""

    application: Application
    selection: Selection | None
    missing: bool

    @property
    def state(self) -> State:
        return compose_state(self.application.state, self.selection.state if self.selection else None)

    @property
    def zone(self) -> str:
        return self.application.time_zone or "UTC"

    @property
    def version(self) -> int | None:
        return self.selection.version if self.selection else None

    def verbs(self) -> list[Verb]:
        return [verb for verb in VERBS if self.state in verb.states and self._fits(verb)]

    def _fits(self, verb: Verb) -> bool:
        """What the state alone does not say."""
        selection = self.selection
        if verb.name in ("shortlist", "shortlist-off"):
            return selection is not None and selection.shortlisted == (verb.name == "shortlist-off")
        if verb.name in ("unassign", "remind"):
            return selection is not None and any(one.state in UNWRITTEN for one in selection.assessment.reviews)
        if verb.name in ("record-interview", "cancel-interview"):
            return selection is not None and any(one.state == "scheduled" for one in selection.interviews)
        return True


UNWRITTEN = ("assigned", "cleared")


def get_record(page: Page, code: str) -> Record:
    application, selection = page.ask(
        request_of(GetApplication, code=code), request_of(GetSelection, code=code), absent=ABSENT
    )
    known = None if isinstance(selection, Missing) else selection
    down = isinstance(selection, Missing) and selection.why.code == "unavailable"
    return Record(there(application), known, down)


@router.get(PATH)
def show_record(page: StaffHere, code: str, version: int | None = None) -> Response:
    record = get_record(page, code)
    code = record.application.code
    told, mails, decided = page.ask(
        GetCityPage(code=code), ListMails(code=code, limit=MAILS), GetDecisionHistory(code=code), absent=ABSENT
    )
    read = read_of(page, record, version)
    changes = () if read is None or read.version < 2 else compared(page, code, read.version)
    names = names_of(page, record.selection)
    return page.show(
        "staff/record.html",
        record=record,
        application=record.application,
        selection=record.selection,
        sections=sections_of_record(page, record, read),
        read=read,
        changes=changes,
        names=names,
        history=None if isinstance(told, Missing) else told.history,
        mails=None if isinstance(mails, Missing) else mails,
        decisions=() if isinstance(decided, Missing) else decided.entries,
        verbs=record.verbs(),
        missing=record.missing or isinstance(told, Missing) or isinstance(mails, Missing),
        zone=record.zone,
        criteria=rubric_in(page.language, page.program.rubric.criteria),
        shown=lambda value: shown(page, value),
    )


def shown(page: Page, value: Any) -> str:
    """What a criterion saw, or asked for: a number, a day, a region, countries."""
    if value is None:
        return "—"
    if isinstance(value, int):
        return number(page.language, value)
    if has(f"regions.{value}"):
        return named(page.language, "regions", value)
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


def names_of(page: Page, selection: Selection | None) -> dict[UUID, str]:
    if selection is None:
        return {}
    ids = {one.reviewer_id for one in selection.assessment.reviews}
    return people_called(page, ids | {person for one in selection.interviews for person in one.panel})


def people_called(page: Page, ids: Iterable[UUID]) -> dict[UUID, str]:
    wanted = tuple(sorted(ids))
    if not wanted:
        return {}
    found = page.part(GetNames(ids=wanted))
    return {} if isinstance(found, Missing) else {one.id: one.name for one in found.items}


@router.get(PATH + "/files/{sha256}")
def get_file(page: StaffHere, code: str, sha256: str) -> Response:
    """A file of evidence as it was handed in, to be saved and never shown by the browser itself."""
    asked = {"code": code, "sha256": sha256}
    return handed_out(sha256, lambda number: page.call(request_of(GetFilePart, **asked, number=number)).content)


# -- verbs -------------------------------------------------------------------------------------------------------------


@router.get(PATH + "/{verb}")
def ask(page: StaffHere, code: str, verb: str) -> Response:
    record = get_record(page, code)
    return show_verb(page, record, verb_called(verb), blank(time_zone=record.zone))


@router.post(PATH + "/{verb}")
def do(page: StaffHere, code: str, verb: str, posted: Sent) -> Response:
    called = verb_called(verb)
    record = get_record(page, code)
    sent = send(called, page, posted, record.zone, **fixed(called, record))
    if isinstance(sent, Filled):
        return show_verb(page, record, called, sent)
    city = record.application.city or record.application.code
    return page.see(f"/staff/applications/{record.application.code}", said="staff_done", verb=called.key, city=city)


def verb_called(name: str) -> Verb:
    if name not in BY_NAME:
        raise not_found("page", name)
    return BY_NAME[name]


def fixed(verb: Verb, record: Record) -> dict[str, Any]:
    """What no field says."""
    code = record.application.code
    if verb.name == "remind":
        return {"codes": (code,)}
    if verb.name == "reopen":
        return {"code": code, "call": record.application.call}
    if verb.name in ("shortlist", "shortlist-off"):
        return {"code": code, "shortlisted": verb.name == "shortlist"}
    return {"code": code}


def show_verb(page: Page, record: Record, verb: Verb, form: Filled) -> Response:
    asked = [(field, words_of(page, field), hint_of(page, field), options_of(page, record, verb, field))
              for field in verb.fields]  # fmt: skip
    return page.show(
        "staff/verb.html",
        form.status,
        form=form,
        record=record,
        application=record.application,
        verb=verb,
        asked=asked,
        labels={field.name: words for field, words, *_ in asked} | {OVERRIDE: page.say("pages.staff.field.override")},
        override=may_override(page, verb, form),
        comments=comments_of(record) if verb.name in ("decide", "correct", "accept-proposal") else (),
        zone=record.zone,
    )


def comments_of(record: Record) -> tuple[str, ...]:
    """What reviewers wrote, without who did: to be offered as feedback, in an order that tells nobody."""
    selection = record.selection
    return tuple(sorted(one.comment for one in selection.assessment.reviews if one.comment)) if selection else ()
