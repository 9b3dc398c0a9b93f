"""How far each city's strategy is: cities by components, and launches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from services.reporting.domain import Stay
from services.reporting.report import CITY, Fact, Made, Reading, Report, column, figure, row, share, table
from services.reporting.reports.strategy.projection import COMPONENT, HEARS, LAUNCH, STRATEGY
from shared.contracts.reporting import ReportTable

STATES = ("empty", "draft", "in_review", "changes_requested", "approved")
STATE_WORDS, COMPONENT_WORDS = "states.component", "components"

Standing = Mapping[tuple[str, str], Fact]  # of a city's code and a component


def make(reading: Reading) -> Made:
    members, facts = reading.members(), reading.facts(STRATEGY)
    order = [one.id for one in reading.program.strategy_components]
    standing = {(one.code, component_of(one)): one for one in facts if one.key != LAUNCH}
    components = order + sorted({component for _, component in standing} - set(order))
    launches = {one.code: one for one in facts if one.key == LAUNCH}
    counts = {
        component: Counter(state_of(standing, stay.code, component) for stay in members) for component in components
    }
    approved = sum(one["approved"] for one in counts.values())
    launched = sum(bool(one.says.get("launched_on")) for one in launches.values())
    figures = (
        figure("approved_components", approved, rows="strategy#cities"),
        figure("approved_share", share(approved, len(components) * len(members)), "share", rows="strategy#cities"),
        figure("launched", launched, rows="strategy#cities"),
    )
    titles = {f"{COMPONENT_WORDS}.{one.id}": one.by_language for one in reading.program.strategy_components}
    return Made(figures, (cities(members, components, standing, launches), by_component(counts)), titles)


def state_of(standing: Standing, code: str, component: str) -> str:
    found = standing.get((code, component))
    return str(found.says["state"]) if found else "empty"


def component_of(fact: Fact) -> str:
    return fact.key.removeprefix(f"{COMPONENT}:")


def cities(
    members: Sequence[Stay], components: Sequence[str], standing: Standing, launches: Mapping[str, Fact]
) -> ReportTable:
    columns = (
        *CITY,
        *(column(one, "word", STATE_WORDS, COMPONENT_WORDS) for one in components),
        column("approved_components"),
        column("launched_on", "day"),
    )
    rows = []
    for stay in members:
        states = [state_of(standing, stay.code, one) for one in components]
        launch = launches.get(stay.code)
        launched_on = launch.says.get("launched_on") if launch else None
        cells = (stay.city, stay.country, *states, states.count("approved"), launched_on)
        known = launch or any(state != "empty" for state in states)
        rows.append(row(*cells, code=stay.code, about=STRATEGY if known else None))
    return table("cities", columns, rows, drawn="heat")


def by_component(counts: Mapping[str, Counter[str]]) -> ReportTable:
    columns = (column("component", "word", COMPONENT_WORDS), *(column(one, named_by=STATE_WORDS) for one in STATES))
    rows = [row(component, *(counted[state] for state in STATES)) for component, counted in counts.items()]
    return table("by_component", columns, rows)


REPORT = Report("strategy", "cohort", make, HEARS)
