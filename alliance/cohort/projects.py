"""`alliance project`: the Resident Impact Data Project."""

from __future__ import annotations

from typing import Annotated, get_args
from uuid import UUID

import typer

from alliance.asking import ask
from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.naming import as_id, pick
from alliance.options import Code, File, On
from alliance.output import led, table, usage
from alliance.reader import words
from shared.contracts.cohort import (
    AcceptProjectPart,
    DataSource,
    Gap,
    GetProject,
    Measured,
    MendGap,
    Milestone,
    PlanMilestone,
    Project,
    ProjectPart,
    ProjectPartState,
    ReachMilestone,
    RecordDataSource,
    RecordGap,
    ReturnProjectPart,
    SubmitProjectPart,
)

app = Commands(help="The Resident Impact Data Project.")


PARTS = get_args(ProjectPart)


def part_of(text: str) -> str:
    if text not in PARTS:
        raise usage("no_such_part", name=text, parts=list(PARTS))
    return text


Part = Annotated[str, typer.Argument(metavar="PART", parser=part_of, help=f"One of {', '.join(PARTS)}.")]
Number = Annotated[int, typer.Option(help="Which progress report.")]


@app.command("show")
def show_one(code: Code) -> None:
    """Show a project: its parts with their dates, data, gaps, milestones.

    \b
    Example:
      alliance project show JK2MPJ4V23
    """
    ask(GetProject, project_text, code=code)


@app.command()
def submit(code: Code, part: Part, file: File, number: Number = 1) -> None:
    """Submit a part, or a new version of it.

    \b
    Example:
      alliance project submit JK2MPJ4V23 charter charter.json
      alliance project submit JK2MPJ4V23 progress_report r2.json --number 2
    """
    ask(SubmitProjectPart, project_text, code=code, part=part, number=number, document=read_fields(file))


@app.command()
def accept(code: Code, part: Part, number: Number = 1) -> None:
    """Accept a part.

    \b
    Example:
      alliance project accept JK2MPJ4V23 charter
    """
    ask(AcceptProjectPart, project_text, code=code, part=part, number=number)


@app.command("return")
def return_part(
    code: Code, part: Part, reason: Annotated[str, typer.Option(help="What is missing.")], number: Number = 1
) -> None:
    """Ask for another version of a part.

    \b
    Example:
      alliance project return JK2MPJ4V23 charter --reason "who is affected?"
    """
    ask(ReturnProjectPart, project_text, code=code, part=part, number=number, reason=reason)


@app.command()
def source(
    code: Code,
    name: Annotated[str, typer.Argument(help="Which data.")],
    on: On,
    finding: Annotated[str, typer.Option(help="What came of it.")],
    usable: Annotated[bool, typer.Option("--usable/--not-usable", help="Whether the project can use the data.")] = True,
) -> None:
    """Record that a data source was tested for the project.

    \b
    Example:
      alliance project source JK2MPJ4V23 "Housing register" --on 2027-06-20 \\
        --finding "a third of the addresses lack a number" --not-usable
    """
    fields = {"name": name, "tested_on": on.date(), "usable": usable, "finding": finding}
    ask(RecordDataSource, project_text, code=code, **fields)


@app.command("gap")
def record_gap(code: Code, description: str, on: On) -> None:
    """Record a gap in the city's data infrastructure.

    \b
    Example:
      alliance project gap JK2MPJ4V23 "no shared key for addresses" \\
        --on 2027-06-20
    """
    ask(RecordGap, project_text, code=code, description=description, found_on=on.date())


@app.command()
def mend(
    code: Code,
    gap: Annotated[str, typer.Argument(metavar="GAP", help="All or part of what is missing, or its id.")],
    on: On,
    how: Annotated[str, typer.Option(help="How the gap was closed.")],
) -> None:
    """Record that a gap is closed.

    \b
    Example:
      alliance project mend JK2MPJ4V23 "shared key" --on 2027-08-01 \\
        --how "one register of addresses"
    """
    ask(MendGap, project_text, code=code, gap=gap_id(code, gap), mended_on=on.date(), how=how)


@app.command("milestone")
def plan_milestone(
    code: Code,
    title: str,
    on: On,
    move: Annotated[
        str | None, typer.Option("--move", metavar="MILESTONE", help="Change the plan of this one.")
    ] = None,
) -> None:
    """Plan a milestone, or change the plan of one.

    \b
    Example:
      alliance project milestone JK2MPJ4V23 "Register linked" --on 2027-09-15
    """
    ask(
        PlanMilestone,
        project_text,
        code=code,
        title=title,
        due_on=on.date(),
        milestone=None if move is None else milestone_id(code, move),
    )


@app.command()
def reach(
    code: Code,
    milestone: Annotated[str, typer.Argument(metavar="MILESTONE", help="All or part of its title, or its id.")],
    on: On,
    evidence: Annotated[str, typer.Option(help="A link, or where to find it.")],
) -> None:
    """Record that a milestone was reached, with evidence.

    \b
    Example:
      alliance project reach JK2MPJ4V23 "Register linked" --on 2027-09-10 \\
        --evidence https://data.city.example/register
    """
    ask(
        ReachMilestone,
        project_text,
        code=code,
        milestone=milestone_id(code, milestone),
        done_on=on.date(),
        evidence=evidence,
    )


def gap_id(code: str, text: str) -> UUID:
    gaps = connect().call(make(GetProject, code=code)).gaps
    return as_id(text) or pick("gap", text, {one.id: one.description for one in gaps})


def milestone_id(code: str, text: str) -> UUID:
    milestones = connect().call(make(GetProject, code=code)).milestones
    return as_id(text) or pick("milestone", text, {one.id: one.title for one in milestones})


def project_text(project: Project) -> str:
    rows = [(name_of(p), p.state, p.version or "", date_of(p)) for p in project.parts]
    lines = [project.code, table(("part", "state", "version", "due"), rows)]
    returned = [part for part in project.parts if part.returned_because]
    lines += [led("project.returned", str(p.returned_because), "", part=name_of(p)) for p in returned]
    lines += [measured_text(project.measured)] if project.measured else []
    lines += [led("project.data", source_text(one)) for one in project.sources]
    lines += [led("project.gap", gap_text(one)) for one in project.gaps]
    lines += [led("project.milestone", milestone_text(one)) for one in project.milestones]
    return "\n".join(lines)


def measured_text(found: Measured) -> str:
    percent = "" if found.percent is None else f", {found.percent:+} %"
    figures = {"baseline": found.baseline, "final": found.final, "change": f"{found.change:+}{percent}"}
    if found.better is None:
        return words("project.unchanged", **figures)
    return words("project.better", **figures) if found.better else words("project.worse", **figures)


def source_text(one: DataSource) -> str:
    said = {"name": one.name, "on": one.tested_on, "finding": one.finding}
    return words("project.usable", **said) if one.usable else words("project.not_usable", **said)


def gap_text(one: Gap) -> str:
    if one.mended_on is None:
        return words("project.gap_open", text=one.description, on=one.found_on)
    return words("project.gap_closed", text=one.description, on=one.found_on, closed=one.mended_on)


def milestone_text(one: Milestone) -> str:
    if one.done_on:
        return words("project.reached", title=one.title, on=one.done_on)
    return words("project.due", title=one.title, on=on_day(one.due_on, overdue=one.overdue))


def on_day(day: object, *, overdue: bool) -> str:
    return words("day_overdue", on=day) if overdue else str(day)


def name_of(part: ProjectPartState) -> str:
    return f"{part.part} {part.number}" if part.part == "progress_report" else part.part


def date_of(part: ProjectPartState) -> str:
    return on_day(part.due_on, overdue=part.overdue) if part.due_on else ""
