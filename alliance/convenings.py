"""`alliance convening`: in-person gatherings of a cohort."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.output import Json, show, table
from shared.contracts.cohort import (
    AnswerInvitation,
    CheckIn,
    ConveningDetail,
    GetConvening,
    InviteToConvening,
    ScheduleConvening,
)

app = typer.Typer(help="In-person gatherings of a cohort.", rich_markup_mode=None)


class Answer(StrEnum):
    YES = "yes"
    NO = "no"


Kind = Annotated[str, typer.Argument(help="A kind of the program file: leaders, mayors, …")]
Cohort = Annotated[str, typer.Argument(help="The cohort's id.")]
Code = Annotated[str, typer.Argument(help="The tracking code.")]
Role = Annotated[str, typer.Option(help="The role that was invited, such as team_lead.")]
Ref = Annotated[str | None, typer.Option(help="Which person, where several have the role.")]
Override = Annotated[str | None, typer.Option("--override", metavar="REASON", help="For program leads.")]


@app.command("show")
def show_one(cohort: Cohort, kind: Kind, json_: Json = False) -> None:
    """Show a gathering and who comes.

    \b
    Example:
      alliance convening show first-cohort leaders
    """
    show_convening(connect().call(make(GetConvening, "request", cohort=cohort, kind=kind)), json_)


@app.command()
def schedule(
    cohort: Cohort,
    kind: Kind,
    file: Annotated[str, typer.Argument(help="JSON or TOML; see docs/files.md")],
    override: Override = None,
    json_: Json = False,
) -> None:
    """Schedule a gathering, or move it: {starts_at, ends_at, time_zone, place, capacity, rsvp_by}.

    \b
    Example:
      alliance convening schedule first-cohort leaders convening.json
    """
    fields = read_fields(file) | ({"override": override} if override else {})
    request = make(ScheduleConvening, "convening", cohort=cohort, kind=kind, **fields)
    show_convening(connect().call(request), json_)


@app.command()
def invite(cohort: Cohort, kind: Kind, json_: Json = False) -> None:
    """Invite the people of every active city by the program's roles. Again: only who is new.

    \b
    Example:
      alliance convening invite first-cohort leaders
    """
    show_convening(connect().call(make(InviteToConvening, "request", cohort=cohort, kind=kind)), json_)


@app.command()
def rsvp(
    cohort: Cohort,
    kind: Kind,
    code: Code,
    role: Role,
    answer: Annotated[Answer, typer.Option(help="Whether they come.")],
    delegate: Annotated[str | None, typer.Option(help="Who comes in their place.")] = None,
    ref: Ref = None,
    override: Override = None,
    json_: Json = False,
) -> None:
    """Record a city's answer.

    \b
    Example:
      alliance convening rsvp first-cohort leaders JK2MPJ4V23 \\
        --role team_lead --answer yes
    """
    request = make(
        AnswerInvitation,
        "answer",
        cohort=cohort,
        kind=kind,
        code=code,
        role=role,
        answer=answer.value,
        delegate=delegate,
        ref=ref,
        override=override,
    )
    show_convening(connect().call(request), json_)


@app.command("check-in")
def check_in(
    cohort: Cohort,
    kind: Kind,
    code: Code,
    role: Role,
    excused: Annotated[bool, typer.Option("--excused", help="Did not come, and is excused.")] = False,
    ref: Ref = None,
    json_: Json = False,
) -> None:
    """Record who came.

    \b
    Example:
      alliance convening check-in first-cohort leaders JK2MPJ4V23 \\
        --role team_lead
    """
    request = make(CheckIn, "check-in", cohort=cohort, kind=kind, code=code, role=role, excused=excused, ref=ref)
    show_convening(connect().call(request), json_)


def show_convening(found: ConveningDetail, json_: bool) -> None:
    zone = ZoneInfo(found.time_zone)
    starts, ends = found.starts_at.astimezone(zone), found.ends_at.astimezone(zone)
    head = f"{found.title}: {starts:%Y-%m-%d %H:%M} to {ends:%Y-%m-%d %H:%M} ({found.time_zone})\n{found.place}"
    counts = f"invited {found.invited}: yes {found.yes}, no {found.no}, silent {found.silent}; came {found.attended}"
    rows = [(i.code, i.city, i.role, i.state, "by delegate" if i.delegated else "") for i in found.invitations]
    people = table(("code", "city", "role", "answer", ""), rows)
    show(found.model_dump(mode="json"), json_, f"{head}\nanswer by {found.rsvp_by}; {counts}\n{people}")
