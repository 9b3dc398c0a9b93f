"""One step of a draft: saved as it goes, judged for itself, in any order, also by two people at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid5
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response

from services.portal.forms.compare import Difference, compare, marks_of
from services.portal.forms.filled import Filled
from services.portal.forms.form import ELSEWHERE, read_document
from services.portal.forms.posted import VERSION, Posted, Sent
from services.portal.pages.applicant.fields import files_of, for_fields, labels_of, text_at
from services.portal.pages.applicant.rows import REMOVE, closed_up
from services.portal.pages.applicant.showing import line_of
from services.portal.pages.applicant.steps import (
    BY_ID,
    FOUNDATIONS,
    Step,
    missing_in,
    progress_of,
    step_after,
    with_step,
)
from services.portal.web.calls import get_call
from services.portal.web.page import Elsewhere, Page, SignedInHere
from shared.contracts.errors import Refusal, not_found
from shared.contracts.field_codes import request_of
from shared.contracts.intake import Draft, GetApplication, GetDraft, ReviseDraft
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.requests import FieldProblem
from shared.program.places import default_time_zone, suggest_places

router = APIRouter(include_in_schema=False)

SUGGESTED = 12
TRIES = 2  # at a draft that others write on at the same moment


@router.get("/places")
def suggest(page: SignedInHere, country: str = "", city: str = "") -> Response:
    """Cities of the reference that begin so, for the type-ahead."""
    return page.show("applicant/places.html", places=suggest_places(country, city, SUGGESTED))


@router.get("/apply/{call}/{code}/{step}")
def show_step(page: SignedInHere, call: str, code: str, step: str) -> Response:
    draft = get_draft(page, call, code)
    return show(page, draft, step_of(step), Filled(document=draft.document))


@router.post("/apply/{call}/{code}/{step}")
def save_step(page: SignedInHere, call: str, code: str, step: str, posted: Sent) -> Response:
    return save(page, get_draft(page, call, code), step_of(step), closed_up(posted))


def save(
    page: Page, draft: Draft, at: Step, posted: Posted, refused: Refusal | None = None, tries: int = TRIES
) -> Response:
    """`refused`: what is known to be wrong already, of a file."""
    typed, unreadable = read_document(at.names, posted, page.language)
    differences = differences_of(draft, at, typed, posted, page.language)
    refused = Refusal("stale_version", version=draft.revision) if differences else refused or unreadable
    try:
        if refused is not None:
            raise refused
        missing = revise(page, draft, with_step(draft.document, at, typed), posted)
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        if refusal.code == "stale_version" and not differences and tries:
            return save(page, get_draft(page, draft.call, draft.code), at, posted, tries=tries - 1)
        form = Filled(posted=posted, refusal=refusal, command_id=posted.command_id)
        return show(page, draft, at, form, differences=differences)
    return go_on(page, draft, at, posted, missing)


def differences_of(
    draft: Draft, step: Step, typed: Mapping[str, Any], posted: Posted, language: str
) -> list[Difference]:
    """What somebody else changed of this step since it was shown; of other steps they may change what they like."""
    if posted.text(VERSION) in ("", str(draft.revision)):
        return []
    return compare(draft.document, typed, step.fields, posted, lambda name, value: written_of(name, value, language))


def written_of(name: str, value: Any, language: str) -> list[str]:
    return [text for line in line_of(name.rpartition(".")[2], value, language) for text in line.values]


def revise(page: Page, draft: Draft, document: dict[str, Any], posted: Posted) -> Sequence[FieldProblem]:
    """What is still missing. Over the revision that its document was made from; pressed twice it is one command, or
    nothing is left to do."""
    if document == draft.document:
        return draft.missing
    request = request_of(ReviseDraft, code=draft.code, document=document, expected_revision=draft.revision)
    return page.call(request, command_id=uuid5(posted.command_id, str(draft.revision))).missing


def go_on(page: Page, draft: Draft, step: Step, posted: Posted, missing: Sequence[FieldProblem]) -> Response:
    """It is saved; what this step still lacks is said once, and holds nobody up."""
    if posted.text("then") == "leave":
        return page.see("/my", said="draft_saved")
    if posted.text("then") == "here" or posted.text(REMOVE):
        return page.see(address(draft, step.id), said="draft_saved")
    lacking = missing_in(step, missing)
    if lacking and posted.text("then") != "on":
        form = Filled(posted=posted, refusal=Refusal("invalid", *lacking))
        return show(page, get_draft(page, draft.call, draft.code), step, form, saved=True)
    return page.see(address(draft, step_after(step)), said="draft_saved")


def step_of(step: str) -> Step:
    if step not in BY_ID:
        raise not_found("step", step)
    return BY_ID[step]


def get_draft(page: Page, call: str, code: str) -> Draft:
    """Raises Elsewhere once it was sent: whoever goes back to it sees the application."""
    try:
        draft = page.call(request_of(GetDraft, code=code))
    except Refusal as refusal:
        if refusal.code == "not_found" and is_sent(page, code):
            raise Elsewhere(f"/applications/{code}") from None
        raise
    if draft.call != call:
        raise not_found("draft", code)
    return draft


def is_sent(page: Page, code: str) -> bool:
    try:
        return page.call(request_of(GetApplication, code=code)).state is not State.DRAFT
    except Refusal:
        return False


def address(draft: Draft, step: str) -> str:
    return f"/apply/{draft.call}/{draft.code}/{step}"


def show(
    page: Page, draft: Draft, step: Step, form: Filled, *, saved: bool = False, differences: Sequence[Difference] = ()
) -> Response:
    zone = zone_of(page, draft)
    return page.show(
        "applicant/step.html",
        200 if saved else form.status,
        form=form,
        draft=draft,
        step=step,
        saved=saved,
        differences=differences,
        marks=marks_of(draft.document, step.fields),
        progress=progress_of(draft),
        call=get_call(page, draft.call),
        address=address,
        zone=zone,
        saved_today=is_today(draft.saved_at, zone),
        labels=labels_of([*step.names, *step.fields], page.language),
        files=files_of(page, draft.code) if step.id == FOUNDATIONS else {},
        **for_fields(page, form, draft.document),
    )


def zone_of(page: Page, draft: Draft) -> str | None:
    """By whose clock the deadline is said beside the call's: the reader's own, else the city's."""
    country, city = text_at(draft.document, "country"), text_at(draft.document, "city")
    return page.reader.zone or text_at(draft.document, "time_zone") or default_time_zone(country, city)


def is_today(at: datetime, zone: str | None) -> bool:
    clock = ZoneInfo(zone or "UTC")
    return at.astimezone(clock).date() == datetime.now(clock).date()
