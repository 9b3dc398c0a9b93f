"""`alliance project`: the Resident Impact Data Project."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.output import Json, show, table
from shared.contracts.cohort import AcceptProjectPart, GetProject, Project, ReturnProjectPart, SubmitProjectPart

app = typer.Typer(help="The Resident Impact Data Project.", rich_markup_mode=None)


class Part(StrEnum):
    CHARTER = "charter"
    BASELINE = "baseline"
    ASSESSMENT = "assessment"
    PROGRESS_REPORT = "progress_report"


Code = Annotated[str, typer.Argument(help="The tracking code.")]


@app.command("show")
def show_one(code: Code, json_: Json = False) -> None:
    """Show the parts of a project.

    \b
    Example:
      alliance project show JK2MPJ4V23
    """
    show_project(connect().call(make(GetProject, "request", code=code)), json_)


@app.command()
def submit(
    code: Code,
    part: Part,
    file: Annotated[str, typer.Argument(help="JSON or TOML; see docs/files.md")],
    json_: Json = False,
) -> None:
    """Hand in a part, or a new version of it.

    \b
    Example:
      alliance project submit JK2MPJ4V23 charter charter.json
    """
    request = make(SubmitProjectPart, "part", code=code, part=part.value, document=read_fields(file))
    show_project(connect().call(request), json_)


@app.command()
def accept(code: Code, part: Part, json_: Json = False) -> None:
    """Accept a part.

    \b
    Example:
      alliance project accept JK2MPJ4V23 charter
    """
    show_project(connect().call(make(AcceptProjectPart, "request", code=code, part=part.value)), json_)


@app.command("return")
def return_part(
    code: Code, part: Part, reason: Annotated[str, typer.Option(help="What is missing.")], json_: Json = False
) -> None:
    """Ask for another version of a part.

    \b
    Example:
      alliance project return JK2MPJ4V23 charter --reason "who is affected?"
    """
    request = make(ReturnProjectPart, "request", code=code, part=part.value, reason=reason)
    show_project(connect().call(request), json_)


def show_project(project: Project, json_: bool) -> None:
    rows = [(p.part, p.state, p.version or "", p.returned_because or "") for p in project.parts]
    text = f"{project.code}\n{table(('part', 'state', 'version', 'returned because'), rows)}"
    show(project.model_dump(mode="json"), json_, text)
