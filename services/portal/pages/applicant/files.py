"""Files of evidence: they come with the form of their step or of a new version, and go out again to be saved."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from services.portal.forms.handed_in import beside, read_form
from services.portal.forms.posted import Posted
from services.portal.pages.applicant.drafting import get_draft, save
from services.portal.pages.applicant.fields import UPLOADS, files_of
from services.portal.pages.applicant.rows import closed_up
from services.portal.pages.applicant.steps import BY_ID, FOUNDATIONS
from services.portal.web.attachments import as_attachment
from services.portal.web.page import Page, SignedInHere
from shared.contracts.errors import Refusal, not_found
from shared.contracts.field_codes import request_of
from shared.contracts.intake import AddFilePart, GetFilePart, KeepFile
from shared.files.transfer import fetch

router = APIRouter(include_in_schema=False)

SUMS = ("upload_id", "size", "sha256")


@router.post(f"/apply/{{call}}/{{code}}/{FOUNDATIONS}")
async def save_foundations(page: SignedInHere, request: Request, call: str, code: str) -> Response:
    """Nothing of a file is read before its owner is known to be asking."""
    draft = await run_in_threadpool(get_draft, page, call, code)
    posted, refused = await with_files(page, request, draft.code)
    return await run_in_threadpool(save, page, draft, BY_ID[FOUNDATIONS], closed_up(posted), refused)


@router.get("/applications/{code}/evidence/{sha256}")
def get_file(page: SignedInHere, code: str, sha256: str) -> Response:
    file = files_of(page, code).get(sha256)
    if file is None:
        raise not_found("file", sha256)
    parts = fetch(lambda number: page.call(GetFilePart(code=code, sha256=sha256, number=number)).content)
    return as_attachment(file.name, file.media_type, file.size, parts)


async def with_files(page: Page, request: Request, code: str) -> tuple[Posted, Refusal | None]:
    """What was typed, with each file as one that evidence may name: a form that is shown again has it still."""
    posted, refused = await read_form(request, page, AddFilePart, page.program.call.evidence_megabytes)
    return await run_in_threadpool(keep_files, page, code, posted, refused)


def keep_files(page: Page, code: str, posted: Posted, refused: Refusal | None) -> tuple[Posted, Refusal | None]:
    pairs = [(name, text) for name, text in posted.pairs() if ".upload." not in name]
    for field in (field for field in UPLOADS if f"{field}.sha256" in posted):
        try:
            kept = page.call(request_of(KeepFile, code=code, name=posted.text(f"{field}.name"), **sums(posted, field)))
            pairs.append((f"{field.removesuffix('.upload')}.file", kept.sha256))
        except Refusal as refusal:
            refused = refused or beside(refusal, field, page.program.call.evidence_megabytes)
    return Posted(pairs), refused


def sums(posted: Posted, field: str) -> dict[str, Any]:
    size = posted.text(f"{field}.size")
    number = int(size) if size.isdecimal() and len(size) < 12 else size
    return {name: posted.text(f"{field}.{name}") for name in SUMS} | {"size": number}
