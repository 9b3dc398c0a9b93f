"""The last step: every answer with a link back, the self-check, two promises, and the sending."""

from __future__ import annotations

from typing import Any
from uuid import uuid5

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import ELSEWHERE, read_document
from services.portal.forms.posted import VERSION, Posted, Sent
from services.portal.pages.applicant.drafting import address, get_draft, revise, zone_of
from services.portal.pages.applicant.fields import files_of
from services.portal.pages.applicant.showing import sections_of
from services.portal.pages.applicant.steps import PROMISES, progress_of, with_step
from services.portal.web.calls import get_call
from services.portal.web.page import Missing, Page, SignedInHere
from services.portal.web.rendering import link
from shared.contracts.eligibility import CheckEligibility, EligibilityResult
from shared.contracts.errors import Refusal
from shared.contracts.intake import Draft, SubmitDraft

router = APIRouter(include_in_schema=False)


@router.get("/apply/{call}/{code}/review")
def review(page: SignedInHere, call: str, code: str) -> Response:
    return show(page, get_draft(page, call, code), blank())


@router.post("/apply/{call}/{code}/review")
def send(page: SignedInHere, call: str, code: str, posted: Sent) -> Response:
    draft = get_draft(page, call, code)
    typed, _ = read_document(PROMISES.names, posted, page.language)
    try:
        document = with_step(draft.document, PROMISES, typed)
        insist_on_what_was_read(draft, document, posted)
        revise(page, draft, document, posted)
        receipt = page.call(SubmitDraft(code=draft.code), command_id=uuid5(posted.command_id, "submit"))
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return show(page, get_draft(page, call, code), Filled(posted=posted, refusal=refusal))
    return page.see(f"/applications/{receipt.code}", said="application_sent", code=receipt.code)


def insist_on_what_was_read(draft: Draft, document: dict[str, Any], posted: Posted) -> None:
    """What is sent is what was read; a second press, which adds nothing, is no other reader."""
    if posted.text(VERSION) not in ("", str(draft.revision)) and document != draft.document:
        raise Refusal("stale_version", version=draft.revision)


def show(page: Page, draft: Draft, form: Filled) -> Response:
    return page.show(
        "applicant/review.html",
        form.status,
        form=form,
        draft=draft,
        call=get_call(page, draft.call),
        progress=progress_of(draft),
        result=checked(page, draft),
        sections=sections_of(draft.document, page.language, files_of(page, draft.code)),
        address=address,
        zone=zone_of(page, draft),
        privacy_link=link("/privacy", page.say("pages.nav.privacy")),
    )


def checked(page: Page, draft: Draft) -> EligibilityResult | None:
    """As far as the minimums can be judged already."""
    try:
        judged = {name: value for name, value in draft.document.items() if name not in PROMISES.names}
        result = page.part(CheckEligibility(document=judged))
    except Refusal:
        return None
    return None if isinstance(result, Missing) else result
