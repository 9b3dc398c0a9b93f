"""A report at the terminal: its figures, then its tables, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator

from alliance.columns import lines_of
from alliance.output import width
from alliance.reader import language
from shared.contracts.reporting import Report, ReportTable
from shared.views.reports import Words
from shared.wording import say


def report_text(report: Report) -> str:
    words = Words(report, language())
    parts = [f"{words.title}\n{words.as_of}"]
    if report.figures:
        figures = [(words.name(one), words.cell(one, one.value)) for one in report.figures]
        parts.append("\n".join(f"{name}: {value}" for name, value in figures))
    parts += [f"{words.table(one)}\n{table_text(words, one)}" for one in report.tables if one.rows]
    return "\n\n".join(parts)


def table_text(words: Words, table: ReportTable) -> str:
    coded = any(row.code for row in table.rows)
    head = [*([say(words.language, "reports.code")] if coded else []), *map(words.name, table.columns)]
    return "\n".join(lines_of(head, cells_of(words, table, coded), width()))


def cells_of(words: Words, table: ReportTable, coded: bool) -> Iterator[list[str]]:
    for row in table.rows:
        code = [row.code or ""] if coded else []
        yield [*code, *(words.cell(column, cell) for column, cell in zip(table.columns, row.cells, strict=True))]
    if table.total is not None:
        cells = [words.cell(column, cell) for column, cell in zip(table.columns, table.total, strict=True)]
        yield [*([""] if coded else []), say(words.language, "pages.reports.all"), *cells[1:]]
