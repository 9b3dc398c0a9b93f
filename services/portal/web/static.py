"""Static files: served under a name that holds their content's hash, so that browsers keep them for good."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from mimetypes import guess_type

from fastapi import APIRouter, Request, Response

from shared.contracts.errors import Refusal

router = APIRouter(include_in_schema=False)

PATH = "/static/"
FOR_GOOD = "public, max-age=31536000, immutable"
HASH_DIGITS = 12


@dataclass(frozen=True)
class File:
    content: bytes
    packed: bytes
    media_type: str
    tag: str


@cache
def files() -> dict[str, File]:
    """By their hashed name."""
    found = {}
    for path in resources.files("services.portal").joinpath("static").iterdir():
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()[:HASH_DIGITS]
        stem, _, ending = path.name.rpartition(".")
        media_type = guess_type(path.name)[0] or "application/octet-stream"
        packed = gzip.compress(content, 9, mtime=0)
        found[f"{stem}.{digest}.{ending}"] = File(content, packed, media_type, f'"{digest}"')
    return found


@cache
def static(name: str) -> str:
    """The address of a static file. KeyError for a name that is none: a template that names it fails its test."""
    stem, _, ending = name.rpartition(".")
    for hashed in files():
        if hashed.startswith(f"{stem}.") and hashed.endswith(f".{ending}") and hashed.count(".") == name.count(".") + 1:
            return PATH + hashed
    raise KeyError(name)


@router.get(PATH + "{name}")
async def get_static(request: Request, name: str) -> Response:
    file = files().get(name)
    if file is None:
        raise Refusal("not_found", reason="address")
    headers = {"Cache-Control": FOR_GOOD, "ETag": file.tag, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == file.tag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.packed, media_type=file.media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(file.content, media_type=file.media_type, headers=headers)
