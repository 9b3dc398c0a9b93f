"""Files of evidence of an application or draft."""

from __future__ import annotations

from functools import partial
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from services.portal.api.asking import TrackingCode
from services.portal.web.attachments import as_attachment
from services.portal.web.session import client_of, signer_of
from services.portal.web.uploads import Upload
from shared.contracts.application import EvidenceKind
from shared.contracts.errors import not_found
from shared.contracts.field_codes import request_of
from shared.contracts.intake import AddEvidence, AddFilePart, EvidenceReceipt, GetFilePart, ListFiles
from shared.contracts.requests import Model
from shared.contracts.requests import Request as ServiceRequest
from shared.files.transfer import fetch

router = APIRouter(prefix="/api/v1")

#: A route's body that is a file, as its bytes.
A_FILE = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
HASH = "^[0-9a-f]{64}$"
NO_HASH = "0" * 64  # of a file that is still to come

Reply = TypeVar("Reply", bound=Model)


@router.post("/applications/{code}/evidence", status_code=201, openapi_extra=A_FILE)
async def add_evidence(
    request: Request,
    code: TrackingCode,
    name: Annotated[str, Query(min_length=1, max_length=200)],
    kind: EvidenceKind = EvidenceKind.OTHER,
    text: Annotated[str | None, Query(max_length=2_000)] = None,
) -> EvidenceReceipt:
    """Add a file to the evidence of an application or draft. What it is, is judged by its content.

    Nothing of the file is read before its owner is known to be asking, and never more than a part of it is held.
    """
    client, sign = client_of(request), signer_of(request)
    described = partial(request_of, AddEvidence, code=code, name=name, kind=kind, text=text)
    described(upload_id=UUID(int=0), size=0, sha256=NO_HASH)  # what is wrong with it is said at once

    async def ask(question: ServiceRequest[Reply]) -> Reply:
        return await run_in_threadpool(client.call, question, sign=sign)

    await ask(request_of(ListFiles, code=code))
    file = Upload(AddFilePart, ask)
    async for piece in request.stream():
        await file.take(piece)
    return await ask(described(**await file.end()))


@router.get("/applications/{code}/evidence/{sha256}", response_class=Response)
def get_evidence(request: Request, code: TrackingCode, sha256: Annotated[str, Path(pattern=HASH)]) -> StreamingResponse:
    """A file as it was handed in, to be saved and never shown by the browser itself."""
    client, sign = client_of(request), signer_of(request)
    files = client.call(request_of(ListFiles, code=code), sign=sign).items
    file = next((one for one in files if one.sha256 == sha256), None)
    if file is None:
        raise not_found("file", sha256)
    parts = fetch(lambda number: client.call(GetFilePart(code=code, sha256=sha256, number=number), sign=sign).content)
    return as_attachment(file.name, file.media_type, file.size, parts)
