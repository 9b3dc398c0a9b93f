"""A report as a PDF that a screen reader finds its way in: tagged headings and tables, charts with alternative texts
(PDF/UA-1), in the reader's language.

Made by the caller (command line, portal), never inside a service: setting pages takes longer than a request may.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from shared.contracts.reporting import NUMBERS, ReportTable
from shared.views.report_charts import Bar, bars_of
from shared.views.reports import Words
from shared.wording import say

if TYPE_CHECKING:
    import typst

FONTS = Path(__file__).with_name("fonts")
WIDE = 8  # columns, from which on a table is set across the page
LONG = 20  # rows, from which on a table may go on on the next page
_MARK = re.compile(r'(["\\])')

PREAMBLE = """
#set document(title: {title}, author: {author}, date: datetime(year: {year}, month: {month}, day: {day}))
#set text(font: "DejaVu Sans", lang: {language}, size: 9pt)
#set page(paper: "a4", flipped: {flipped}, margin: 18mm, numbering: "1 / 1")
#set table(stroke: 0.4pt + luma(170), inset: 4pt)
#show table.cell.where(y: 0): set text(weight: "bold")
#show heading: set block(above: 1.4em, below: 0.7em)
"""


def report_pdf(words: Words) -> bytes:
    """Everything the report says, in its order."""
    import typst  # noqa: PLC0415  (tens of megabytes: only where a PDF is made)

    source = "\n".join(parts_of(words))
    return typst.compile(source.encode(), format="pdf", font_paths=fonts(), pdf_standards="ua-1")


@cache
def fonts() -> typst.Fonts:
    """Ours alone: a report looks the same on each machine."""
    import typst  # noqa: PLC0415  (as above)

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def parts_of(words: Words) -> Iterator[str]:
    report = words.report
    as_of: datetime = report.as_of
    wide = any(len(one.columns) > WIDE for one in report.tables)
    title = words.heading
    yield PREAMBLE.format(
        title=quoted(title), author=quoted(say(words.language, "reports.sheet")), language=quoted(words.language),
        year=as_of.year, month=as_of.month, day=as_of.day, flipped="true" if wide else "false",
    )  # fmt: skip
    yield f"#heading(level: 1, {content(title)})"
    yield f"#par({content(words.as_of)})"
    yield f"#par({content(words.about)})"
    if report.figures:
        yield figures(words)
    for table in words.tables:
        if table.rows:
            parts = [
                f"#heading(level: 2, {content(words.table(table))})",
                *chart(words, table),
                table_part(words, table),
            ]
            yield (
                "\n".join(parts) if len(table.rows) > LONG else "#block(breakable: false)[\n" + "\n".join(parts) + "\n]"
            )


def figures(words: Words) -> str:
    rows = ", ".join(
        f"{content(words.name(one))}, align(right, {content(words.cell(one, one.value))})"
        for one in words.report.figures
    )
    head = ", ".join(content(say(words.language, f"reports.{name}")) for name in ("figure", "number_of"))
    return f"#table(columns: (1fr, auto), table.header({head}), {rows})"


def chart(words: Words, table: ReportTable) -> Iterator[str]:
    """Bars, whose numbers the table says as well."""
    bars = bars_of(words, table) if table.drawn == "bars" else []
    if bars:
        drawn = ", ".join(f"{content(one.name)}, {rectangle(one)}, {content(one.value)}" for one in bars)
        grid = f"grid(columns: (32%, 1fr, auto), gutter: 4pt, align: (left, left, right), {drawn})"
        yield f"#figure({grid}, alt: {quoted(alternative(words, table, bars))})"


def rectangle(bar: Bar) -> str:
    return f'rect(width: {max(bar.percent, 0.5):g}%, height: 7pt, fill: rgb("#1f5fae"))'


def alternative(words: Words, table: ReportTable, bars: list[Bar]) -> str:
    return f"{words.table(table)}: " + "; ".join(f"{one.name} {one.value}" for one in bars)


def table_part(words: Words, table: ReportTable) -> str:
    head = ", ".join(content(words.name(one)) for one in table.columns)
    cells = [
        cell_part(words.cell(column, value), column.kind in NUMBERS)
        for row in table.rows
        for column, value in zip(table.columns, row.cells, strict=True)
    ]
    if table.total is not None:
        cells.append(cell_part(say(words.language, "pages.reports.all"), number=False))
        cells += [
            cell_part("" if value is None else words.cell(column, value), column.kind in NUMBERS)
            for column, value in zip(table.columns[1:], table.total[1:], strict=True)
        ]
    return f"#table(columns: {len(table.columns)}, table.header({head}), {', '.join(cells)})"


def cell_part(text: str, number: bool) -> str:
    return f"align(right, {content(text)})" if number else content(text)


def content(text: str) -> str:
    """As text, never as markup."""
    return f"text({quoted(text)})"


def quoted(text: str) -> str:
    plain = "".join(mark if mark.isprintable() or mark == "\u00a0" else " " for mark in text)
    return '"' + _MARK.sub(r"\\\1", plain) + '"'
