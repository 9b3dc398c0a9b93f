"""The whole application on one page, to be sent anew: a later version, or the answer to a question. What it changes is
seen first."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from services.portal.forms.compare import mark_of
from services.portal.forms.filled import Filled
from services.portal.forms.form import ELSEWHERE, read_document
from services.portal.forms.posted import Posted
from services.portal.pages.applicant.changed import changes_of
from services.portal.pages.applicant.fields import files_of, for_fields, labels_of
from services.portal.pages.applicant.files import with_files
from services.portal.pages.applicant.rows import REMOVE, closed_up
from services.portal.pages.applicant.steps import PROMISES, STEPS, given_in
from services.portal.web.page import Page, SignedInHere
from shared.contracts.errors import Refusal, not_found
from shared.contracts.field_codes import request_of
from shared.contracts.intake import AnswerQuestion, ApplicationVersion, GetApplicationVersion, ResubmitApplication

router = APIRouter(include_in_schema=False)

#: How it is sent: under which address, and by which request.
WAYS: dict[str, type[ResubmitApplication] | type[AnswerQuestion]] = {
    "version": ResubmitApplication,
    "answer": AnswerQuestion,
}
NAMES = tuple(name for step in STEPS for name in step.names)
SEEN = "seen"  # of the button that sends
KEPT = ("call", *PROMISES.keys)


@router.get("/applications/{code}/send/{way}")
def write(page: SignedInHere, code: str, way: str) -> Response:
    read = get_latest(page, code, way)
    return show(page, read, way, Filled(document=read.document))


@router.post("/applications/{code}/send/{way}")
async def send(page: SignedInHere, request: Request, code: str, way: str) -> Response:
    read = await run_in_threadpool(get_latest, page, code, way)
    posted, refused = await with_files(page, request, read.code)
    return await run_in_threadpool(send_read, page, read, way, closed_up(posted), refused)


def send_read(page: Page, read: ApplicationVersion, way: str, posted: Posted, refused: Refusal | None) -> Response:
    """`refused`: what is known to be wrong already, of a file."""
    form = Filled(posted=posted, command_id=posted.command_id)
    if posted.text(REMOVE):
        return show(page, read, way, form)
    typed, unreadable = read_document(NAMES, posted, page.language)
    refused = refused or unreadable
    kept = {key: read.document[key] for key in KEPT if key in read.document}
    document = given_in(typed) | kept
    try:
        if refused is not None:
            raise refused
        request = request_of(WAYS[way], code=read.code, document=document)
        if posted.text(SEEN) != seen_as(read, document):
            return show(page, read, way, form, document)
        page.call(request, command_id=posted.command_id)
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return show(page, read, way, Filled(posted=posted, refusal=refusal, command_id=posted.command_id))
    return page.see(f"/applications/{read.code}", said=f"{way}_sent")


def get_latest(page: Page, code: str, way: str) -> ApplicationVersion:
    if way not in WAYS:
        raise not_found("step", way)
    return page.call(request_of(GetApplicationVersion, code=code))


def seen_as(read: ApplicationVersion, document: dict[str, Any]) -> str:
    """What is sent is what was seen: these changes, of this version."""
    return f"{read.version}-{mark_of({SEEN: document}, SEEN)}"


def show(
    page: Page, read: ApplicationVersion, way: str, form: Filled, document: dict[str, Any] | None = None
) -> Response:
    """`document`: what would be sent, beside the version before."""
    files = files_of(page, read.code)
    changes = None if document is None else changes_of(read.document, document, page.language, files)
    return page.show(
        "applicant/rewrite.html",
        form.status,
        form=form,
        read=read,
        way=way,
        steps=STEPS,
        labels=labels_of((*NAMES, *(name for step in STEPS for name in step.fields)), page.language),
        files=files,
        changes=changes,
        seen=None if document is None else seen_as(read, document),
        **for_fields(page, form, read.document),
    )
