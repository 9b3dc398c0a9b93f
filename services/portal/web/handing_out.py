"""A file as it was handed in, to be saved and never shown by the browser itself."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from fastapi.responses import StreamingResponse

from services.portal.web.page import PRIVATE
from shared.files.transfer import fetch

SHORT = 12  # digits of a hash that name a file


def handed_out(sha256: str, part: Callable[[int], str]) -> StreamingResponse:
    """`part` gives one by its number. The first is asked for before anything is sent: a refusal has its page."""
    parts = fetch(part)
    first = next(parts, b"")
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{sha256[:SHORT]}"'}
    return StreamingResponse(chain([first], parts), media_type="application/octet-stream", headers=headers)
