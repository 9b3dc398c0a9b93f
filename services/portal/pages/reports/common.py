"""What reports share: the choice of call, cohort and moment, which is their address; why a choice has none; CSV."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from fastapi import Response

from services.portal.web.listing import Listing
from services.portal.web.page import PRIVATE, Page
from shared.contracts.errors import Refusal
from shared.spreadsheets.writing import csv_writer

PATH = "/reports"


def asked(ask: Callable[[], Any]) -> tuple[Any, Refusal | None]:
    """The report, or why what was chosen has none: said above the choice, which stays."""
    try:
        return ask(), None
    except Refusal as refusal:
        if refusal.code not in ("invalid", "not_found"):
            raise
        return None, refusal


def shown(page: Page, name: str, listing: Listing, refusal: Refusal | None, **values: Any) -> Response:
    status = 422 if refusal else 200
    csv_at = listing.address.replace(f"{PATH}/{name}", f"{PATH}/{name}.csv", 1)
    return page.show(f"reports/{name}.html", status, listing=listing, refusal=refusal, report=name, csv_at=csv_at,
                     zone=page.zone, **values)  # fmt: skip


def taken_out(page: Page, name: str, rows: Iterable[Sequence[object]]) -> Response:
    """A report as a file, which stands in the audit trail."""
    page.takes_out()
    return csv(name, rows)


def csv(name: str, rows: Iterable[Sequence[object]]) -> Response:
    text = io.StringIO(newline="")
    write = csv_writer(text)
    for row in rows:
        write(list(row))
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(text.getvalue().encode(), media_type="text/csv; charset=utf-8", headers=headers)
