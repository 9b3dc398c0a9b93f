"""A report at the terminal: its figures, then its tables, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from alliance.columns import lines_of
from alliance.output import led, table, width
from alliance.reader import language, words
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.reporting import Funnel, Report, ReportTable
from shared.views.reports import Words
from shared.wording import say


def report_text(report: Report) -> str:
    said = Words(report, language())
    parts = [f"{said.heading}\n{said.as_of}"]
    if report.figures:
        figures = [(said.name(one), said.cell(one, one.value)) for one in report.figures]
        parts.append("\n".join(f"{name}: {value}" for name, value in figures))
    parts += [f"{said.table(one)}\n{table_text(said, one)}" for one in said.tables if one.rows]
    return "\n\n".join(parts)


def table_text(said: Words, of: ReportTable) -> str:
    coded = any(row.code for row in of.rows)
    traced = of.name == "counted"
    head = [*([say(said.language, "reports.code")] if coded else []), *map(said.name, of.columns)]
    head += [say(said.language, "reports.name.about")] if traced else []
    return "\n".join(lines_of(head, cells_of(said, of, coded, traced), width()))


def cells_of(said: Words, of: ReportTable, coded: bool, traced: bool) -> Iterator[list[str]]:
    for row in of.rows:
        code = [row.code or ""] if coded else []
        about = [row.about or ""] if traced else []
        yield [*code, *(said.cell(column, cell) for column, cell in zip(of.columns, row.cells, strict=True)), *about]
    if of.total is not None:
        cells = [said.cell(column, cell) for column, cell in zip(of.columns, of.total, strict=True)]
        yield [*([""] if coded else []), say(said.language, "pages.reports.all"), *cells[1:]]


def is_empty(report: Report) -> bool:
    return not any(one.rows for one in report.tables)


def nothing_recorded(report: Report | Funnel) -> str:
    """Events take a moment: an empty table would say that nothing is to come."""
    if report.arriving:
        return words("report.arriving")
    return words("report.nothing", at=f"{report.as_of.astimezone(UTC):%Y-%m-%d %H:%M}")


def funnel_text(funnel: Funnel) -> str:
    if not funnel.states:
        return nothing_recorded(funnel)
    rows = [(state.value, funnel.states[state]) for state in ApplicationState if state in funnel.states]
    countries = {country: sum(counts.values()) for country, counts in sorted(funnel.by_country.items())}
    most_first = sorted(countries, key=lambda country: -countries[country])
    by_country = ", ".join(f"{country}\u00a0{countries[country]}" for country in most_first)
    by_country_text = led("report.by_country", by_country or words("report.no_country"))
    total = table(("state", "applications"), [*rows, (words("report.all"), sum(funnel.states.values()))])
    return f"{total}\n\n{by_country_text.replace(chr(0xA0), ' ')}"
