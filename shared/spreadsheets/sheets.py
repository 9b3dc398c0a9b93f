"""Which sheet of a workbook is meant: one that people see, never one by its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from shared.contracts.errors import Refusal
from shared.spreadsheets.notes import Note

Fits = Callable[[Sequence[object]], bool]  # whether a first row is that of the table that is looked for


def sheet_of(book: Any, name: str, note: Note, first_row: Callable[[Any], Sequence[object] | None], fits: Fits) -> Any:
    """The visible sheet whose first row fits; where none does, the only one with cells, else the one in front.

    Raises Refusal("invalid") that names them where several fit. `first_row` gives None for a sheet without cells.
    """
    rows = {sheet.title: first_row(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"}
    filled = [sheet for sheet in book.worksheets if rows.get(sheet.title) is not None]
    if not filled:
        raise Refusal("invalid", reason="no_visible_sheet", file=name)
    fitting = [sheet for sheet in filled if fits(rows[sheet.title] or ())]
    if len(fitting) > 1:
        raise Refusal("invalid", reason="several_sheets", file=name, sheets=[sheet.title for sheet in fitting])
    front = [sheet for sheet in filled if sheet.title == getattr(book.active, "title", None)]
    (sheet, *_) = fitting or front or filled
    if len(book.worksheets) > 1:
        note("sheet_of_several", file=name, count=len(book.worksheets), sheet=sheet.title)
    return sheet
