"""The figures and tables of a report, and what each of their numbers was made of: rows of cities, by which the events
are found. A number that counts is made by `counted`, and cannot say otherwise than its rows do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, Protocol

from shared.contracts.reporting import NUMBERS, Cell, CellKind, ReportColumn, ReportFigure, ReportRow, ReportTable

if TYPE_CHECKING:
    from services.reporting.facts import Fact

#: Rows of a named statement (`Reading.rows`).
Find = Callable[..., Sequence[Mapping[str, Any]]]

TOTAL = "total"  # the row of it, in the address of a number


class Those(Protocol):
    """What a number was made of."""

    @property
    def columns(self) -> Sequence[ReportColumn]: ...

    def part(self, find: Find, after: int, limit: int) -> tuple[Sequence[Line], int]:
        """Some of the rows, and how many there are in all."""


@dataclass(frozen=True)
class Number:
    """A number in a cell, and what it was made of."""

    value: Cell
    those: Those


@dataclass(frozen=True)
class Line:
    """A row. `code`, `about`: of which city it is, and what of it."""

    cells: tuple[Cell | Number, ...]
    code: str | None = None
    about: str | None = None

    @property
    def shown(self) -> ReportRow:
        return ReportRow(cells=tuple(map(value_of, self.cells)), code=self.code, about=self.about)


@dataclass(frozen=True)
class AtHand:
    """Rows that the report knows anyway."""

    columns: Sequence[ReportColumn]
    lines: Sequence[Line]

    def part(self, find: Find, after: int, limit: int) -> tuple[Sequence[Line], int]:  # noqa: ARG002
        return self.lines[after : after + limit], len(self.lines)


@dataclass(frozen=True)
class Stored:
    """Rows that a named statement finds where somebody asks for them: by `after` and `limit`, with their `total`."""

    columns: Sequence[ReportColumn]
    statement: str
    where: Mapping[str, Any]
    line: Callable[[Mapping[str, Any]], Line]

    def part(self, find: Find, after: int, limit: int) -> tuple[Sequence[Line], int]:
        rows = find(self.statement, **self.where, after=after, limit=limit)
        return [self.line(one) for one in rows if one["code"] is not None], int(rows[0]["total"])


@dataclass(frozen=True)
class Table:
    shown: ReportTable
    those: Mapping[str, Those] = field(default_factory=dict)  # by the address of the number

    @property
    def name(self) -> str:
        return self.shown.name


@dataclass(frozen=True)
class Figure:
    shown: ReportFigure
    those: Those | None = None

    @property
    def name(self) -> str:
        return self.shown.name


def value_of(cell: Cell | Number) -> Cell:
    return cell.value if isinstance(cell, Number) else cell


def column(name: str, kind: CellKind = "number", words: str | None = None, named_by: str | None = None) -> ReportColumn:
    return ReportColumn(name=name, kind=kind, words=words, named_by=named_by)


CITY = (column("city", "city"), column("country", "country"))
BY_CITY = ("country", "city")  # the order of rows of cities


def row(*cells: Cell | Number, of: Fact | None = None, code: str | None = None, about: str | None = None) -> Line:
    return Line(cells, of.code, of.about) if of is not None else Line(cells, code, about)


def counted(columns: Sequence[ReportColumn], lines: Sequence[Line]) -> Number:
    """How many rows."""
    return made_of(len(lines), columns, lines)


def made_of(value: Cell, columns: Sequence[ReportColumn], lines: Sequence[Line]) -> Number:
    """A sum, a mean, a share."""
    return Number(value, AtHand(columns, lines))


def first_of_each(lines: Sequence[Line]) -> list[Line]:
    """A row for each city."""
    return list({one.code: one for one in reversed(lines)}.values())[::-1]


def table(
    name: str,
    columns: Sequence[ReportColumn],
    rows: Sequence[Line],
    total: Sequence[Cell | Number] | None = None,
    drawn: Literal["bars", "heat", "lines"] | None = None,
    order: Sequence[str] = (),
) -> Table:
    those: dict[str, Those] = {}
    shown = []
    for one in rows:
        own = dict(leading(f"{name}/{key_of(columns, one)}", columns, one.cells))
        those |= {address: number for _, (address, number) in own.items()}
        shown.append(one.shown.model_copy(update={"of": {named: address for named, (address, _) in own.items()}}))
    of_all = dict(leading(f"{name}/{TOTAL}", columns, total or ()))
    those |= dict(of_all.values())
    return Table(
        ReportTable(
            name=name,
            columns=tuple(columns),
            rows=tuple(shown),
            total=None if total is None else tuple(map(value_of, total)),
            total_of={named: address for named, (address, _) in of_all.items()},
            drawn=drawn,
            order=tuple(order),
        ),
        those,
    )


def key_of(columns: Sequence[ReportColumn], line: Line) -> str:
    """By which a row of its table is known: a city's code, else all that is no number."""
    if line.code is not None:
        return line.code
    words = (cell for one, cell in zip(columns, line.cells, strict=True) if one.kind not in NUMBERS)
    return ":".join(str(cell) for cell in words if cell is not None)


def leading(
    row_of: str, columns: Sequence[ReportColumn], cells: Sequence[Cell | Number]
) -> Iterator[tuple[str, tuple[str, Those]]]:
    """Of each number that was made of something: its column, and where it leads. 0 leads nowhere."""
    for one, cell in zip(columns, cells, strict=False):
        if isinstance(cell, Number) and cell.value:
            yield one.name, (f"{row_of}/{one.name}", cell.those)


def figure(
    name: str,
    value: Cell | Number,
    kind: CellKind = "number",
    words: str | None = None,
    named_by: str | None = None,
) -> Figure:
    leads = isinstance(value, Number) and bool(value.value)
    shown = ReportFigure(
        name=name, kind=kind, value=value_of(value), of=name if leads else None, words=words, named_by=named_by
    )
    return Figure(shown, value.those if isinstance(value, Number) and leads else None)


def share(part: int, whole: int) -> int | None:
    """In per cent, to the nearest; of nothing there is no share."""
    return round(100 * part / whole) if whole else None


def middle(values: Sequence[Decimal]) -> Decimal | None:
    """The median; of two in the middle their mean."""
    some, half = sorted(values), len(values) // 2
    if not some:
        return None
    return some[half] if len(some) % 2 else (some[half - 1] + some[half]) / 2


def decimal(value: Decimal | None) -> str | None:
    """Without an exponent or zeros that say nothing."""
    return None if value is None else f"{value.normalize() + 0:f}"
