"""Small files of every kind that is kept, and of some that are not."""

from __future__ import annotations

import io
import zipfile

from openpyxl import Workbook

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 30
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 20
GIF = b"GIF89a" + b"\0" * 20
WEBP = b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 20

_TYPES = (
    '<Types><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{main}"/></Types>'
)


def archive(parts: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return target.getvalue()


def office(part: str, main: str) -> bytes:
    return archive({"[Content_Types].xml": _TYPES.format(part=part, main=main), "_rels/.rels": "<x/>", part: "<x/>"})


DOCX = office("word/document.xml", "wordprocessingml.document.main+xml")


def workbook() -> bytes:
    """As a spreadsheet program writes it."""
    target = io.BytesIO()
    book = Workbook()
    book.active.append(["city", "residents"])  # type: ignore[union-attr]
    book.save(target)
    return target.getvalue()
