"""What a file is, by its content; its name and what a browser says of it count for nothing. Pure.

It tells kinds apart and looks for no malice: that is a virus scanner's work.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    media_type: str
    ending: str  # of a file's name


PDF = Kind("application/pdf", ".pdf")
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")
PNG, JPEG = Kind("image/png", ".png"), Kind("image/jpeg", ".jpg")
GIF, WEBP = Kind("image/gif", ".gif"), Kind("image/webp", ".webp")

#: The kinds that are kept, by media type.
KINDS = {kind.media_type: kind for kind in (PDF, DOCX, XLSX, PNG, JPEG, GIF, WEBP)}

_STARTS = {
    b"%PDF-": PDF,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"\xff\xd8\xff": JPEG,
    b"GIF87a": GIF,
    b"GIF89a": GIF,
}
#: An Office document says in its list of parts what its main part is; one with macros says something else.
_MAIN_PARTS = {
    b"officedocument.wordprocessingml.document.main+xml": DOCX,
    b"officedocument.spreadsheetml.sheet.main+xml": XLSX,
}
_PARTS = "[Content_Types].xml"
_PARTS_LIMIT = 1_000_000  # bytes; a real list has a few thousand


def kind_of(content: bytes) -> Kind | None:
    """The kind of a whole file; None for any that is not kept, such as an executable, a script, a plain archive."""
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    return next((kind for start, kind in _STARTS.items() if content.startswith(start)), None)


def _office_kind(content: bytes) -> Kind | None:
    """DOCX and XLSX are archives; of all their parts only the list of them is unpacked, and only so far."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(_PARTS) as parts:
            text = parts.read(_PARTS_LIMIT)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        return None
    if b"vbaProject" in text or b"macroEnabled" in text:
        return None
    return next((kind for main, kind in _MAIN_PARTS.items() if main in text), None)
