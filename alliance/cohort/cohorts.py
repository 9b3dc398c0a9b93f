"""`alliance cohort`: cohorts, their dates, the version of the program file that each runs by."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import typer

from alliance.asking import ask
from alliance.connection import connect
from alliance.files import make
from alliance.options import CodeOption, Reason, Version
from alliance.output import counted, paragraph, show, table
from alliance.reader import words
from alliance.verbs import Verbs
from shared.contracts.cohort import (
    AdoptProgram,
    Cohort,
    CohortTimeline,
    CompareProgram,
    GetCohort,
    GetCohortTimeline,
    ListCohorts,
    MoveCohortStart,
    MovePhase,
    ProgramComparison,
    TimelineChange,
    TimelineMove,
)
from shared.messaging.client import Client

app = Verbs(help="Cohorts.", group="cohort")

CohortId = Annotated[str, typer.Argument(metavar="COHORT", help="The cohort's id.")]
Day = Annotated[datetime, typer.Argument(metavar="DATE", formats=["%Y-%m-%d"], help="The new date, YYYY-MM-DD.")]
Why = Reason


def cohort_row(cohort: Cohort) -> tuple[object, ...]:
    return (cohort.id, cohort.starts_on, cohort.ends_on, cohort.members, cohort.name)


def cohort_text(found: Cohort) -> str:
    days = {"starts": found.starts_on, "ends": found.ends_on}
    text = words("cohort.one", cohort=found.id, name=found.name, **days, cities=counted("cities", found.members))
    return f"{text}\n{words('cohort.by_program', program=found.program_version, version=found.version)}"


def seen(client: Client, cohort: str, version: int | None) -> int:
    """Without a version, the one that was just read is sent."""
    return client.call(make(GetCohort, cohort=cohort)).version if version is None else version


def timeline_text(found: CohortTimeline) -> str:
    rows = [(p.title, p.planned_on or "-", moved(p.counted_on, p.planned_on)) for p in found.phases]
    visits = (words("cohort.visits"), *found.visit_window)
    windows = [visits, *((c.title, c.first, c.last) for c in found.convenings)]
    between = {"starts": found.starts_on, "ends": found.ends_on}
    head = words("cohort.dates", cohort=found.cohort, **between, version=found.version)
    phases, days = table(("phase", "planned", "moved_from"), rows), table(("window", "first_day", "last_day"), windows)
    return f"{head}\n\n{phases}\n\n{days}{moves_text(found.moves)}"


def moved(counted_on: date | None, planned_on: date | None) -> str:
    """The date that was counted from the start, where another is planned."""
    return "" if counted_on == planned_on or counted_on is None else str(counted_on)


def moves_text(moves: tuple[TimelineMove, ...]) -> str:
    return "\n".join(["", "", words("cohort.moved"), *map(move_text, moves)]) if moves else ""


def move_text(move: TimelineMove) -> str:
    what = move.phase or words("cohort.start")
    what = words("cohort.of_city", what=what, code=move.code) if move.code else what
    return paragraph("", f"{move.moved_at:%Y-%m-%d} {what}: {move.old} -> {move.new} ({move.reason})")


def change_text(change: TimelineChange) -> str:
    lines = [f"{c.phase or words('cohort.start')}: {c.old} -> {c.new}" for c in change.changes]
    lines = lines or [words("cohort.nothing_moved")]
    if change.changes:
        cities = counted("cities", len(change.cities))
        lines.append(words("cohort.moved_for", cities=cities, version=change.version))
    if change.booked:
        rows = [
            (
                b.title or b.kind,
                b.code or "",
                f"{b.starts_at:%Y-%m-%d %H:%M} UTC",
                "" if b.fits else words("cohort.outside_window"),
            )
            for b in change.booked
        ]
        lines += ["", words("cohort.booked"), table(("what", "city", "when", ""), rows)]
    return "\n".join(lines)


def comparison_text(found: ProgramComparison, adopted: bool) -> str:
    if not found.differences:
        return words("cohort.by_file_in_force", cohort=found.cohort, version=found.to_version)
    lines = [line for d in found.differences for line in difference_lines(d.key, d.old, d.new)]
    done = words("cohort.adopted") if adopted else words("cohort.adopt_it")
    head = words("cohort.versions", cohort=found.cohort, old=found.from_version, new=found.to_version)
    return "\n".join([head, *lines, done])


def difference_lines(key: str, old: Any, new: Any) -> list[str]:
    shown = [
        (sign, words("cohort.not_there") if value is None else str(value)) for sign, value in (("-", old), ("+", new))
    ]
    return [key, *(paragraph(f"  {sign} ", text) for sign, text in shown)]


app.lists(
    "list", ListCohorts, ("cohort", "starts", "ends", "cities", "name"), cohort_row, "List cohorts, the latest first."
)
app.asks("show cohort-2027", GetCohort, cohort_text, "Show one cohort.", cohort=CohortId)
app.asks(
    "timeline cohort-2027",
    GetCohortTimeline,
    timeline_text,
    "Show the planned dates and windows of a cohort, and what moved.",
    cohort=CohortId,
)


@app.command("move-start")
def move_start(cohort: CohortId, on: Day, reason: Why, version: Version = None) -> None:
    """Move the start date, as long as it has not passed; every date counted from it moves along.

    \b
    Example:
      alliance cohort move-start cohort-2027 2027-06-15 \\
        --reason "elections in May"
    """
    fields = {"cohort": cohort, "starts_on": on.date(), "reason": reason}
    ask(MoveCohortStart, change_text, **fields, expected_version=seen(connect(), cohort, version))


@app.command("move-phase")
def move_phase(
    cohort: CohortId,
    phase: Annotated[str, typer.Argument(metavar="PHASE", help="The phase whose planned date moves.")],
    on: Day,
    reason: Why,
    code: CodeOption = None,
    version: Version = None,
) -> None:
    """Move the planned date of a phase, for the cohort or for one city in it.

    \b
    Example:
      alliance cohort move-phase cohort-2027 acceleration 2027-10-01 \\
        --code JK2MPJ4V23 --reason "flooding"
    """
    fields = {"cohort": cohort, "phase": phase, "planned_on": on.date(), "reason": reason, "code": code}
    ask(MovePhase, change_text, **fields, expected_version=seen(connect(), cohort, version))


@app.command()
def adopt(
    cohort: CohortId,
    yes: Annotated[bool, typer.Option("--yes", help="Adopt what was shown.")] = False,
    reason: Annotated[str | None, typer.Option("--reason", help="The reason; it is kept on record.")] = None,
) -> None:
    """Show how the program file in force differs from the cohort's; with --yes, adopt it.

    \b
    Example:
      alliance cohort adopt cohort-2027
      alliance cohort adopt cohort-2027 --yes --reason "rubric corrected"
    """
    client = connect()
    found = client.call(make(CompareProgram, cohort=cohort))
    if yes and found.differences:
        why = reason or words("cohort.compared")
        fields = {"cohort": cohort, "digest": found.digest, "reason": why, "expected_version": found.version}
        found = client.call(make(AdoptProgram, **fields))
    adopted = yes and bool(found.differences)
    show(found.model_dump(mode="json") | {"adopted": adopted}, comparison_text(found, adopted))
