"""`alliance project`: the Resident Impact Data Project."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.output import Json, paragraph, show, table
from shared.contracts.cohort import (
    PROJECT_PARTS,
    AcceptProjectPart,
    GetProject,
    MendGap,
    PlanMilestone,
    Project,
    ProjectPartState,
    ReachMilestone,
    RecordDataSource,
    RecordGap,
    ReturnProjectPart,
    SubmitProjectPart,
)
from shared.contracts.requests import Command

app = typer.Typer(help="The Resident Impact Data Project.", rich_markup_mode=None)

Part = StrEnum("Part", {name.upper(): name for name in PROJECT_PARTS})  # type: ignore[misc]

Code = Annotated[str, typer.Argument(help="The tracking code.")]
Number = Annotated[int, typer.Option(help="Which progress report.")]
On = Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day, YYYY-MM-DD.")]


@app.command("show")
def show_one(code: Code, json_: Json = False) -> None:
    """Show a project: its parts with their dates, data, gaps, milestones.

    \b
    Example:
      alliance project show JK2MPJ4V23
    """
    show_project(connect().call(make(GetProject, code=code)), json_)


@app.command()
def submit(
    code: Code,
    part: Part,
    file: Annotated[str, typer.Argument(help="JSON or TOML; see docs/files.md")],
    number: Number = 1,
    json_: Json = False,
) -> None:
    """Hand in a part, or a new version of it.

    \b
    Example:
      alliance project submit JK2MPJ4V23 charter charter.json
      alliance project submit JK2MPJ4V23 progress_report r2.json --number 2
    """
    send(SubmitProjectPart, json_, code=code, part=part.value, number=number, document=read_fields(file))


@app.command()
def accept(code: Code, part: Part, number: Number = 1, json_: Json = False) -> None:
    """Accept a part.

    \b
    Example:
      alliance project accept JK2MPJ4V23 charter
    """
    send(AcceptProjectPart, json_, code=code, part=part.value, number=number)


@app.command("return")
def return_part(
    code: Code,
    part: Part,
    reason: Annotated[str, typer.Option(help="What is missing.")],
    number: Number = 1,
    json_: Json = False,
) -> None:
    """Ask for another version of a part.

    \b
    Example:
      alliance project return JK2MPJ4V23 charter --reason "who is affected?"
    """
    send(ReturnProjectPart, json_, code=code, part=part.value, number=number, reason=reason)


@app.command()
def source(
    code: Code,
    name: Annotated[str, typer.Argument(help="Which data.")],
    on: On,
    finding: Annotated[str, typer.Option(help="What came of it.")],
    usable: Annotated[bool, typer.Option("--usable/--not-usable", help="Whether the project can use them.")] = True,
    json_: Json = False,
) -> None:
    """Record data that were tried for the project.

    \b
    Example:
      alliance project source JK2MPJ4V23 "Housing register" --on 2027-06-20 \\
        --finding "a third of the addresses lack a number" --not-usable
    """
    fields = {"name": name, "tested_on": on.date(), "usable": usable, "finding": finding}
    send(RecordDataSource, json_, code=code, **fields)


@app.command()
def gap(code: Code, description: str, on: On, json_: Json = False) -> None:
    """Record what the city's data infrastructure lacks.

    \b
    Example:
      alliance project gap JK2MPJ4V23 "no shared key for addresses" \\
        --on 2027-06-20
    """
    send(RecordGap, json_, code=code, description=description, found_on=on.date())


@app.command()
def mend(
    code: Code,
    gap_id: Annotated[str, typer.Argument(metavar="GAP", help="The gap's id, as `project show --json` has it.")],
    on: On,
    how: Annotated[str, typer.Option(help="How it was mended.")],
    json_: Json = False,
) -> None:
    """Record that a gap is mended.

    \b
    Example:
      alliance project mend JK2MPJ4V23 GAP --on 2027-08-01 \\
        --how "one register of addresses"
    """
    send(MendGap, json_, code=code, gap=gap_id, mended_on=on.date(), how=how)


@app.command()
def milestone(
    code: Code,
    title: str,
    on: On,
    move: Annotated[str | None, typer.Option("--move", metavar="ID", help="Plan this one anew.")] = None,
    json_: Json = False,
) -> None:
    """Plan a milestone, or plan one anew.

    \b
    Example:
      alliance project milestone JK2MPJ4V23 "Register linked" --on 2027-09-15
    """
    send(PlanMilestone, json_, code=code, title=title, due_on=on.date(), milestone=move)


@app.command()
def reach(
    code: Code,
    milestone_id: Annotated[str, typer.Argument(metavar="ID", help="The milestone's id.")],
    on: On,
    evidence: Annotated[str, typer.Option(help="A link, or where to find it.")],
    json_: Json = False,
) -> None:
    """Record that a milestone is reached, with evidence.

    \b
    Example:
      alliance project reach JK2MPJ4V23 ID --on 2027-09-10 \\
        --evidence https://data.city.example/register
    """
    send(ReachMilestone, json_, code=code, milestone=milestone_id, done_on=on.date(), evidence=evidence)


def send(model: type[Command[Project]], json_: bool, /, **fields: Any) -> None:
    show_project(connect().call(make(model, **fields)), json_)


def show_project(project: Project, json_: bool) -> None:
    rows = [(name_of(p), p.state, p.version or "", date_of(p)) for p in project.parts]
    lines = [project.code, table(("part", "state", "version", "due"), rows)]
    lines += [paragraph(f"{name_of(p)} returned: ", p.returned_because) for p in project.parts if p.returned_because]
    if project.measured:
        found = project.measured
        way = {True: "better", False: "worse", None: "unchanged"}[found.better]
        percent = "" if found.percent is None else f", {found.percent:+} %"
        lines += [f"measured: {found.baseline} -> {found.final} ({found.change:+}{percent}): {way}"]
    lines += [
        paragraph("data: ", f"{s.name}, {s.tested_on}, {'usable' if s.usable else 'not usable'}: {s.finding}")
        for s in project.sources
    ]
    lines += [
        paragraph("gap: ", f"{g.description} ({g.found_on}{f', mended {g.mended_on}' if g.mended_on else ', open'})")
        for g in project.gaps
    ]
    lines += [
        paragraph("milestone: ", f"{m.title}, {f'reached {m.done_on}' if m.done_on else f'due {m.due_on}'}"
                  f"{' (overdue)' if m.overdue else ''}")
        for m in project.milestones
    ]  # fmt: skip
    show(project.model_dump(mode="json"), json_, "\n".join(lines))


def name_of(part: ProjectPartState) -> str:
    return f"{part.part} {part.number}" if part.part == "progress_report" else part.part


def date_of(part: ProjectPartState) -> str:
    return f"{part.due_on or ''}{' (overdue)' if part.overdue else ''}"
