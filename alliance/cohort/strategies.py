"""`alliance strategy`: a city's Citywide Data Strategy."""

from __future__ import annotations

import json
from typing import Annotated, Any
from uuid import UUID

import typer

from alliance.cohort.publishing import held_text
from alliance.connection import connect
from alliance.files import make
from alliance.naming import as_id, names_of_actors, pick
from alliance.options import File
from alliance.output import led, paragraph, table
from alliance.reader import words
from alliance.verbs import WHOLE, Found, Verbs
from shared.contracts.cohort import (
    ApproveComponent,
    CallOffLaunch,
    CompareStrategyVersions,
    GetStrategy,
    Hold,
    LaunchStrategy,
    LiftEmbargo,
    ListStrategyVersions,
    RequestChanges,
    SaveAction,
    SaveComponent,
    SaveVision,
    Strategy,
    StrategyComparison,
    StrategyStep,
    StrategyVersions,
    SubmitComponent,
)

Component = Annotated[str, typer.Argument(help="governance, quality, use, capacity, transparency.")]

app = Verbs(help="A city's Citywide Data Strategy.", group="strategy", component=Component)


def action_id(code: str, text: str) -> UUID:
    actions = connect().call(make(GetStrategy, code=code)).actions
    return as_id(text) or pick("action", text, {one.id: one.what for one in actions})


def versions_text(found: StrategyVersions) -> str:
    names = names_of_actors(version.saved_by for version in found.versions)
    rows = [(v.version, v.part, f"{v.saved_at:%Y-%m-%d %H:%M}", names[v.saved_by]) for v in found.versions]
    return table(("version", "changed", "at_utc", "by"), rows)


def comparison_text(found: StrategyComparison) -> str:
    lines = [
        "\n".join((d.path, paragraph("  - ", as_text(d.before)), paragraph("  + ", as_text(d.after))))
        for d in found.differences
    ]
    return "\n".join(lines) or words("strategy.no_difference")


def as_text(value: Any) -> str:
    if value is None:
        return words("strategy.nothing")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def strategy_text(found: Strategy) -> str:
    lines = [words("strategy.one", code=found.code, version=found.version, state=found.state)]
    lines += [launch_text(found)] if found.launch_on else []
    if found.held and found.state != "draft":
        lines.append(led("held", held_text(found.held, "UTC")))
    if found.horizon:
        lines.append(words("strategy.horizon", start=found.horizon[0], end=found.horizon[1]))
    lines.append(led("strategy.vision", found.vision or words("strategy.no_vision")))
    rows = [(c.component, c.state, ", ".join(c.missing)) for c in found.components]
    lines += ["", table(("component", "state", "missing_for_a_review"), rows)]
    lines += [paragraph(f"{c.component}: ", c.feedback) for c in found.components if c.feedback]
    lines += [paragraph(f"{one.at:%Y-%m-%d} {step_text(one)}: ", one.reason) for one in found.steps if one.reason]
    if found.actions:
        actions = [(a.component, a.state, a.due_on or "", a.owner or "", a.what, a.id) for a in found.actions]
        lines += ["", table(("component", "action_state", "due", "owner", "what", "id"), actions)]
    return "\n".join(lines)


def step_text(one: StrategyStep) -> str:
    return f"{one.component}: {one.step}" if one.component else one.step


def launch_text(found: Strategy) -> str:
    parts = [words("strategy.launch", on=found.launch_on)]
    parts += [held_text([Hold(rule="embargo", until=found.embargo_until)], "UTC")] if found.embargo_until else []
    public = words("strategy.public") if found.public else words("strategy.not_public")
    return f"{', '.join(parts)}; {public}"


app.asks("show JK2MPJ4V23", GetStrategy, strategy_text, "Show the strategy as it stands.")
app.asks(
    "vision JK2MPJ4V23 vision.json",
    SaveVision,
    strategy_text,
    "Save the three-year vision: {vision, fiscal_year_on?}.",
    file=File,
)
app.asks(
    "save JK2MPJ4V23 governance governance.json",
    SaveComponent,
    strategy_text,
    "Save a draft of a component.",
    document=WHOLE,
)
app.asks(
    "action JK2MPJ4V23 action.json",
    SaveAction,
    strategy_text,
    "Save an action: {component, what, owner?, due_on?, cost?, currency?, state?}.",
    component=None,
    action_id=Found(
        typer.Option("--id", metavar="ACTION", help="The one to change, by id or text; a new one unless given."),
        action_id,
    ),
    file=File,
)
app.asks("submit JK2MPJ4V23 governance", SubmitComponent, strategy_text, "Submit a component for review.")
app.asks(
    'return JK2MPJ4V23 quality --feedback "Which data?"',
    RequestChanges,
    strategy_text,
    "Ask for changes to a component, even one that was approved.",
    feedback=typer.Option(help="What must change; the city reads it."),
)
app.asks("approve JK2MPJ4V23 governance", ApproveComponent, strategy_text, "Approve a component.")
app.asks(
    "launch JK2MPJ4V23 --on 2027-12-01 --embargo 2027-12-03T09:00:00-05:00",
    LaunchStrategy,
    strategy_text,
    "Launch the strategy, or plan its launch. An embargo that was already set stays.",
    launch_on=typer.Option("--on", help="The day, YYYY-MM-DD; it may be in the future."),
    embargo_until=typer.Option("--embargo", help="Not to be published before this time, with its UTC offset."),
)
app.asks(
    'lift-embargo JK2MPJ4V23 --reason "published by the city"',
    LiftEmbargo,
    strategy_text,
    "End an embargo early; nothing else ends it early.",
)
app.asks('call-off JK2MPJ4V23 --reason "council first"', CallOffLaunch, strategy_text, "Call off a planned launch.")
app.asks(
    "versions JK2MPJ4V23", ListStrategyVersions, versions_text, "List the versions of a strategy: every save is one."
)
app.asks(
    "compare JK2MPJ4V23 3 5",
    CompareStrategyVersions,
    comparison_text,
    "Compare two versions of a strategy.",
    from_version=typer.Argument(metavar="FROM", help="A version; 0 is the empty strategy."),
    to_version=typer.Argument(metavar="TO", help="Another version."),
)
