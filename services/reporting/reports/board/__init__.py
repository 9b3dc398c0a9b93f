"""What a board reads of a cohort: the figures and tables of other reports that say most. It counts nothing by itself,
so that its numbers are theirs."""

from __future__ import annotations

from collections.abc import Mapping

from services.reporting.cells import Figure, Table, counted, figure
from services.reporting.named_sql import queries
from services.reporting.report import Made, Reading, Report
from services.reporting.reports import attendance, attention, maturity, outcomes, results, strategy, tracker

#: Each part, with its figures and its tables that a board reads.
PARTS = (
    (tracker, (), ("by_month",)),
    (strategy, ("approved_share", "launched"), ("by_component",)),
    (outcomes, ("targets", "reached", "median_progress"), ("by_outcome",)),
    (attendance, ("attendance_share",), ("by_kind",)),
    (results, ("adopted_policies", "processes_in_use", "ai_in_use", "signed_commitments", "residents_engaged"), ()),
    (maturity, ("mean_change",), ("maturity_by_component", "surveys")),
    (attention, ("cities_needing_attention",), ("by_who_acts",)),
)


def make(reading: Reading) -> Made:
    figures: list[Figure] = [*of_cohort(reading)]
    tables: list[Table] = []
    titles: dict[str, Mapping[str, str]] = {}
    for part, wanted, shown in PARTS:
        made = part.make(reading)
        figures += [one for one in made.figures if one.name in wanted]
        tables += [one for one in made.tables if one.name in shown]
        titles |= dict(made.titles)
    return Made(figures, tables, titles)


def of_cohort(reading: Reading) -> list[Figure]:
    rows = reading.rows(queries.find_cohort, cohort=reading.cohort)
    days = [figure("starts_on", one["starts_on"].isoformat(), "day") for one in rows[:1]] + [
        figure("ends_on", one["ends_on"].isoformat(), "day") for one in rows[:1]
    ]
    return [
        *days,
        figure("cities_taking_part", counted(tracker.COLUMNS, [tracker.line_of(one) for one in reading.members()])),
    ]


REPORT = Report("board", "cohort", make)
