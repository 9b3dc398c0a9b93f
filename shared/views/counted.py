"""Everything that a number of a report was made of, part by part."""

from __future__ import annotations

from collections.abc import Callable

from shared.contracts.reporting import Counted, ListCounted, Report, ReportRow

PART = 1000


def whole(ask: Callable[[ListCounted], Counted], asked: ListCounted) -> Report:
    """As one report with one table. All parts are as of the moment of the first."""
    asked = asked.model_copy(update={"limit": PART})
    found = ask(asked)
    first, rows = found.report, list[ReportRow](found.report.tables[0].rows)
    while found.next is not None:
        found = ask(asked.model_copy(update={"after": found.next, "as_of": first.as_of}))
        rows += found.report.tables[0].rows
    return first.model_copy(update={"tables": (first.tables[0].model_copy(update={"rows": tuple(rows)}),)})
