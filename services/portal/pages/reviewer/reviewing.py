"""One review: the declaration before the texts; then the texts beside the rubric, kept half-way and submitted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import ELSEWHERE
from services.portal.forms.posted import Posted, Sent
from services.portal.pages.reviewer.queue import own_reviews, today
from services.portal.web.changes import Part, changed
from services.portal.web.handing_out import IMAGES, SHOWN, PartOf, handed_out, shown_here
from services.portal.web.page import Page
from services.portal.web.roles import ReviewerHere, has_role
from services.portal.web.rubric import rubric_in
from shared.contracts.eligibility import (
    DeclareConflict,
    GetReviewFilePart,
    GetReviewTexts,
    ListedReview,
    ReviewTexts,
    SaveReview,
    SubmitReview,
)
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.field_codes import request_of
from shared.contracts.people import Role
from shared.files.kinds import KINDS
from shared.security.permissions import STAFF

router = APIRouter(include_in_schema=False)

QUEUE = "/reviews"
DIGITS = 9  # of a score; Python takes its time over thousands


@router.get("/reviews/guide")
def show_guide(page: ReviewerHere) -> Response:
    return page.show("reviewer/guide.html", criteria=rubric_in(page.language, page.program.rubric.criteria))


@router.get("/reviews/{code}")
def show_review(page: ReviewerHere, code: str) -> Response:
    """An interview panel's mails lead here as well: who is on it and writes no review reads on where they may."""
    staff = has_role(page, *STAFF)
    listed = find(() if staff and not has_role(page, Role.REVIEWER) else own_reviews(page), code)
    if listed is None and staff:
        return page.see(f"/staff/applications/{quote(code, safe='')}")
    if listed is None:
        return page.see(QUEUE, said="no_review_there")
    if listed.state == "assigned":
        return show_declaration(page, listed, blank())
    if listed.state in ("recused", "released"):
        return page.show("reviewer/closed.html", listed=listed)
    return show_texts(page, listed, None)


@router.post("/reviews/{code}/declaration")
def declare(page: ReviewerHere, code: str, posted: Sent) -> Response:
    listed = find_own(page, code)
    if not posted.text("conflict"):
        lacking = Refusal("invalid", Detail("conflict", "missing"))
        return show_declaration(page, listed, Filled(posted=posted, refusal=lacking))
    fields = keys(listed) | {"conflict": posted.text("conflict")}
    try:
        page.call(request_of(DeclareConflict, **fields), command_id=posted.command_id)
    except Refusal as refusal:
        return show_declaration(page, listed, Filled(posted=posted, refusal=refusal))
    if posted.text("conflict") == "declared":
        return page.see(QUEUE, said="conflict_declared", city=listed.city)
    return page.see(f"/reviews/{listed.code}")


@router.post("/reviews/{code}")
def write(page: ReviewerHere, code: str, posted: Sent) -> Response:
    """Two buttons: keep it half-way, or submit it."""
    listed = find_own(page, code)
    half_way = "keep" in posted
    try:
        if half_way:
            request: Any = request_of(SaveReview, **keys(listed), **written(posted))
        else:
            request = request_of(SubmitReview, **keys(listed), conflict="none", **written(posted))
        page.call(request, command_id=posted.command_id)
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return show_texts(page, listed, Filled(posted=posted, refusal=refusal, command_id=posted.command_id))
    if half_way:
        return page.see(f"/reviews/{listed.code}", said="review_kept")
    return page.see(QUEUE, said="review_submitted", city=listed.city)


@router.get("/reviews/{code}/files/{sha256}")
def get_file(page: ReviewerHere, code: str, sha256: str) -> Response:
    """A file of evidence as it was handed in, to be saved."""
    return handed_out(sha256, part_of(page, code, sha256))


@router.get("/reviews/{code}/files/{sha256}/shown")
def show_file(page: ReviewerHere, code: str, sha256: str) -> Response:
    """Beside the rubric."""
    return shown_here(sha256, part_of(page, code, sha256))


def part_of(page: Page, code: str, sha256: str) -> PartOf:
    asked = keys(find_own(page, code)) | {"sha256": sha256}
    return lambda number: page.call(request_of(GetReviewFilePart, **asked, number=number)).content


def find_own(page: Page, code: str) -> ListedReview:
    listed = find(own_reviews(page), code)
    if listed is None:
        raise not_found("review", as_code(code))
    return listed


def find(reviews: Iterable[ListedReview], code: str) -> ListedReview | None:
    return next((one for one in reviews if one.code == as_code(code)), None)


def as_code(text: str) -> str:
    return text.strip().upper()


def keys(listed: ListedReview) -> dict[str, Any]:
    return {"code": listed.code, "reviewer_id": listed.reviewer_id}


def written(posted: Posted) -> dict[str, Any]:
    """Scores as far as they are chosen; what is no number is the service's to refuse."""
    chosen = {name.removeprefix("scores."): text for name, text in posted.pairs() if name.startswith("scores.")}
    scores = {
        name: int(text) if text.isdecimal() and len(text) < DIGITS else text for name, text in chosen.items() if text
    }
    return {"scores": scores, "comment": posted.text("comment").strip() or None}


def score_of(text: str) -> int | str:
    return int(text) if text.isdecimal() and len(text) < DIGITS else text


def show_declaration(page: Page, listed: ListedReview, form: Filled) -> Response:
    return page.show("reviewer/declaration.html", form.status, form=form, listed=listed)


def show_texts(page: Page, listed: ListedReview, form: Filled | None) -> Response:
    read = page.call(GetReviewTexts(**keys(listed)))
    shown = form or Filled(document={"scores": read.review.scores, "comment": read.review.comment})
    left = (listed.due_on - today(page)).days if listed.due_on else None
    return page.show(
        "reviewer/review.html",
        shown.status,
        form=shown,
        listed=listed,
        read=read,
        left=left,
        criteria=rubric_in(page.language, read.rubric.criteria),
        changed=changes_of(read),
        files={one.sha256: one for one in read.texts.files},
        kind_named=lambda file: KINDS[file.media_type].ending.removeprefix(".").upper(),
        shown=SHOWN,
        pictures=IMAGES,
    )


def changes_of(read: ReviewTexts) -> dict[str, list[Part]]:
    """What was written anew since the review, by text."""
    if read.before is None:
        return {}
    texts = {name: (getattr(read.before, name), getattr(read.texts, name)) for name in ("ambition", "foundations")}
    return {name: changed(before, after) for name, (before, after) in texts.items() if before != after}
