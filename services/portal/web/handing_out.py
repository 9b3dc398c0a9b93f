"""A kept file named by its hash alone: saved, or shown in a frame of a page of ours. A browser opens none as a page."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from fastapi.responses import StreamingResponse

from services.portal.web.page import PRIVATE
from shared.contracts.errors import not_found
from shared.files.kinds import GIF, JPEG, PDF, PNG, WEBP, kind_by_beginning
from shared.files.transfer import fetch

SHORT = 12  # digits of a hash that name a file
#: What browsers show by themselves: kinds that run nothing in our name.
IMAGES = frozenset(kind.media_type for kind in (PNG, JPEG, GIF, WEBP))
SHOWN = IMAGES | {PDF.media_type}
#: Nothing is loaded, and nobody else frames it. Not each browser's own reader of PDFs opens in a sandbox.
ALONE = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}

#: Gives a part of a file by its number.
PartOf = Callable[[int], str]


def handed_out(sha256: str, part: PartOf) -> StreamingResponse:
    """To be saved. The first part is asked for before anything is sent: a refusal has its page."""
    parts = fetch(part)
    first = next(parts, b"")
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{sha256[:SHORT]}"'}
    return StreamingResponse(chain([first], parts), media_type="application/octet-stream", headers=headers)


def shown_here(sha256: str, part: PartOf) -> StreamingResponse:
    """In a frame or as a picture. Raises not_found for a kind that no browser shows."""
    parts = fetch(part)
    first = next(parts, b"")
    kind = kind_by_beginning(first)
    if kind is None or kind.media_type not in SHOWN:
        raise not_found("file", sha256)
    headers = PRIVATE | ALONE | {"Content-Disposition": f'inline; filename="{sha256[:SHORT]}{kind.ending}"'}
    return StreamingResponse(chain([first], parts), media_type=kind.media_type, headers=headers)
