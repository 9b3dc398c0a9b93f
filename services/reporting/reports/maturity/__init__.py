"""How mature cities' use of data is, start beside end; and who has answered which survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from services.reporting.cells import (
    BY_CITY,
    CITY,
    Line,
    Number,
    Table,
    column,
    counted,
    decimal,
    figure,
    first_of_each,
    made_of,
    row,
    share,
    table,
)
from services.reporting.facts import Fact
from services.reporting.report import Made, Projection, Reading, Report, says
from services.reporting.reports.strategy import COMPONENT_WORDS
from shared.contracts import cohort
from shared.contracts.events import Event
from shared.contracts.reporting import Cell

MATURITY, SURVEY = "maturity", "survey"
VIEWS, MOMENTS = ("city", "assessor"), ("start", "end")
HUNDREDTH = Decimal("0.01")
LEVELS = ("at_start", "at_end", "change")
COLUMNS = (*CITY, column("view", "word", "maturity_views"), *(column(name, "decimal") for name in LEVELS))
REPLIES = (*CITY, column("survey", "word", "surveys"))
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
    lines = lines_of(facts, levels)
    both = [one for one in lines if known(one, "change")]
    figures = (
        figure("assessed_start", assessed(lines, "at_start")),
        figure("assessed_end", assessed(lines, "at_end")),
        figure("mean_change", made_of(decimal(mean_change(levels)), COLUMNS, both), "decimal"),
    )
    titles = {f"{COMPONENT_WORDS}.{one.id}": one.by_language for one in reading.program.strategy_components}
    titles |= {f"surveys.{one.id}": one.by_language for one in reading.program.surveys}
    order = [one.id for one in reading.program.strategy_components]
    tables = (by_component(levels, lines, order), table("maturity", COLUMNS, lines, order=BY_CITY), surveys(answered))
    return Made(figures, tables, titles)


def levels_of(facts: Sequence[Fact]) -> Levels:
    found: dict[tuple[str, str, str], Mapping[str, int]] = {}
    for one in facts:
        if one.kind == MATURITY:
            view, _, moment = one.key.partition(":")
            found[one.code, view, moment] = one.says["levels"]
    return found


def assessed(lines: Sequence[Line], moment: str) -> Number:
    return counted(COLUMNS, first_of_each([one for one in lines if known(one, moment)]))


def known(line: Line, level: str) -> bool:
    return line.cells[len(COLUMNS) - len(LEVELS) + LEVELS.index(level)] is not None


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


def by_component(levels: Levels, lines: Sequence[Line], order: Sequence[str]) -> Table:
    """Means over the cities that were assessed at both moments, of each view."""
    columns = (
        column("view", "word", "maturity_views"),
        column("component", "word", COMPONENT_WORDS),
        column("cities"),
        *(column(name, "decimal") for name in LEVELS),
    )
    rows = []
    for view in VIEWS:
        of_view = {one.code: one for one in lines if one.cells[len(CITY)] == view}
        both = [code for code, seen, at in levels if (seen, at) == (view, "start") and (code, view, "end") in levels]
        for component in order:
            pairs = {code: tuple(levels[code, view, at].get(component) for at in MOMENTS) for code in both}
            full = {code: pair for code, pair in pairs.items() if None not in pair}
            if full:
                start, end = (
                    (Decimal(sum(level or 0 for level in some)) / len(full)).quantize(HUNDREDTH)
                    for some in zip(*full.values(), strict=True)
                )
                cells: tuple[Cell, ...] = (str(start), str(end), str(end - start))
                rows.append(row(view, component, counted(COLUMNS, [of_view[code] for code in full]), *cells))
    return table("maturity_by_component", columns, rows)


def lines_of(facts: Sequence[Fact], levels: Levels) -> list[Line]:
    rows = []
    cities = {(one.code, one.city, one.country): one for one in facts if one.kind == MATURITY}
    for code, city, country in cities:
        for view in VIEWS:
            start, end = (mean(levels.get((code, view, at))) for at in MOMENTS)
            if start is not None or end is not None:
                cells = (decimal(one) for one in (start, end, change(start, end)))
                rows.append(row(city, country, view, *cells, code=code, about=MATURITY))
    return rows


def surveys(facts: Sequence[Fact]) -> Table:
    columns = (
        column("survey", "word", "surveys"),
        column("asked"),
        column("answered"),
        column("answered_share", "share"),
    )
    rows = []
    for survey in sorted({one.key for one in facts}):
        own = [one for one in facts if one.key == survey and (one.says.get("asked") or one.says.get("answered"))]
        asked = [row(one.city, one.country, one.key, of=one) for one in own]
        answered = [line for one, line in zip(own, asked, strict=True) if one.says.get("answered")]
        whole = made_of(share(len(answered), len(asked)), REPLIES, asked)
        rows.append(row(survey, counted(REPLIES, asked), counted(REPLIES, answered), whole))
    return table("surveys", columns, rows, drawn="bars")


REPORT = Report("maturity", "cohort", make, HEARS)
