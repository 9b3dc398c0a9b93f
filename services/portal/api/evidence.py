"""Files of evidence of an application or draft."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.portal.api.asking import TrackingCode
from services.portal.api.openapi import file_of
from services.portal.web.session import client_of, signer_of
from shared.contracts.application import EvidenceKind
from shared.contracts.errors import not_found
from shared.contracts.field_codes import request_of
from shared.contracts.intake import AddEvidence, AddFilePart, EvidenceReceipt, GetFilePart, KeptFiles, ListFiles
from shared.files.transfer import Upload, fetch

router = APIRouter(prefix="/api/v1")

HASH = "^[0-9a-f]{64}$"


async def raw_body(request: Request) -> bytes:
    return await request.body()


@router.post("/applications/{code}/evidence", status_code=201, openapi_extra=file_of())
def add_evidence(
    request: Request,
    code: TrackingCode,
    content: Annotated[bytes, Depends(raw_body)],
    name: Annotated[str, Query(min_length=1, max_length=200)],
    kind: EvidenceKind = EvidenceKind.OTHER,
    text: Annotated[str | None, Query(max_length=2_000)] = None,
) -> EvidenceReceipt:
    """Add a file to the evidence of an application or draft. What it is, is judged by its content."""
    client, sign, upload = client_of(request), signer_of(request), Upload(content)
    sums = {"upload_id": upload.id, "size": len(content), "sha256": upload.sha256}
    body = request_of(AddEvidence, code=code, name=name, kind=kind, text=text, **sums)

    def put(upload_id: UUID, number: int, part: str) -> None:
        client.call(AddFilePart(upload_id=upload_id, number=number, size=len(content), content=part), sign=sign)

    upload.send(put)
    return client.call(body, sign=sign)


@router.get("/applications/{code}/evidence")
def list_evidence(request: Request, code: TrackingCode) -> KeptFiles:
    return client_of(request).call(request_of(ListFiles, code=code), sign=signer_of(request))


@router.get("/applications/{code}/evidence/{sha256}", response_class=Response)
def get_evidence(request: Request, code: TrackingCode, sha256: Annotated[str, Path(pattern=HASH)]) -> StreamingResponse:
    """A file as it was handed in, to be saved and never shown by the browser itself."""
    client, sign = client_of(request), signer_of(request)
    files = client.call(request_of(ListFiles, code=code), sign=sign).items
    file = next((one for one in files if one.sha256 == sha256), None)
    if file is None:
        raise not_found("file", sha256)
    keys: dict[str, Any] = {"code": code, "sha256": sha256}
    parts = fetch(lambda number: client.call(request_of(GetFilePart, **keys, number=number), sign=sign).content)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Length": str(file.size),
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(parts, media_type=file.media_type, headers=headers)
