"""`alliance team`, `coach`, `engagement`: a city's people, its lead coach, its residents."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from alliance.asking import ask
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.naming import as_id, names_of, pick
from alliance.options import Code, File, On, Override, Person
from alliance.output import Json, as_page, paragraph, show_page, table
from shared.contracts.cohort import (
    AddTeamMember,
    AssignCoach,
    CoachLoad,
    Engagement,
    GetTeam,
    HandOver,
    LeaveTeam,
    ListCoaches,
    ListEngagements,
    Participation,
    RecordEngagement,
    SetCoachHours,
    Team,
)
from shared.contracts.requests import Page
from shared.wording.order import order_of

team_app = typer.Typer(help="A city's team.", rich_markup_mode=None)
coach_app = typer.Typer(help="Lead coaches.", rich_markup_mode=None)
engagement_app = typer.Typer(help="Engagement of residents.", rich_markup_mode=None)

Member = Annotated[str, typer.Argument(metavar="MEMBER", help="Their name or a part of it, or the id.")]
Email = Annotated[str | None, typer.Option(help="Their address.")]


@team_app.command("show")
def show_one(code: Code, json_: Json = False) -> None:
    """Show who is and was in the team, and what was handed over.

    \b
    Example:
      alliance team show JK2MPJ4V23
    """
    ask(GetTeam, json_, team_text, code=code)


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
    ask(AddTeamMember, json_, team_text, code=code, name=name, role=role, email=email)


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
      alliance team hand-over JK2MPJ4V23 "Leo Ficticio" --to "Rosa Inventada" \\
        --on 2027-08-01 --notes "register, access, open questions"
    """
    fields = {"member": member_id(code, member), "to": to, "on": on.date(), "notes": notes, "email": email}
    ask(HandOver, json_, team_text, code=code, **fields)


@team_app.command()
def leave(code: Code, member: Member, on: On, json_: Json = False) -> None:
    """A member leaves without a successor; a lead hands over instead.

    \b
    Example:
      alliance team leave JK2MPJ4V23 "Leo Ficticio" --on 2027-08-01
    """
    ask(LeaveTeam, json_, team_text, code=code, member=member_id(code, member), on=on.date())


@coach_app.command("list")
def list_coaches(json_: Json = False) -> None:
    """List coaches with their languages, hours and cities.

    \b
    Example:
      alliance coach list
    """
    page = connect().call(ListCoaches())
    names = {} if json_ else names_of(coach.id for coach in page.items)

    def row(coach: CoachLoad) -> tuple[object, ...]:
        return (names[coach.id], ", ".join(coach.languages), f"{coach.load}/{coach.hours}", " ".join(coach.cities))

    by_name = page if json_ else as_page(sorted(page.items, key=lambda coach: order_of(names[coach.id])))
    show_page(by_name, json_, ("coach", "languages", "hours a month", "cities"), row)


@coach_app.command()
def assign(
    code: Code,
    coach: Person,
    override: Override = None,
    json_: Json = False,
) -> None:
    """Give a city its lead coach.

    \b
    Example:
      alliance coach assign JK2MPJ4V23 coach@program.example
    """

    def text(found: Participation) -> str:
        return f"{found.code}: coached by {names_of([coach])[coach]}, version {found.version}"

    ask(AssignCoach, json_, text, code=code, coach=coach, override=override)


@coach_app.command()
def hours(coach: Person, number: int, json_: Json = False) -> None:
    """Set how many hours a month a coach gives.

    \b
    Example:
      alliance coach hours coach@program.example 24
    """

    def text(found: CoachLoad) -> str:
        return f"{names_of([coach])[coach]}: {found.load} of {found.hours} hours a month"

    ask(SetCoachHours, json_, text, coach=coach, hours=number)


@engagement_app.command("add")
def record(code: Code, file: File, json_: Json = False) -> None:
    """Record how residents took part, and what changed because of it.

    \b
    Example:
      alliance engagement add JK2MPJ4V23 survey.json
    """
    ask(RecordEngagement, json_, engagement_text, **read_fields(file) | {"code": code})


@engagement_app.command("list")
def list_engagements(code: Code, json_: Json = False) -> None:
    """List how residents took part, the latest first.

    \b
    Example:
      alliance engagement list JK2MPJ4V23
    """

    def text(page: Page[Engagement]) -> str:
        return "\n".join(map(engagement_text, page.items)) or "None yet."

    ask(ListEngagements, json_, text, code=code)


def member_id(code: str, text: str) -> UUID:
    members = connect().call(make(GetTeam, code=code)).members
    return as_id(text) or pick("member", text, {one.id: one.name for one in members})


def team_text(team: Team) -> str:
    lead = {True: "interim lead", False: "lead"}
    rows = [(m.name, m.role, lead[m.interim] if m.lead else "", m.joined_on, m.left_on or "") for m in team.members]
    lines = [table(("name", "role", "", "joined", "left"), rows)]
    lines += [paragraph(f"{m.name} handed over: ", m.handover) for m in team.members if m.handover]
    return "\n".join(lines)


def engagement_text(one: Engagement) -> str:
    about = f"{one.linked_to}{f' ({one.reference})' if one.reference else ''}"
    head = f"{one.held_on} {one.engaged_by.replace('_', ' ')}, {one.residents:,} residents, for the {about}"
    return "\n".join([head, paragraph("  found: ", one.finding), paragraph("  changed: ", one.changed)])
