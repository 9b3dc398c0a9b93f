"""A report in its reader's words: what every form of it (page, terminal, CSV, XLSX, JSON, PDF) is made of, so that all
say the same numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from shared.contracts.reporting import (
    Cell,
    HistoryEntry,
    Report,
    ReportColumn,
    ReportFigure,
    ReportRow,
    ReportTable,
    named_city,
)
from shared.spreadsheets.writing import Share, workbook
from shared.wording import has, say
from shared.wording.dates import moment, short_day
from shared.wording.language import locale_of
from shared.wording.numbers import number
from shared.wording.order import order_of

NONE = "—"  # what is not known, which is not 0

Plain = str | int | float | Decimal | date | datetime | Share | None


@dataclass(frozen=True)
class Words:
    """How a report says itself in one language."""

    report: Report
    language: str

    @property
    def title(self) -> str:
        return say(self.language, f"reports.title.{self.report.report}")

    @property
    def heading(self) -> str:
        """With what it is of, by which it is told apart on paper."""
        named = self.report.subject and named_city(self.report.subject, self.language)
        of = named or self.report.cohort or self.report.call or self.report.code
        return f"{self.title} – {of}" if of else self.title

    @property
    def about(self) -> str:
        return say(self.language, f"reports.about.{self.report.report}")

    @property
    def as_of(self) -> str:
        """By when it was recorded, in the program's zone, where its days end."""
        shown = moment(self.language, self.report.as_of.isoformat(), self.report.time_zone)
        if self.report.then is None:
            return say(self.language, "reports.as_of", moment=shown)
        then = moment(self.language, self.report.then.isoformat(), self.report.time_zone)
        return say(self.language, "reports.then_and_now", then=then, now=shown)

    @cached_property
    def tables(self) -> tuple[ReportTable, ...]:
        """Their rows as their reader looks for them."""
        return tuple(one.model_copy(update={"rows": self._ordered(one)}) for one in self.report.tables)

    def _ordered(self, table: ReportTable) -> tuple[ReportRow, ...]:
        places = {one.name: place for place, one in enumerate(table.columns)}

        def rank(row: ReportRow, by: str) -> float | tuple[str, str]:
            place = places[by.removeprefix("-")]
            if by.startswith("-"):
                return -size_of(row.cells[place])
            return order_of(self.cell(table.columns[place], row.cells[place]), self.language)

        order = [by for by in table.order if by.removeprefix("-") in places]
        return tuple(sorted(table.rows, key=lambda row: [rank(row, by) for by in order]))

    def table(self, table: ReportTable) -> str:
        return say(self.language, f"reports.table.{table.name}")

    def name(self, of: ReportColumn | ReportFigure) -> str:
        """Of a column or a figure; where two moments stand side by side, of which one."""
        alone = isinstance(of, ReportFigure) and has(f"reports.figure.{of.name}")  # without a table's heading
        name = self._named("reports.figure" if alone else of.named_by or "reports.name", of.name)
        return name if of.at is None else say(self.language, f"reports.at.{of.at}", name=name)

    def cell(self, of: ReportColumn | ReportFigure, value: Cell) -> str:
        """As people read it."""
        if value is None:
            return NONE
        match of.kind:
            case "number" | "decimal" | "days":
                return number(self.language, Decimal(str(value)))
            case "share":
                return say(self.language, "pages.reports.percent", share=number(self.language, Decimal(str(value))))
            case "day":
                return short_day(self.language, str(value))
            case "moment":
                return moment(self.language, str(value), self.report.time_zone)
        return self._word(of, value)

    def plain(self, of: ReportColumn | ReportFigure, value: Cell) -> Plain:
        """As a spreadsheet keeps it: a number as one, a day as one."""
        if value is None or isinstance(value, int | float):
            return Share(value / 100) if value is not None and of.kind == "share" else value
        match of.kind:
            case "decimal":
                return Decimal(str(value))
            case "day":
                return date.fromisoformat(str(value))
            case "moment":
                return datetime.fromisoformat(str(value)).astimezone(self._zone).replace(tzinfo=None)
        return self._word(of, value)

    def _word(self, of: ReportColumn | ReportFigure, value: Cell) -> str:
        if isinstance(value, tuple):
            entry = HistoryEntry(at=self.report.as_of, actor="", event="", clauses=value)
            return entry.said(self.language)
        if of.kind == "city":
            return named_city(str(value), self.language)
        if of.kind == "country":
            return str(locale_of(self.language).territories.get(str(value), value))
        if of.kind == "tongue":
            return str(locale_of(self.language).languages.get(str(value), value))
        return self._named(of.words, str(value)) if of.kind == "word" and of.words else str(value)

    def _named(self, group: str, name: str) -> str:
        """As the program file calls it, else by our words, else its id as it is."""
        titles = self.report.titles.get(f"{group}.{name}")
        if titles:
            return titles.get(self.language) or titles["en"]
        said = say(self.language, f"{group}.{name}") if has(f"{group}.{name}") else name
        return said[:1].upper() + said[1:]

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.report.time_zone)


def size_of(cell: Cell) -> float:
    """Of a number, and none below zero; of what is not known 0."""
    return max(float(Decimal(str(cell))), 0.0) if isinstance(cell, str | int | float) else 0.0


# -- forms -------------------------------------------------------------------------------------------------------------


def as_json(report: Report) -> dict[str, Any]:
    """With the ids of things, for programs: each table as rows that name their columns. `about` of a row leads to its
    events, `of` its numbers to what they were made of; `of` beside the tables does so for figures."""
    kept = report.model_dump(mode="json", exclude={"figures", "tables", "titles"})
    of_figures = {one.name: one.of for one in report.figures if one.of and one.at != "then"}
    return kept | {
        "of": of_figures,
        "figures": {one.name: one.value for one in report.figures},
        "tables": {
            one.name: [
                dict(zip((column.name for column in one.columns), map(plain_cell, row.cells), strict=True))
                | {name: kept for name in ("code", "about", "of") if (kept := getattr(row, name))}
                for row in one.rows
            ]
            for one in report.tables
        },
    }


def plain_cell(cell: Cell) -> Any:
    return [json.loads(one.model_dump_json()) for one in cell] if isinstance(cell, tuple) else cell


def lines_of(words: Words, table: ReportTable) -> Iterator[list[Plain]]:
    """A heading, the rows, and the totals: for CSV and for a sheet. Of a city its code stands first."""
    coded = any(row.code for row in table.rows)
    first = [say(words.language, "reports.code")] if coded else []
    yield [*first, *(words.name(column) for column in table.columns)]
    for row in table.rows:
        code: list[Plain] = [row.code or ""] if coded else []
        yield [*code, *(words.plain(column, cell) for column, cell in zip(table.columns, row.cells, strict=True))]
    if table.total is not None:
        yield [*([""] if coded else []), *totals(words, table)]


def totals(words: Words, table: ReportTable) -> list[Plain]:
    assert table.total is not None, "it has totals"
    cells = [words.plain(column, cell) for column, cell in zip(table.columns, table.total, strict=True)]
    return [say(words.language, "pages.reports.all"), *cells[1:]]


def csv_lines(words: Words, table: ReportTable) -> Iterator[list[object]]:
    """A share in per cent, as its column says."""
    for line in lines_of(words, table):
        yield [round(cell * 100) if isinstance(cell, Share) else "" if cell is None else cell for cell in line]


def as_xlsx(words: Words) -> bytes:
    """A sheet for what the report is, one for each table."""
    report, language = words.report, words.language
    about: list[list[Plain]] = [[words.heading, None], [words.as_of, None], [words.about, None]]
    about += [[subject, None] for subject in (report.call, report.cohort, report.code) if subject]
    about += [[words.name(one), words.plain(one, one.value)] for one in report.figures]
    sheets = [(say(language, "reports.sheet"), about)]
    return workbook([*sheets, *((words.table(one), list(lines_of(words, one))) for one in words.tables)])
