"""A report: figures and tables of typed cells, as of a moment. Every form of it is made of this one answer."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from shared.contracts.field_types import DayOrMoment, fault
from shared.contracts.reporting.recorded import Clause, HistoryEntry
from shared.contracts.requests import Model, Page, Query

#: What a cell holds, and so how each form writes it. A decimal is a text, a day and a moment are in ISO 8601, a share
#: is in per cent; a word is an id that has its words in the catalogues, or its titles in the report.
CellKind = Literal[
    "text", "city", "country", "tongue", "word", "number", "decimal", "share", "days", "day", "moment", "sentence"
]

#: A text, a number, what makes a sentence, or nothing, which is not 0.
Cell = str | int | float | tuple[Clause, ...] | None

NUMBERS: frozenset[CellKind] = frozenset({"number", "decimal", "share", "days"})

By = Literal["country", "region", "language", "resident_outcome"]

_Name = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$")]
_NUMBER = r"^[a-z][a-z_]*(/[\w:.-]+/[\w.-]+)?$"
_ABOUT = r"^[a-z][a-z_]{0,39}(/[\w:.-]{1,120})?$"


def _insist(form: str, code: str, text: str) -> str:
    """A form that has a sentence of its own."""
    if not re.fullmatch(form, text):
        raise fault(code)
    return text


_Number = Annotated[
    str,
    AfterValidator(partial(_insist, _NUMBER, "not_a_report_number")),
    Field(max_length=200, json_schema_extra={"pattern": _NUMBER}),
]
_About = Annotated[
    str,
    AfterValidator(partial(_insist, _ABOUT, "not_a_report_row")),
    Field(max_length=200, json_schema_extra={"pattern": _ABOUT}),
]


class ReportColumn(Model):
    """`words`: where its ids have their words; `named_by`: where its name has them, if not among those of reports.
    `at`: of which moment, where two stand side by side."""

    name: str
    kind: CellKind
    words: str | None = None
    named_by: str | None = None
    at: Literal["then", "now"] | None = None


class ReportRow(Model):
    """`code`, `about`: of which city it is, and what of it: by these the events are found that it was made from. `of`:
    by column, what its number was made of, as `ListCounted` is asked; with `then.` before it, of the earlier moment."""

    cells: tuple[Cell, ...]
    code: str | None = None
    about: str | None = None
    of: dict[str, str] = Field(default_factory=dict)


class ReportTable(Model):
    """`drawn`: how a page draws it beside its numbers; bars and lines take the last column that is a number.
    `total_of`: of the total, as `of` of a row. `order`: columns by which its rows stand as their reader looks for them;
    with `-` before it the most comes first. Without any they are in their order."""

    name: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[ReportRow, ...]
    total: tuple[Cell, ...] | None = None
    total_of: dict[str, str] = Field(default_factory=dict)
    drawn: Literal["bars", "heat", "lines"] | None = None
    order: tuple[str, ...] = ()


class ReportFigure(Model):
    """`of`: what it was made of, as `ListCounted` is asked."""

    name: str
    kind: CellKind
    value: Cell
    words: str | None = None
    named_by: str | None = None
    at: Literal["then", "now"] | None = None
    of: str | None = None


class Report(Model):
    """`as_of`: everything that had been recorded by then, and nothing else; days end in `time_zone`, the program's.
    `titles`: what the program file calls the ids that it names itself, in each language. `subject`: what people
    call the call, the cohort or the city that it is of. `arriving`: its owner has it, and nothing of it is recorded
    yet; that takes moments."""

    report: str
    as_of: datetime
    then: datetime | None = None  # the earlier moment beside it
    time_zone: str
    subject: str | None = None
    call: str | None = None
    cohort: str | None = None
    code: str | None = None
    figures: tuple[ReportFigure, ...] = ()
    tables: tuple[ReportTable, ...] = ()
    titles: dict[str, dict[str, str]] = Field(default_factory=dict)
    arriving: bool = False


class KnownReport(Model):
    """A report that there is: what it is about."""

    name: str
    of: Literal["call", "cohort", "city"]


class KnownReports(Model):
    items: tuple[KnownReport, ...]


class ListReports(Query[KnownReports]):
    """The reports that there are for whoever asks."""


class ReportAsked(Model):
    """A report as of a moment, now if none is given; a day means its end in the program's zone. What it is about is
    named by `call`, `cohort` or `code`, as the report asks."""

    report: _Name
    call: str | None = Field(None, max_length=80)
    cohort: str | None = Field(None, max_length=80)
    code: str | None = Field(None, max_length=20)
    by: By = "country"
    as_of: DayOrMoment | None = None


class GetReport(ReportAsked, Query[Report]):
    """A report as of a moment, now if none is given; a day means its end in the program's zone. What it is about is
    named by `call`, `cohort` or `code`, as the report asks. Coaches read their own cities."""


class Counted(Model):
    """The number, as a figure after what its row is of, and a part of what it was made of: `total` rows in all."""

    report: Report
    next: str | None
    total: int


class ListCounted(ReportAsked, Query[Counted]):
    """What a number of a report was made of, as of the same moment. `of`: the number, as the report names it: a
    figure's name, or a table's, a row's and a column's with slashes between. Give the moment that the report says:
    without one it is counted anew."""

    of: _Number
    limit: int = Field(100, ge=1, le=1000)
    after: str | None = None


class ReportEvent(HistoryEntry):
    """An event that a number was made from: when it happened, when it was recorded, who told it."""

    event_id: UUID
    recorded_at: datetime
    source: str


class ListReportEvents(Query[Page[ReportEvent]]):
    """The events that a row of a report was made from: all that was known by `as_of` of `about`, of a city."""

    code: str = Field(max_length=20)
    about: _About
    as_of: DayOrMoment | None = None
    limit: int = Field(100, ge=1, le=1000)
    after: str | None = None


LEAST_PUBLISHED = 5  # a smaller count would point at somebody


class OpenCount(Model):
    """`received` None: so few that a number would point at somebody."""

    name: str
    received: int | None


class OpenCall(Model):
    """How many applications a call received, by country and by resident outcome, of which each names some. `received`
    None: it would tell what a line leaves out."""

    call: str
    received: int | None
    by_country: tuple[OpenCount, ...]
    by_resident_outcome: tuple[OpenCount, ...]


class OpenCounts(Model):
    """`least`: a smaller count is not published."""

    as_of: datetime
    least: int
    calls: tuple[OpenCall, ...]


class GetOpenCounts(Query[OpenCounts]):
    """What anybody may know of the applications of calls that have closed."""
