"""`alliance team`, `coach`, `engagement`: a city's people, its lead coach, its residents."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.output import Json, paragraph, show, table
from shared.contracts.cohort import (
    AddTeamMember,
    AssignCoach,
    Engagement,
    GetTeam,
    HandOver,
    LeaveTeam,
    ListCoaches,
    ListEngagements,
    RecordEngagement,
    SetCoachHours,
    Team,
)
from shared.contracts.identity import GetPerson, ListPeople
from shared.contracts.people import Role
from shared.messaging.client import Client

team_app = typer.Typer(help="A city's team.", rich_markup_mode=None)
coach_app = typer.Typer(help="Lead coaches.", rich_markup_mode=None)
engagement_app = typer.Typer(help="Engagement of residents.", rich_markup_mode=None)

Code = Annotated[str, typer.Argument(help="The tracking code.")]
Member = Annotated[str, typer.Argument(metavar="MEMBER", help="The member's id, as `team show --json` has it.")]
Coach = Annotated[str, typer.Argument(metavar="COACH", help="A person's id or address.")]
On = Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day, YYYY-MM-DD.")]
Email = Annotated[str | None, typer.Option(help="Their address.")]
ALL = 1000


@team_app.command("show")
def show_one(code: Code, json_: Json = False) -> None:
    """Show who is and was in the team, and what was handed over.

    \b
    Example:
      alliance team show JK2MPJ4V23
    """
    show_team(connect().call(make(GetTeam, code=code)), json_)


@team_app.command()
def add(
    code: Code,
    name: str,
    role: Annotated[str, typer.Option(help="What they do in the team.")],
    email: Email = None,
    json_: Json = False,
) -> None:
    """Add somebody to the team.

    \b
    Example:
      alliance team add JK2MPJ4V23 "Rosa Inventada" --role "data analyst"
    """
    show_team(connect().call(make(AddTeamMember, code=code, name=name, role=role, email=email)), json_)


@team_app.command("hand-over")
def hand_over(
    code: Code,
    member: Member,
    to: Annotated[str, typer.Option(help="The successor's name: of the team, or new.")],
    on: On,
    notes: Annotated[str, typer.Option(help="What is handed over.")],
    email: Email = None,
    json_: Json = False,
) -> None:
    """A member leaves and hands over; the successor takes the role, and the lead.

    \b
    Example:
      alliance team hand-over JK2MPJ4V23 MEMBER --to "Rosa Inventada" \\
        --on 2027-08-01 --notes "register, access, open questions"
    """
    fields = {"member": member, "to": to, "on": on.date(), "notes": notes, "email": email}
    show_team(connect().call(make(HandOver, code=code, **fields)), json_)


@team_app.command()
def leave(code: Code, member: Member, on: On, json_: Json = False) -> None:
    """A member leaves without a successor; a lead hands over instead.

    \b
    Example:
      alliance team leave JK2MPJ4V23 MEMBER --on 2027-08-01
    """
    show_team(connect().call(make(LeaveTeam, code=code, member=member, on=on.date())), json_)


@coach_app.command("list")
def list_coaches(json_: Json = False) -> None:
    """List coaches with their languages, hours and cities.

    \b
    Example:
      alliance coach list
    """
    client = connect()
    page = client.call(ListCoaches())
    people = client.call(ListPeople(role=Role.COACH, limit=ALL)).items
    names = {person.id: person.name for person in people}
    rows = [
        (names.get(c.id, c.id), " ".join(c.languages), f"{c.load}/{c.hours}", " ".join(c.cities)) for c in page.items
    ]
    show(page.model_dump(mode="json"), json_, table(("coach", "languages", "hours a month", "cities"), rows))


@coach_app.command()
def assign(
    code: Code,
    coach: Coach,
    override: Annotated[str | None, typer.Option("--override", metavar="REASON", help="For program leads.")] = None,
    json_: Json = False,
) -> None:
    """Give a city its lead coach.

    \b
    Example:
      alliance coach assign JK2MPJ4V23 coach@program.example
    """
    client = connect()
    fields = {"code": code, "coach": id_of(client, coach), "override": override}
    found = client.call(make(AssignCoach, **fields))
    show(found.model_dump(mode="json"), json_, f"{found.code}: coached by {coach}, version {found.version}")


@coach_app.command()
def hours(coach: Coach, number: int, json_: Json = False) -> None:
    """Set how many hours a month a coach gives.

    \b
    Example:
      alliance coach hours coach@program.example 24
    """
    client = connect()
    found = client.call(make(SetCoachHours, coach=id_of(client, coach), hours=number))
    show(found.model_dump(mode="json"), json_, f"{coach}: {found.load} of {found.hours} hours a month")


@engagement_app.command("add")
def record(
    code: Code, file: Annotated[str, typer.Argument(help="JSON or TOML; see docs/files.md")], json_: Json = False
) -> None:
    """Record how residents took part, and what changed because of it.

    \b
    Example:
      alliance engagement add JK2MPJ4V23 survey.json
    """
    found = connect().call(make(RecordEngagement, **read_fields(file) | {"code": code}))
    show(found.model_dump(mode="json"), json_, engagement_text(found))


@engagement_app.command("list")
def list_engagements(code: Code, json_: Json = False) -> None:
    """List how residents took part, the latest first.

    \b
    Example:
      alliance engagement list JK2MPJ4V23
    """
    page = connect().call(make(ListEngagements, code=code))
    show(page.model_dump(mode="json"), json_, "\n".join(map(engagement_text, page.items)) or "None yet.")


def id_of(client: Client, person: str) -> str:
    return str(client.call(make(GetPerson, person=person)).id)


def show_team(team: Team, json_: bool) -> None:
    lead = {True: "interim lead", False: "lead"}
    rows = [(m.name, m.role, lead[m.interim] if m.lead else "", m.joined_on, m.left_on or "") for m in team.members]
    lines = [table(("name", "role", "", "joined", "left"), rows)]
    lines += [paragraph(f"{m.name} handed over: ", m.handover) for m in team.members if m.handover]
    show(team.model_dump(mode="json"), json_, "\n".join(lines))


def engagement_text(one: Engagement) -> str:
    about = f"{one.linked_to}{f' ({one.reference})' if one.reference else ''}"
    head = f"{one.held_on} {one.engaged_by.replace('_', ' ')}, {one.residents:,} residents, for the {about}"
    return "\n".join([head, paragraph("  found: ", one.finding), paragraph("  changed: ", one.changed)])
