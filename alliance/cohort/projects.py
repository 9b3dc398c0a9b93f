"""`alliance project`: the Resident Impact Data Project."""

from __future__ import annotations

from typing import Annotated, get_args
from uuid import UUID

import typer

from alliance.connection import connect
from alliance.files import make
from alliance.naming import as_id, pick
from alliance.options import On
from alliance.output import led, table, usage
from alliance.reader import words
from alliance.verbs import WHOLE, Found, Verbs
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

PARTS = get_args(ProjectPart)


def part_of(text: str) -> str:
    if text not in PARTS:
        raise usage("no_such_part", name=text, parts=list(PARTS))
    return text


Part = Annotated[str, typer.Argument(metavar="PART", parser=part_of, help=f"One of {', '.join(PARTS)}.")]


Number = Annotated[int, typer.Option(help="Which progress report.")]

app = Verbs(help="The Resident Impact Data Project.", group="project", part=Part, number=Number)


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


app.asks(
    "show JK2MPJ4V23", GetProject, project_text, "Show a project: its parts with their dates, data, gaps, milestones."
)
app.asks(
    "submit JK2MPJ4V23 charter charter.json\nsubmit JK2MPJ4V23 progress_report r2.json --number 2",
    SubmitProjectPart,
    project_text,
    "Submit a part, or a new version of it.",
    document=WHOLE,
)
app.asks("accept JK2MPJ4V23 charter", AcceptProjectPart, project_text, "Accept a part.")
app.asks(
    'return JK2MPJ4V23 charter --reason "who is affected?"',
    ReturnProjectPart,
    project_text,
    "Ask for another version of a part.",
    reason=typer.Option(help="What is missing."),
)
app.asks(
    'source JK2MPJ4V23 "Housing register" --on 2027-06-20 --finding "a third of the addresses lack a number" '
    "--not-usable",
    RecordDataSource,
    project_text,
    "Record that a data source was tested for the project.",
    name=typer.Argument(help="Which data."),
    tested_on=On,
    usable=typer.Option(True, "--usable/--not-usable", help="Whether the project can use the data."),
    finding=typer.Option(help="What came of it."),
)
app.asks(
    'gap JK2MPJ4V23 "no shared key for addresses" --on 2027-06-20',
    RecordGap,
    project_text,
    "Record a gap in the city's data infrastructure.",
    found_on=On,
)
app.asks(
    'mend JK2MPJ4V23 "shared key" --on 2027-08-01 --how "one register of addresses"',
    MendGap,
    project_text,
    "Record that a gap is closed.",
    gap=Found(typer.Argument(metavar="GAP", help="All or part of what is missing, or its id."), gap_id),
    mended_on=On,
    how=typer.Option(help="How the gap was closed."),
)
app.asks(
    'milestone JK2MPJ4V23 "Register linked" --on 2027-09-15',
    PlanMilestone,
    project_text,
    "Plan a milestone, or change the plan of one.",
    due_on=On,
    milestone=Found(
        typer.Option("--move", metavar="MILESTONE", help="Change the plan of this one."),
        milestone_id,
    ),
)
app.asks(
    'reach JK2MPJ4V23 "Register linked" --on 2027-09-10 --evidence https://data.city.example/register',
    ReachMilestone,
    project_text,
    "Record that a milestone was reached, with evidence.",
    milestone=Found(typer.Argument(metavar="MILESTONE", help="All or part of its title, or its id."), milestone_id),
    done_on=On,
    evidence=typer.Option(help="A link, or where to find it."),
)
