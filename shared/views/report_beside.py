"""Two moments of one report side by side: itself a report, with each number as it was and as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shared.contracts.reporting import NUMBERS, Cell, Report, ReportFigure, ReportRow, ReportTable


def beside(then: Report, now: Report) -> Report:
    """`then` is the earlier one of the two."""
    of_before = {one.name: one for one in then.tables}
    tables = tuple(table_beside(of_before[one.name], one) if one.name in of_before else one for one in now.tables)
    known = {one.name: one.value for one in then.figures}
    of_then = {one.name: one.of for one in then.figures}
    figures: list[ReportFigure] = []
    for one in now.figures:
        if one.kind in NUMBERS:
            before = {"at": "then", "value": known.get(one.name), "of": of_then.get(one.name)}
            figures.append(one.model_copy(update=before))
            figures.append(one.model_copy(update={"at": "now"}))
        else:
            figures.append(one)
    return now.model_copy(update={"then": then.as_of, "tables": tables, "figures": tuple(figures)})


def table_beside(then: ReportTable, now: ReportTable) -> ReportTable:
    """Rows are the same where all that is no number is; what only one of the two moments has stands there as well."""
    columns = []
    for one in now.columns:
        doubled = [one.model_copy(update={"at": "then"}), one.model_copy(update={"at": "now"})]
        columns += doubled if one.kind in NUMBERS else [one]
    of_then, of_now = ({key_of(table, row): row for row in table.rows} for table in (then, now))
    keys = [*of_now, *(key for key in of_then if key not in of_now)]
    rows = [merged(then, now, of_then.get(key), of_now.get(key)) for key in keys]
    totals = [None if one.total is None else ReportRow(cells=one.total, of=one.total_of) for one in (then, now)]
    total = merged(then, now, *totals) if any(totals) else None
    of_total = {"total": total.cells, "total_of": total.of} if total else {}
    return now.model_copy(update={"columns": tuple(columns), "rows": tuple(rows), "drawn": None, **of_total})


def key_of(table: ReportTable, row: ReportRow) -> tuple[Cell, ...]:
    """All that is no number."""
    pairs = zip(table.columns, row.cells, strict=True)
    return (*(cell for column, cell in pairs if column.kind not in NUMBERS), row.code, row.about)


def merged(then: ReportTable, now: ReportTable, before: ReportRow | None, after: ReportRow | None) -> ReportRow:
    kept = after or before
    assert kept is not None, "one of the moments has it"
    was, is_ = cell_of(then, before), cell_of(now, after)
    cells: list[Cell] = []
    for one in now.columns:
        cells += [was(one.name), is_(one.name)] if one.kind in NUMBERS else [(is_ if after else was)(one.name)]
    of = {f"then.{name}": address for name, address in before.of.items()} if before else {}
    return ReportRow(cells=tuple(cells), code=kept.code, about=kept.about, of=of | (after.of if after else {}))


def cell_of(table: ReportTable, row: ReportRow | None) -> Callable[[str], Cell]:
    """A row's cell by the name of its column; nothing where there is no such row or column."""
    if row is None:
        return lambda _: None
    cells = dict(zip(names_of(table), row.cells, strict=True))
    return cells.get


def names_of(table: ReportTable) -> Sequence[str]:
    return [column.name for column in table.columns]
