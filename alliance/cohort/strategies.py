"""`alliance strategy`: a city's Citywide Data Strategy."""

from __future__ import annotations

import json
from typing import Annotated, Any
from uuid import UUID

import typer

from alliance.asking import ask
from alliance.cohort.publishing import held_text
from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.naming import as_id, names_of_actors, pick
from alliance.options import Code, File, Override, Reason, Version
from alliance.output import led, paragraph, table
from alliance.reader import words
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

app = Commands(help="A city's Citywide Data Strategy.")

Component = Annotated[str, typer.Argument(help="governance, quality, use, capacity, transparency.")]


@app.command("show")
def show_one(code: Code) -> None:
    """Show the strategy as it stands.

    \b
    Example:
      alliance strategy show JK2MPJ4V23
    """
    ask(GetStrategy, strategy_text, code=code)


@app.command()
def vision(code: Code, file: File, version: Version = None) -> None:
    """Save the three-year vision: {vision, fiscal_year_on?}.

    \b
    Example:
      alliance strategy vision JK2MPJ4V23 vision.json
    """
    ask(SaveVision, strategy_text, **read_fields(file, code=code, expected_version=version))


@app.command()
def save(code: Code, component: Component, file: File, version: Version = None) -> None:
    """Save a draft of a component.

    \b
    Example:
      alliance strategy save JK2MPJ4V23 governance governance.json
    """
    ask(
        SaveComponent,
        strategy_text,
        code=code,
        component=component,
        document=read_fields(file),
        expected_version=version,
    )


@app.command()
def action(
    code: Code,
    file: File,
    one: Annotated[
        str | None,
        typer.Option("--id", metavar="ACTION", help="The one to change, by id or text; a new one unless given."),
    ] = None,
    version: Version = None,
) -> None:
    """Save an action: {component, what, owner?, due_on?, cost?, currency?, state?}.

    \b
    Example:
      alliance strategy action JK2MPJ4V23 action.json
    """
    fields = read_fields(file, code=code, action_id=action_id(code, one), expected_version=version)
    ask(SaveAction, strategy_text, **fields)


@app.command()
def submit(code: Code, component: Component, version: Version = None) -> None:
    """Submit a component for review.

    \b
    Example:
      alliance strategy submit JK2MPJ4V23 governance
    """
    ask(SubmitComponent, strategy_text, code=code, component=component, expected_version=version)


@app.command("return")
def return_(
    code: Code,
    component: Component,
    feedback: Annotated[str, typer.Option(help="What must change; the city reads it.")],
    version: Version = None,
) -> None:
    """Ask for changes to a component, even one that was approved.

    \b
    Example:
      alliance strategy return JK2MPJ4V23 quality --feedback "Which data?"
    """
    ask(RequestChanges, strategy_text, code=code, component=component, feedback=feedback, expected_version=version)


@app.command()
def approve(code: Code, component: Component, override: Override = None, version: Version = None) -> None:
    """Approve a component.

    \b
    Example:
      alliance strategy approve JK2MPJ4V23 governance
    """
    ask(ApproveComponent, strategy_text, code=code, component=component, override=override, expected_version=version)


@app.command()
def launch(
    code: Code,
    on: Annotated[str, typer.Option(help="The day, YYYY-MM-DD; it may be in the future.")],
    embargo: Annotated[
        str | None, typer.Option(help="Not to be published before this time, with its UTC offset.")
    ] = None,
    override: Override = None,
    version: Version = None,
) -> None:
    """Launch the strategy, or plan its launch. An embargo that was already set stays.

    \b
    Example:
      alliance strategy launch JK2MPJ4V23 --on 2027-12-01 \\
        --embargo 2027-12-03T09:00:00-05:00
    """
    ask(
        LaunchStrategy,
        strategy_text,
        code=code,
        launch_on=on,
        embargo_until=embargo,
        override=override,
        expected_version=version,
    )


@app.command("lift-embargo")
def lift_embargo(code: Code, reason: Reason, version: Version = None) -> None:
    """End an embargo early; nothing else ends it early.

    \b
    Example:
      alliance strategy lift-embargo JK2MPJ4V23 --reason "published by the city"
    """
    ask(LiftEmbargo, strategy_text, code=code, reason=reason, expected_version=version)


@app.command("call-off")
def call_off(code: Code, reason: Reason, version: Version = None) -> None:
    """Call off a planned launch.

    \b
    Example:
      alliance strategy call-off JK2MPJ4V23 --reason "council first"
    """
    ask(CallOffLaunch, strategy_text, code=code, reason=reason, expected_version=version)


@app.command()
def versions(code: Code) -> None:
    """List the versions of a strategy: every save is one.

    \b
    Example:
      alliance strategy versions JK2MPJ4V23
    """
    ask(ListStrategyVersions, versions_text, code=code)


@app.command()
def compare(
    code: Code,
    from_: Annotated[int, typer.Argument(metavar="FROM", help="A version; 0 is the empty strategy.")],
    to: Annotated[int, typer.Argument(metavar="TO", help="Another version.")],
) -> None:
    """Compare two versions of a strategy.

    \b
    Example:
      alliance strategy compare JK2MPJ4V23 3 5
    """
    ask(CompareStrategyVersions, comparison_text, code=code, from_version=from_, to_version=to)


def action_id(code: str, text: str | None) -> UUID | None:
    if text is None or (whole := as_id(text)):
        return None if text is None else whole
    return pick("action", text, {one.id: one.what for one in connect().call(make(GetStrategy, code=code)).actions})


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
