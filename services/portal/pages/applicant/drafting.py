"""One step of a draft: saved as it goes, judged for itself, in any order, also by two people at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled
from services.portal.forms.form import ELSEWHERE, read_document
from services.portal.forms.posted import VERSION, Posted, Sent
from services.portal.pages.applicant import choices
from services.portal.pages.applicant.showing import lines_of
from services.portal.pages.applicant.start import get_call
from services.portal.pages.applicant.steps import BY_ID, ROWS, Step, missing_in, progress_of, step_after, with_step
from services.portal.web.page import Page, SignedInHere
from services.portal.web.places import country_choices
from shared.contracts.errors import Refusal, not_found
from shared.contracts.field_codes import request_of
from shared.contracts.intake import Draft, DraftReceipt, GetDraft, ReviseDraft
from shared.program.places import default_time_zone, find_places, suggest_places
from shared.wording import say

router = APIRouter(include_in_schema=False)

SUGGESTED = 12


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
    draft, at = get_draft(page, call, code), step_of(step)
    typed, unreadable = read_document(at.names, with_primary(posted), page.language)
    try:
        if unreadable is not None:
            raise unreadable
        receipt = revise(page, draft, with_step(draft.document, at, typed), posted)
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return show(page, draft, at, Filled(posted=posted, refusal=refusal, command_id=posted.command_id))
    return go_on(page, draft, at, posted, receipt)


def revise(page: Page, draft: Draft, document: dict[str, Any], posted: Posted) -> DraftReceipt:
    """Over the version that was shown: somebody else's change meanwhile is shown, never overwritten."""
    shown = posted.text(VERSION)
    expected = int(shown) if shown.isdecimal() and len(shown) < 9 else draft.revision
    request = request_of(ReviseDraft, code=draft.code, document=document, expected_revision=expected)
    return page.call(request, command_id=posted.command_id)


def go_on(page: Page, draft: Draft, step: Step, posted: Posted, receipt: DraftReceipt) -> Response:
    """It is saved; what this step still lacks is said once, and holds nobody up."""
    if posted.text("then") == "leave":
        return page.see("/my", said="draft_saved")
    if posted.text("then") == "here":
        return page.see(address(draft, step.id), said="draft_saved")
    lacking = missing_in(step, receipt.missing)
    if lacking and posted.text("then") != "on":
        form = Filled(posted=posted, refusal=Refusal("invalid", *lacking))
        return show(page, get_draft(page, draft.call, draft.code), step, form, saved=True)
    return page.see(address(draft, step_after(step)), said="draft_saved")


def with_primary(posted: Posted) -> Posted:
    """One button for each contact says who is the primary one."""
    chosen = posted.text("primary")
    marks = [(f"contacts.{number}.primary", "true") for number in (chosen,) if number.isdecimal() and len(number) < 3]
    return Posted([*posted.pairs(), *marks])


def step_of(step: str) -> Step:
    if step not in BY_ID:
        raise not_found("step", step)
    return BY_ID[step]


def get_draft(page: Page, call: str, code: str) -> Draft:
    draft = page.call(request_of(GetDraft, code=code))
    if draft.call != call:
        raise not_found("draft", code)
    return draft


def address(draft: Draft, step: str) -> str:
    return f"/apply/{draft.call}/{draft.code}/{step}"


def show(page: Page, draft: Draft, step: Step, form: Filled, *, saved: bool = False) -> Response:
    stale = form.refusal is not None and form.refusal.code == "stale_version"
    return page.show(
        "applicant/step.html",
        200 if saved else form.status,
        form=form,
        draft=draft,
        step=step,
        saved=saved,
        theirs=list(lines_of(draft.document, step.keys, page.language)) if stale else None,
        progress=progress_of(draft),
        call=get_call(page, draft.call),
        address=address,
        zone=zone_of(page, draft),
        labels=labels_of(step.names, page.language),
        **offered(page, form, draft.document),
    )


def zone_of(page: Page, draft: Draft) -> str | None:
    """By whose clock the deadline is said beside the call's: the reader's own, else the city's."""
    country, city = text_at(draft.document, "country"), text_at(draft.document, "city")
    return page.reader.zone or text_at(draft.document, "time_zone") or default_time_zone(country, city)


def labels_of(names: Iterable[str], language: str) -> dict[str, str]:
    return {name: say(language, "pages.apply.field", field=name.rpartition(".")[2]) for name in names}


def offered(page: Page, form: Filled, document: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields of an application offer: choices, what the city reference knows, rows for more."""
    country, city = form.value("country") or text_at(document, "country"), form.value("city")
    places = find_places(text_at(document, "country"), text_at(document, "city"))
    language = page.language
    return {
        "countries": country_choices(language, page.program.eligibility),
        "zones": choices.zones(country or None, (form.value("time_zone"), default_time_zone(country, city) or "")),
        "roles": choices.contact_roles(language),
        "kinds": choices.evidence_kinds(language),
        "outcomes": choices.outcomes(language),
        "spoken": choices.languages(language),
        "reference": places[0] if places else None,
        "rows": {name: rows_shown(form, document, name) for name in ("contacts", "evidence")},
    }


def text_at(document: Mapping[str, Any], key: str) -> str:
    return str(document.get(key) or "")


def rows_shown(form: Filled, document: Mapping[str, Any], name: str) -> int:
    """Those that are filled, and an empty one."""
    filled = [
        number + 1
        for number in range(ROWS)
        if form.posted and any(form.value(f"{name}.{number}.{key}") for key in ("name", "url", "text", "email", "kind"))
    ]
    return min(max([len(document.get(name) or ()), *filled]) + 1, ROWS)
