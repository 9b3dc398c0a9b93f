"""`alliance target`: targets, measurements, performance reviews."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import typer

from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.output import Json, paragraph, show, table
from shared.contracts.cohort import (
    GetTargets,
    MeasureTarget,
    RecordReview,
    SetReviewRoutine,
    SetTarget,
    Target,
    Targets,
    TurnTarget,
)

app = typer.Typer(help="Targets, measurements, performance reviews.", rich_markup_mode=None)


class State(StrEnum):
    ACTIVE = "active"
    DROPPED = "dropped"


Code = Annotated[str, typer.Argument(help="The tracking code.")]
Id = Annotated[UUID, typer.Argument(metavar="TARGET", help="The target's id.")]
File = Annotated[str, typer.Argument(help="JSON or TOML; see docs/files.md")]


@app.command("list")
def list_(code: Code, json_: Json = False) -> None:
    """List a city's targets with their progress, and its performance reviews.

    \b
    Example:
      alliance target list JK2MPJ4V23
    """
    show_targets(connect().call(make(GetTargets, code=code)), json_)


@app.command("set")
def set_(
    code: Code,
    file: File,
    id_: Annotated[UUID | None, typer.Option("--id", help="The target to change, while nothing was measured.")] = None,
    json_: Json = False,
) -> None:
    """Set a target: indicator, unit, direction, baseline and target with their days, cadence.

    \b
    Example:
      alliance target set JK2MPJ4V23 target.json
    """
    show_target(connect().call(make(SetTarget, code=code, target_id=id_, **read_fields(file))), json_)


@app.command()
def measure(
    target: Id,
    value: Annotated[str, typer.Option(help="A decimal, such as 12.5.")],
    on: Annotated[str, typer.Option(help="The day, YYYY-MM-DD.")],
    corrects: Annotated[UUID | None, typer.Option(help="The measurement that this stands in the place of.")] = None,
    note: Annotated[str | None, typer.Option(help="How it was measured.")] = None,
    json_: Json = False,
) -> None:
    """Add a measurement; a wrong one stays, and is corrected by another.

    \b
    Example:
      alliance target measure 3f0c… --value 41.5 --on 2027-10-01
    """
    request = make(MeasureTarget, target_id=target, value=value, measured_on=on, corrects=corrects, note=note)
    show_target(connect().call(request), json_)


@app.command()
def turn(target: Id, state: State, reason: Annotated[str, typer.Option(help="Why.")], json_: Json = False) -> None:
    """Drop a target, or take it up again.

    \b
    Example:
      alliance target turn 3f0c… dropped --reason "no data any more"
    """
    show_target(connect().call(make(TurnTarget, target_id=target, state=state.value, reason=reason)), json_)


@app.command()
def routine(code: Code, file: File, json_: Json = False) -> None:
    """Set the performance review routine: {chair, cadence}.

    \b
    Example:
      alliance target routine JK2MPJ4V23 routine.json
    """
    show_targets(connect().call(make(SetReviewRoutine, code=code, **read_fields(file))), json_)


@app.command()
def review(code: Code, file: File, json_: Json = False) -> None:
    """Record a performance review: {held_on, decisions}.

    \b
    Example:
      alliance target review JK2MPJ4V23 review.json
    """
    show_targets(connect().call(make(RecordReview, code=code, **read_fields(file))), json_)


def show_target(found: Target, json_: bool) -> None:
    lines = [
        f"{found.indicator} ({found.unit}, {found.direction}, {found.state})  {found.id}",
        f"from {found.baseline} on {found.baseline_on} to {found.target} on {found.target_on}",
        f"now {found.current} on {found.current_on}: {found.progress} % of the way; next by {found.due_on}",
    ]
    rows = [(m.measured_on, m.value, "corrected" if m.corrected else "", m.id) for m in found.measurements]
    lines += ["", table(("measured", "value", "", "id"), rows)] if rows else []
    show(found.model_dump(mode="json"), json_, "\n".join(lines))


def show_targets(found: Targets, json_: bool) -> None:
    rows = [
        (t.indicator[:28], t.state, f"{t.baseline} > {t.target}", t.current, f"{t.progress} %", t.due_on, t.id)
        for t in found.targets
    ]
    lines = [found.code, table(("indicator", "state", "way", "now", "progress", "next", "id"), rows)]
    if found.chair:
        lines += ["", f"performance review: {found.cadence}, chaired by {found.chair}"]
    for held in found.reviews:
        lines += [paragraph(f"{held.held_on}: ", decision) for decision in held.decisions or ("no decision",)]
    show(found.model_dump(mode="json"), json_, "\n".join(lines))
