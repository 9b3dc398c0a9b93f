"""A file to be saved, under its own name; no browser shows it. Named by its hash alone: handing_out.py."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import normalize
from urllib.parse import quote

from fastapi.responses import StreamingResponse


def as_attachment(name: str, media_type: str, size: int, parts: Iterator[bytes]) -> StreamingResponse:
    """Under its own name; for browsers that cannot read that, without what is not ASCII."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().replace('"', "").replace("\\", "")
    said = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"Content-Disposition": said, "Content-Length": str(size)}
    return StreamingResponse(parts, media_type=media_type, headers=headers)
