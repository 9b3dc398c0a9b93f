"""What reports share: why a choice has none, and files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from fastapi import Response

from services.portal.web.page import PRIVATE
from shared.contracts.errors import Refusal
from shared.spreadsheets.writing import csv_text

PATH = "/reports"

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def asked(ask: Callable[[], Any]) -> tuple[Any, Refusal | None]:
    """The report, or why what was chosen has none: said above the choice, which stays."""
    try:
        return ask(), None
    except Refusal as refusal:
        if refusal.code not in ("invalid", "not_found"):
            raise
        return None, refusal


def csv(name: str, rows: Iterable[Sequence[object]]) -> Response:
    return file(name, "csv", csv_text(rows).encode())


def file(name: str, form: str, content: bytes) -> Response:
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(content, media_type=MEDIA[form], headers=headers)
