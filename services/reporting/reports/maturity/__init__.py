"""How mature cities' use of data is, start beside end; and who has answered which survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from services.reporting.report import (
    CITY,
    Fact,
    Made,
    Projection,
    Reading,
    Report,
    column,
    decimal,
    figure,
    row,
    says,
    share,
    table,
)
from services.reporting.reports.strategy import COMPONENT_WORDS
from shared.contracts import cohort
from shared.contracts.events import Event
from shared.contracts.reporting import Cell, ReportTable

MATURITY, SURVEY = "maturity", "survey"
VIEWS, MOMENTS = ("city", "assessor"), ("start", "end")
HUNDREDTH = Decimal("0.01")
HEARS: Mapping[type[Event], Projection] = {
    cohort.MaturityAssessed: says(MATURITY, "view", "moment", fields=("assessed_on", "levels")),
    cohort.SurveyAsked: says(SURVEY, "survey", fields=("closes_on",), asked=True),
    cohort.SurveyEnded: says(SURVEY, "survey", asked=False),
    cohort.SurveyAnswered: says(SURVEY, "survey", answered=True),
}

Levels = Mapping[tuple[str, str, str], Mapping[str, int]]  # of a city's code, a view and a moment


def make(reading: Reading) -> Made:
    facts = reading.facts(MATURITY, SURVEY)
    levels = levels_of(facts)
    answered = [one for one in facts if one.kind == SURVEY]
    figures = (
        figure("assessed_start", assessed(levels, "start"), rows="maturity#maturity"),
        figure("assessed_end", assessed(levels, "end"), rows="maturity#maturity"),
        figure("mean_change", decimal(mean_change(levels)), "decimal", rows="maturity#maturity"),
    )
    titles = {f"{COMPONENT_WORDS}.{one.id}": one.by_language for one in reading.program.strategy_components}
    titles |= {f"surveys.{one.id}": one.by_language for one in reading.program.surveys}
    order = [one.id for one in reading.program.strategy_components]
    tables = (by_component(levels, order), of_cities(facts, levels), surveys(answered))
    return Made(figures, tables, titles)


def levels_of(facts: Sequence[Fact]) -> Levels:
    found: dict[tuple[str, str, str], Mapping[str, int]] = {}
    for one in facts:
        if one.kind == MATURITY:
            view, _, moment = one.key.partition(":")
            found[one.code, view, moment] = one.says["levels"]
    return found


def assessed(levels: Levels, moment: str) -> int:
    return len({code for code, _, at in levels if at == moment})


def mean(levels: Mapping[str, int] | None) -> Decimal | None:
    return (Decimal(sum(levels.values())) / len(levels)).quantize(HUNDREDTH) if levels else None


def change(start: Decimal | None, end: Decimal | None) -> Decimal | None:
    return None if start is None or end is None else end - start


def mean_change(levels: Levels) -> Decimal | None:
    """Of the cities' means, where a view was taken at both moments."""
    pairs = [(mean(found), mean(levels.get((code, view, "end")))) for (code, view, at), found in levels.items()
             if at == "start"]  # fmt: skip
    changes = [found for start, end in pairs if (found := change(start, end)) is not None]
    return (sum(changes, Decimal()) / len(changes)).quantize(HUNDREDTH) if changes else None


def by_component(levels: Levels, order: Sequence[str]) -> ReportTable:
    """Means over the cities that were assessed at both moments, of each view."""
    columns = (
        column("view", "word", "maturity_views"),
        column("component", "word", COMPONENT_WORDS),
        column("cities"),
        *(column(name, "decimal") for name in ("at_start", "at_end", "change")),
    )
    rows = []
    for view in VIEWS:
        both = [code for code, seen, at in levels if (seen, at) == (view, "start") and (code, view, "end") in levels]
        for component in order:
            pairs = [tuple(levels[code, view, at].get(component) for at in MOMENTS) for code in both]
            full = [pair for pair in pairs if None not in pair]
            if full:
                start, end = (
                    (Decimal(sum(level or 0 for level in some)) / len(full)).quantize(HUNDREDTH)
                    for some in zip(*full, strict=True)
                )
                cells: tuple[Cell, ...] = (str(start), str(end), str(end - start))
                rows.append(row(view, component, len(full), *cells))
    return table("maturity_by_component", columns, rows)


def of_cities(facts: Sequence[Fact], levels: Levels) -> ReportTable:
    columns = (*CITY, column("view", "word", "maturity_views"),
               *(column(name, "decimal") for name in ("at_start", "at_end", "change")))  # fmt: skip
    rows = []
    cities = {(one.code, one.city, one.country): one for one in facts if one.kind == MATURITY}
    for code, city, country in cities:
        for view in VIEWS:
            start, end = (mean(levels.get((code, view, at))) for at in MOMENTS)
            if start is not None or end is not None:
                cells = (decimal(one) for one in (start, end, change(start, end)))
                rows.append(row(city, country, view, *cells, code=code, about=MATURITY))
    return table("maturity", columns, rows)


def surveys(facts: Sequence[Fact]) -> ReportTable:
    columns = (
        column("survey", "word", "surveys"),
        column("asked"),
        column("answered"),
        column("answered_share", "share"),
    )
    rows = []
    for survey in sorted({one.key for one in facts}):
        own = [one for one in facts if one.key == survey and (one.says.get("asked") or one.says.get("answered"))]
        answered = sum(bool(one.says.get("answered")) for one in own)
        rows.append(row(survey, len(own), answered, share(answered, len(own))))
    return table("surveys", columns, rows, drawn="bars")


REPORT = Report("maturity", "cohort", make, HEARS)
