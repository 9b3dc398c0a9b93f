"""What a file is, by its content; its name and what a browser says of it count for nothing. Pure.

It tells kinds apart and looks for no malice: that is a virus scanner's work.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers.expat import ExpatError, ParserCreate

from shared.files.archives import is_bomb


@dataclass(frozen=True)
class Kind:
    media_type: str
    ending: str  # of a file's name
    also: str | None = None  # another ending that says the same


PDF = Kind("application/pdf", ".pdf")
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")
PNG, JPEG = Kind("image/png", ".png"), Kind("image/jpeg", ".jpg", ".jpeg")
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
#: What an Office document calls its main part, and the kind that it then is; one with macros calls it otherwise.
_OFFICE = "application/vnd.openxmlformats-officedocument."
_MAIN_PARTS = {
    f"{_OFFICE}wordprocessingml.document.main+xml": DOCX,
    f"{_OFFICE}spreadsheetml.sheet.main+xml": XLSX,
}
_PARTS = "[Content_Types].xml"
_PARTS_LIMIT = 1_000_000  # bytes; a real list has a few thousand
_UNPACKED_LIMIT = 300_000_000  # bytes
_MACROS = re.compile("vba|macro|activex", re.IGNORECASE)

#: What an Office program fetches by itself when it opens a document, by the ends of their types: a template may bring
#: macros, an object a program. One of the writer's own disk is there for nobody else.
_FETCHED = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/aFChunk")
_ELSEWHERE = re.compile(r"\s*(?!file:///|[a-z]:)([a-z][a-z0-9+.-]*:|[\\/]{2})", re.IGNORECASE)

_PDF_HEAD = re.compile(rb"%PDF-[12]\.[0-9]")
_PDF_END = re.compile(rb"%%EOF[\s\0]*\Z")
_TAIL_BYTES = 2_048


def kind_of(content: bytes) -> Kind | None:
    """The kind of a whole file; None for any that is not kept, such as an executable, a script, a plain archive, and
    for one that is two kinds at once."""
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    if zipfile.is_zipfile(io.BytesIO(content)):
        return None
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    kind = next((kind for start, kind in _STARTS.items() if content.startswith(start)), None)
    return None if kind is PDF and not _is_whole_pdf(content) else kind


def kind_by_beginning(content: bytes) -> Kind | None:
    """Of a file that is kept, by its first bytes; None for one that no browser shows by itself."""
    return next((kind for start, kind in _STARTS.items() if content.startswith(start)), None) or (
        WEBP if content.startswith(b"RIFF") and content[8:12] == b"WEBP" else None
    )


def _is_whole_pdf(content: bytes) -> bool:
    """From its first byte to its last."""
    return _PDF_HEAD.match(content) is not None and _PDF_END.search(content[-_TAIL_BYTES:]) is not None


def _office_kind(content: bytes) -> Kind | None:
    """DOCX and XLSX are archives whose list of parts is read whole: it names the main part, which is there, and every
    part has a type, none of which is a macro's; nothing that could bring one is fetched from elsewhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/") and name != _PARTS]
            stated = archive.getinfo(_PARTS).file_size
            is_whole = content[-22:].startswith(b"PK\x05\x06")  # the end of an archive, and nothing behind it
            if not is_whole or stated > _PARTS_LIMIT or is_bomb(archive, len(content), _UNPACKED_LIMIT):
                return None
            by_ending, by_part = _types(archive.read(_PARTS))
            if any(_fetches(archive, part) for part in archive.infolist() if part.filename.lower().endswith(".rels")):
                return None
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, RuntimeError, NotImplementedError, ValueError, EOFError,
            ExpatError):  # fmt: skip
        return None
    types = {name: by_part.get(f"/{name}") or by_ending.get(name.rpartition(".")[2].lower()) for name in names}
    if None in types.values() or any(_MACROS.search(f"{name} {said}") for name, said in types.items()):
        return None
    main = [_MAIN_PARTS[said] for said in types.values() if said in _MAIN_PARTS]
    return main[0] if len(main) == 1 else None


def _fetches(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether something of it comes from elsewhere. Raises as `_types` does."""
    fetched: list[str] = []

    def begin(_: str, said: dict[str, str]) -> None:
        if said.get("TargetMode") == "External" and said.get("Type", "").endswith(_FETCHED):
            fetched.append(said.get("Target", ""))

    if part.file_size > _PARTS_LIMIT:
        return True
    _read_elements(archive.read(part), begin)
    return any(_ELSEWHERE.match(target) for target in fetched)


def _types(parts: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """By ending and by part. Raises ExpatError, ValueError."""
    by_ending: dict[str, str] = {}
    by_part: dict[str, str] = {}

    def begin(_: str, said: dict[str, str]) -> None:
        if "Extension" in said:
            by_ending[said["Extension"].lower()] = said.get("ContentType", "")
        if "PartName" in said:
            by_part[said["PartName"]] = said.get("ContentType", "")

    _read_elements(parts, begin)
    return by_ending, by_part


def _read_elements(xml: bytes, begin: Callable[[str, dict[str, str]], None]) -> None:
    """Raises ExpatError, ValueError."""

    def refuse(*_: object) -> None:
        raise ValueError("a list of parts declares no entities")

    parser = ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = begin, refuse
    parser.Parse(xml, True)
