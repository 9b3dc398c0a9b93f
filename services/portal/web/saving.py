"""Files that a page gives out to be saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fastapi import Response

from services.portal.web.page import PRIVATE
from shared.spreadsheets.writing import csv_text

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def csv(name: str, rows: Iterable[Sequence[object]]) -> Response:
    return file(name, "csv", csv_text(rows).encode())


def file(name: str, form: str, content: bytes) -> Response:
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(content, media_type=MEDIA[form], headers=headers)
