"""Files that a form hands in: they go on to their service in parts while the form is read.

    posted, refusal = await read_form(request, page, AddFilePart, megabytes)

A file's field leaves `<field>.name`, `.upload_id`, `.size` and `.sha256`, for the request that it belongs to. Of a
form that is said to be too long the reading ends at its file: what is typed before it stays.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from services.portal.forms.multipart import Reading, is_multipart
from services.portal.forms.posted import Posted, posted_by
from services.portal.web.limits import DOCUMENT, announced
from services.portal.web.page import Page
from services.portal.web.uploads import Put, Upload
from shared.contracts.errors import Detail, Refusal
from shared.contracts.requests import Request as ServiceRequest

MEGABYTE = 1024 * 1024
NAME_MOST = 200


async def read_form(request: Request, page: Page, put: Put, megabytes: int) -> tuple[Posted, Refusal | None]:
    """What was sent, and why a file of it was not taken. Only once its sender is known to own what it is for."""
    if not is_multipart(request):
        return await posted_by(request), None
    reading, refused = Reading(), None
    try:
        async for file, content in reading.pieces(request):
            insist_on_length(request, file.name, megabytes)
            try:
                sums = await hand_in(page, put, content)
                given = {"name": file.filename[-NAME_MOST:]} | sums
                reading.pairs += [(f"{file.name}.{name}", str(value)) for name, value in given.items()]
            except Refusal as refusal:
                refused = refused or beside(refusal, file.name, megabytes)
                await drop(content)
    except Refusal as refusal:
        refused = refused or refusal
    return Posted(reading.pairs).settled(), refused


async def hand_in(page: Page, put: Put, content: AsyncIterator[bytes]) -> dict[str, Any]:
    async def ask(question: ServiceRequest[Any]) -> Any:
        return await run_in_threadpool(page.call, question)

    upload = Upload(put, ask)
    async for piece in content:
        await upload.take(piece)
    return await upload.end()


async def drop(content: AsyncIterator[bytes]) -> None:
    """To read on what was typed below."""
    async for _ in content:
        pass


def insist_on_length(request: Request, field: str, megabytes: int) -> None:
    """Before a file is read that is said to be too large."""
    if announced(request.scope) > megabytes * MEGABYTE + DOCUMENT.most:
        raise Refusal("invalid", Detail(field, "file_too_large", most=megabytes))


def beside(refusal: Refusal, field: str, megabytes: int) -> Refusal:
    """Said where the file was chosen."""
    if refusal.reason == "body_too_long":
        return Refusal("invalid", Detail(field, "file_too_large", most=megabytes))
    if refusal.code != "invalid":
        return refusal
    return Refusal(
        "invalid", *(Detail(field, one.code, **one.values) for one in refusal.details), reason=refusal.reason
    )
