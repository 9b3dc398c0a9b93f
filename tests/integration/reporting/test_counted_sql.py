"""Every number that counts leads to what it counts, and each of that to its events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from services.reporting.making import get_report, list_counted, list_report_events
from services.reporting.report import Report as Kind
from services.reporting.reports import REPORTS
from services.reporting.repository import Repository
from shared.contracts.errors import Refusal
from shared.contracts.reporting import (
    NUMBERS,
    Cell,
    Counted,
    GetReport,
    ListCounted,
    ListReportEvents,
    Report,
    ReportColumn,
    ReportFigure,
)
from tests.integration.reporting.test_recording import Store
from tests.integration.reporting.test_reports_sql import SUBJECTS, store
from tests.support.owners import FakeOwners
from tests.unit.reporting.city_events import assessed, life, measured, target_set
from tests.unit.reporting.fakes import envelope_of, minutes, started, submitted
from tests.unit.reporting.test_reporting_handlers import PROGRAM

__all__ = ["store"]  # a fixture

#: Numbers that are made of rows, and do not count them.
NO_COUNTS = {"residents_engaged", "residents", "policies", "number", "days_late"}
#: What the reports of a call, and of nothing, have no events of a city for.
BY = ("country", "region", "language", "resident_outcome")
ASKED: list[tuple[Kind, dict[str, Any]]] = [
    (one, SUBJECTS[one.of] | ({"by": by} if one.name == "funnel" else {}))
    for one in REPORTS
    for by in (BY if one.name == "funnel" else BY[:1])
]


def of_each(value: tuple[Kind, dict[str, Any]]) -> str:
    return f"{value[0].name}-{value[1].get('by', '')}".rstrip("-")


@pytest.fixture
def full(store: Store) -> Store:
    """A second city that does as the first, and a third that has just begun."""
    more = [submitted("E", country="BR"), *life("E"), assessed("start", {"quality": 3}, "E", view="assessor"),
            target_set("E", 3), measured("10", "150", "E", 3), started("C")]  # fmt: skip
    store.record([envelope_of(event, time=minutes(200 + number)) for number, event in enumerate(more)])
    return store


def made(store: Store, one: Kind, subject: dict[str, Any]) -> Report:
    with store.database.transaction() as tx:
        return get_report(GetReport(report=one.name, **subject), Repository(tx), PROGRAM, FakeOwners())  # type: ignore[arg-type]


def counted(store: Store, report: Report, subject: dict[str, Any], of: str, limit: int = 1000, **more: Any) -> Counted:
    asked = ListCounted(report=report.report, **subject, of=of, as_of=report.as_of, limit=limit, **more)
    with store.database.transaction() as tx:
        return list_counted(asked, Repository(tx), PROGRAM, FakeOwners())  # type: ignore[arg-type]


def numbers(report: Report) -> Iterator[tuple[ReportColumn | ReportFigure, Cell, str | None]]:
    """Every number of it, and where it leads."""
    for figure in report.figures:
        yield figure, figure.value, figure.of
    for table in report.tables:
        rows = [(row.cells, row.of) for row in table.rows]
        for cells, of in [*rows, *([] if table.total is None else [(table.total, table.total_of)])]:
            for column, cell in zip(table.columns, cells, strict=True):
                yield column, cell, of.get(column.name)


@pytest.mark.parametrize("asked", ASKED, ids=of_each)
def test_each_number_that_counts_equals_the_length_of_its_list(full: Store, asked: tuple[Kind, dict[str, Any]]) -> None:
    one, subject = asked
    report = made(full, one, subject)
    seen = 0
    for about, value, of in numbers(report):
        if about.kind == "number" and about.name not in NO_COUNTS and value:
            assert of is not None, (about.name, value)
            found = counted(full, report, subject, of)
            assert (found.total, len(found.report.tables[0].rows)) == (value, value), of
            assert found.report.figures[-1].value == value
            seen += 1
    assert seen > 0 or one.name in ("city", "results")


@pytest.mark.parametrize("asked", ASKED, ids=of_each)
def test_every_number_leads_on_by_itself_or_by_its_row(full: Store, asked: tuple[Kind, dict[str, Any]]) -> None:
    """But for a share, reckoned of numbers beside it, and a mean, of the cities that are counted beside it."""
    report = made(full, *asked)
    for table in report.tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                if column.kind in NUMBERS - {"share"} and cell not in (None, 0):
                    beside = row.of if column.kind == "decimal" else {}
                    found = row.of.get(column.name) or (row.code and row.about) or beside
                    assert found, (table.name, column.name, cell)


@pytest.mark.parametrize("asked", ASKED, ids=of_each)
def test_each_row_of_a_city_leads_to_its_events(full: Store, asked: tuple[Kind, dict[str, Any]]) -> None:
    report = made(full, *asked)
    for table in report.tables:
        for row in table.rows:
            assert row.code is None or row.about is not None, (table.name, row)


@pytest.mark.parametrize("asked", ASKED, ids=of_each)
def test_what_a_number_was_made_of_leads_to_its_events(full: Store, asked: tuple[Kind, dict[str, Any]]) -> None:
    one, subject = asked
    report = made(full, one, subject)
    for about, value, of in numbers(report):
        if about.kind in NUMBERS and of is not None:
            for row in counted(full, report, subject, of).report.tables[0].rows:
                assert row.code is not None, of
                assert row.about is not None, (of, row)
                wanted = ListReportEvents(code=row.code, about=row.about, as_of=report.as_of)
                with full.database.transaction() as tx:
                    assert list_report_events(wanted, Repository(tx), PROGRAM).total > 0, (of, row, value)


def test_a_launch_that_is_counted_leads_to_the_launch(full: Store) -> None:
    (screening,) = [one for one in REPORTS if one.name == "screening"]
    report = made(full, screening, SUBJECTS["call"])
    (of, *_) = [of for about, value, of in numbers(report) if about.name == "launched" and value and of]
    for row in counted(full, report, SUBJECTS["call"], of).report.tables[0].rows:
        wanted = ListReportEvents(code=str(row.code), about=str(row.about), as_of=report.as_of)
        with full.database.transaction() as tx:
            events = list_report_events(wanted, Repository(tx), PROGRAM).items
        assert "strategy_launched" in [one.event for one in events]


def test_every_number_of_the_report_to_the_board_leads_on(full: Store) -> None:
    (board,) = [one for one in REPORTS if one.name == "board"]
    for about, value, of in numbers(made(full, board, SUBJECTS["cohort"])):
        if about.kind in NUMBERS and value not in (0, None) and about.name not in ("at_start", "at_end", "change"):
            assert of is not None, (about.name, value)


def test_no_two_numbers_of_a_report_have_one_address(full: Store) -> None:
    for one, subject in ASKED:
        addresses = [of for _, _, of in numbers(made(full, one, subject)) if of is not None]
        assert len(addresses) == len(set(addresses)), one.name


def test_a_list_comes_in_parts_as_it_was_at_its_moment(full: Store) -> None:
    (funnel,) = [one for one in REPORTS if one.name == "funnel"]
    report = made(full, funnel, {"call": "2027"})
    full.record([envelope_of(submitted("F"), time=minutes(500))])
    rows, after = [], None
    for _ in range(5):
        part = counted(full, report, {"call": "2027"}, "received", limit=2, after=after)
        rows += [row.code for row in part.report.tables[0].rows]
        if (after := part.next) is None:
            break
    assert rows == ["A", "B", "C", "D", "E"]


def test_the_reply_says_what_the_number_is_of(full: Store) -> None:
    (funnel,) = [one for one in REPORTS if one.name == "funnel"]
    found = counted(full, made(full, funnel, {"call": "2027"}), {"call": "2027"}, "by_country/BR/received")
    assert [(one.name, one.value) for one in found.report.figures] == [("country", "BR"), ("received", 2)]


@pytest.mark.parametrize(
    ("of", "more", "code"),
    [
        ("weather", {}, "not_found"),
        ("by_country/XX/received", {}, "not_found"),
        ("by_country/CO/country", {}, "not_found"),
        ("received", {"after": "-1"}, "invalid"),
        ("received", {"after": "9" * 30}, "invalid"),
    ],
)
def test_a_number_that_is_not_there_is_refused(full: Store, of: str, more: dict[str, Any], code: str) -> None:
    (funnel,) = [one for one in REPORTS if one.name == "funnel"]
    report = made(full, funnel, {})
    with pytest.raises(Refusal) as caught:
        counted(full, report, {}, of, **more)
    assert caught.value.code == code
