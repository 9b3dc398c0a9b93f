"""`alliance target`: targets, measurements, performance reviews."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

import typer

from alliance.asking import ask
from alliance.connection import connect
from alliance.files import read_fields
from alliance.naming import as_id, city_code, pick
from alliance.options import Code, File, Reason
from alliance.output import paragraph, table, usage
from alliance.reader import words
from alliance.verbs import Verbs
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

app = Verbs(help="Targets, measurements, performance reviews.", group="target")


TargetOf = Annotated[str, typer.Argument(metavar="TARGET", help="Its id, or with --of, its indicator.")]
Of = Annotated[str | None, typer.Option("--of", metavar="CODE", parser=city_code, help="The city whose target it is.")]


def target_id(text: str, of: str | None) -> UUID:
    """An id stands alone; an indicator, or how an id begins, needs the city."""
    whole = as_id(text)
    if whole is not None:
        return whole
    if of is None:
        raise usage("target_needs_city")
    return pick("target", text, {one.id: one.indicator for one in connect().call(GetTargets(code=of)).targets})


def target_text(found: Target) -> str:
    way = {name: getattr(found, name) for name in ("baseline", "baseline_on", "target", "target_on")}
    lines = [
        f"{found.indicator} ({found.unit}, {found.direction}, {found.state})  {found.id}",
        words("target.way", **way),
        words("target.now", current=found.current, on=found.current_on, progress=found.progress, due=found.due_on),
    ]
    rows = [
        (m.measured_on, m.value, words("target.corrected") if m.corrected else "", m.id) for m in found.measurements
    ]
    return "\n".join([*lines, *(["", table(("measured", "value", "", "id"), rows)] if rows else [])])


def targets_text(found: Targets) -> str:
    rows = [
        (t.indicator, t.state, f"{t.baseline} > {t.target}", t.current, f"{t.progress} %", t.due_on, t.id)
        for t in found.targets
    ]
    lines = [found.code, table(("indicator", "state", "way", "now", "progress", "next", "id"), rows)]
    if found.chair:
        lines += ["", words("target.review", cadence=found.cadence, chair=found.chair)]
    for held in found.reviews:
        lines += [
            paragraph(f"{held.held_on}: ", decision) for decision in held.decisions or (words("target.no_decision"),)
        ]
    return "\n".join(lines)


app.asks(
    "list JK2MPJ4V23",
    GetTargets,
    targets_text,
    "List a city's targets with their progress, and its performance reviews.",
)


@app.command("set")
def set_(
    code: Code,
    file: File,
    target: Annotated[
        str | None, typer.Option("--id", metavar="TARGET", help="The one to change, by id or indicator.")
    ] = None,
) -> None:
    """Set a target: indicator, unit, direction, baseline and target with their days, cadence.

    \b
    Example:
      alliance target set JK2MPJ4V23 target.json
    """
    changed = None if target is None else target_id(target, code)
    ask(SetTarget, target_text, **read_fields(file, code=code, target_id=changed))


@app.command()
def measure(
    target: TargetOf,
    value: Annotated[str, typer.Option(help="A decimal, such as 12.5.")],
    on: Annotated[str, typer.Option(help="The day, YYYY-MM-DD.")],
    of: Of = None,
    corrects: Annotated[UUID | None, typer.Option(help="The measurement that this one replaces.")] = None,
    note: Annotated[str | None, typer.Option(help="How it was measured.")] = None,
) -> None:
    """Add a measurement; a wrong one stays on record and is corrected by another.

    \b
    Example:
      alliance target measure "waiting time" --of JK2MPJ4V23 \\
        --value 41.5 --on 2027-10-01
    """
    fields = {"value": value, "measured_on": on, "corrects": corrects, "note": note}
    ask(MeasureTarget, target_text, target_id=target_id(target, of), **fields)


@app.command()
def turn(target: TargetOf, state: Literal["active", "dropped"], reason: Reason, of: Of = None) -> None:
    """Drop a target, or take it up again.

    \b
    Example:
      alliance target turn "waiting time" dropped --of JK2MPJ4V23 \\
        --reason "no data any more"
    """
    ask(TurnTarget, target_text, target_id=target_id(target, of), state=state, reason=reason)


app.asks(
    "routine JK2MPJ4V23 routine.json",
    SetReviewRoutine,
    targets_text,
    "Set the performance review routine: {chair, cadence}.",
    file=File,
)
app.asks(
    "review JK2MPJ4V23 review.json",
    RecordReview,
    targets_text,
    "Record a performance review: {held_on, decisions}.",
    file=File,
)
