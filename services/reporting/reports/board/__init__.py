"""What a board reads of a cohort: its figures, each with the report whose rows it was counted from, and the tables of
those reports that say most. It counts nothing by itself, so that its numbers are theirs."""

from __future__ import annotations

from collections.abc import Mapping

from services.reporting.named_sql import queries
from services.reporting.report import Made, Reading, Report, figure
from services.reporting.reports import attendance, attention, maturity, outcomes, results, strategy, tracker
from shared.contracts.reporting import ReportFigure, ReportTable

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
    figures: list[ReportFigure] = [*of_cohort(reading)]
    tables: list[ReportTable] = []
    titles: dict[str, Mapping[str, str]] = {}
    for part, wanted, shown in PARTS:
        made = part.make(reading)
        figures += [one for one in made.figures if one.name in wanted]
        tables += [one for one in made.tables if one.name in shown]
        titles |= dict(made.titles)
    return Made(figures, tables, titles)


def of_cohort(reading: Reading) -> list[ReportFigure]:
    rows = reading.rows(queries.find_cohort, cohort=reading.cohort)
    days = [figure("starts_on", one["starts_on"].isoformat(), "day") for one in rows[:1]] + [
        figure("ends_on", one["ends_on"].isoformat(), "day") for one in rows[:1]
    ]
    return [*days, figure("cities_taking_part", len(reading.members()), rows="tracker#cities")]


REPORT = Report("board", "cohort", make)
