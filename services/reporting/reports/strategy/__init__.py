"""How far each city's strategy is: cities by components, and launches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.reporting.cells import BY_CITY, CITY, Line, Table, column, counted, figure, made_of, row, share, table
from services.reporting.domain import Stay
from services.reporting.facts import Fact
from services.reporting.report import Made, Reading, Report
from services.reporting.reports.strategy.projection import COMPONENT, HEARS, LAUNCH, STRATEGY

STATES = ("empty", "draft", "in_review", "changes_requested", "approved")
STATE_WORDS, COMPONENT_WORDS = "states.component", "components"
#: Of each component of each city.
EACH = (*CITY, column("component", "word", COMPONENT_WORDS), column("state", "word", STATE_WORDS))
LAUNCHES = (*CITY, column("launched_on", "day"))

Standing = Mapping[tuple[str, str], Fact]  # of a city's code and a component


def make(reading: Reading) -> Made:
    members, facts = reading.members(), reading.facts(STRATEGY)
    order = [one.id for one in reading.program.strategy_components]
    standing = {(one.code, component_of(one)): one for one in facts if one.key != LAUNCH}
    components = order + sorted({component for _, component in standing} - set(order))
    launches = {one.code: one for one in facts if one.key == LAUNCH}
    each = [line_of(standing, stay, component) for component in components for stay in members]
    approved = in_state(each, "approved")
    launched = [one for one in launches.values() if one.says.get("launched_on")]
    figures = (
        figure("approved_components", counted(EACH, approved)),
        figure("approved_share", made_of(share(len(approved), len(each)), EACH, each), "share"),
        figure("launched", counted(LAUNCHES, [row(one.city, one.country, one.says["launched_on"], of=one)
                                              for one in launched])),
    )  # fmt: skip
    titles = {f"{COMPONENT_WORDS}.{one.id}": one.by_language for one in reading.program.strategy_components}
    return Made(figures, (cities(members, components, standing, launches), by_component(each, components)), titles)


def line_of(standing: Standing, stay: Stay, component: str) -> Line:
    """Of what nobody began, the events by which the city takes part."""
    known, state = standing.get((stay.code, component)), state_of(standing, stay.code, component)
    return row(stay.city, stay.country, component, state, code=stay.code, about=known.about if known else "phase")


def in_state(lines: Sequence[Line], state: str) -> list[Line]:
    return [one for one in lines if one.cells[-1] == state]


def state_of(standing: Standing, code: str, component: str) -> str:
    found = standing.get((code, component))
    return str(found.says["state"]) if found else "empty"


def component_of(fact: Fact) -> str:
    return fact.key.removeprefix(f"{COMPONENT}:")


def cities(
    members: Sequence[Stay], components: Sequence[str], standing: Standing, launches: Mapping[str, Fact]
) -> Table:
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
        approved = in_state([line_of(standing, stay, one) for one in components], "approved")
        known = launch or any(state != "empty" for state in states)
        cells = (stay.city, stay.country, *states, counted(EACH, approved), launched_on)
        rows.append(row(*cells, code=stay.code, about=STRATEGY if known else "phase"))
    return table("cities", columns, rows, drawn="heat", order=BY_CITY)


def by_component(each: Sequence[Line], components: Sequence[str]) -> Table:
    columns = (column("component", "word", COMPONENT_WORDS), *(column(one, named_by=STATE_WORDS) for one in STATES))
    rows = []
    for component in components:
        own = [one for one in each if one.cells[-2] == component]
        rows.append(row(component, *(counted(EACH, in_state(own, state)) for state in STATES)))
    return table("by_component", columns, rows)


REPORT = Report("strategy", "cohort", make, HEARS)
