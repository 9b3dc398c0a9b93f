"""`alliance team`, `coach`, `engagement`: a city's people, its lead coach, its residents."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import typer

from alliance.asking import ask
from alliance.bulk import result_of
from alliance.connection import connect
from alliance.files import make
from alliance.naming import as_id, city_code, names_of, names_of_refs, person_id, pick
from alliance.options import A_PERSON, Code, File, On, Override, Person
from alliance.output import (
    as_page,
    counted,
    fault,
    fitted,
    in_json,
    led,
    notices_of,
    show,
    show_page,
    table,
    why,
)
from alliance.reader import words
from alliance.verbs import Found, Verbs
from shared.contracts.cohort import (
    AddTeamMember,
    AssignCoach,
    CoachedCity,
    CoachLoad,
    Engagement,
    GetTeam,
    HandOver,
    LeaveTeam,
    ListCoaches,
    ListEngagements,
    ReassignCoach,
    RecordEngagement,
    SetCoachHours,
    Team,
)
from shared.contracts.requests import Page
from shared.wording.order import order_of

team_app = Verbs(help="A city's team.", group="team")
coach_app = Verbs(help="Lead coaches.", group="coach")
engagement_app = Verbs(help="Engagement of residents.", group="engagement")

Member = Annotated[str, typer.Argument(metavar="MEMBER", help="All or part of their name, or the id.")]
Ref = Annotated[str | None, typer.Option(help="Which of the application's contacts the member is, by reference.")]
Email = Annotated[str | None, typer.Option(help="Their address.")]


def reassigned_text(value: dict[str, Any]) -> str:
    """A line for each city: what went to the other coach, or why not."""
    last = words("team.all_reassigned", done=value["reassigned"], total=value["total"])
    return "\n".join([*map(reassigned_line, value["items"]), last])


def reassigned_line(one: dict[str, Any]) -> str:
    if "error" in one:
        return " ".join([f"{one['code']}:", why(one["error"]), *map(fault, one["error"]["details"])])
    said = {"code": one["code"], "sessions": counted("sessions", len(one["sessions"]))}
    return words("team.reassigned_lead", **said) if one["lead"] else words("team.reassigned", **said)


def member_id(code: str, text: str) -> UUID:
    members = connect().call(make(GetTeam, code=code)).members
    return as_id(text) or pick("member", text, {one.id: one.name for one in members})


def team_text(team: Team) -> str:
    lead = {True: words("team.interim_lead"), False: words("team.lead")}
    rows = [(m.name, m.role, lead[m.interim] if m.lead else "", m.joined_on, m.left_on or "") for m in team.members]
    lines = [table(("name", "role", "", "joined", "left"), rows)]
    lines += [led("team.handed_over", m.handover, "", name=m.name) for m in team.members if m.handover]
    lines += notices_of(team.notices)
    lines += [f"  {ref}: {name}" for ref, name in names_of_refs(unclear_refs(team)).items()]
    return "\n".join(lines)


def unclear_refs(team: Team) -> list[str]:
    """Of the contacts among whom somebody left."""
    return [ref for one in team.notices for ref in one.values.get("refs", ())]


def engagements_text(page: Page[Engagement]) -> str:
    return "\n".join(map(engagement_text, page.items)) or words("team.no_engagement")


def engagement_text(one: Engagement) -> str:
    about = f"{one.linked_to}{f' ({one.reference})' if one.reference else ''}"
    head = words("team.engagement", on=one.held_on, kind=one.engaged_by, residents=one.residents, about=about)
    return "\n".join([head, led("team.found", one.finding, "  "), led("team.changed", one.changed, "  ")])


team_app.asks("show JK2MPJ4V23", GetTeam, team_text, "Show who is and was in the team, and what was handed over.")
team_app.asks(
    'add JK2MPJ4V23 "Rosa Inventada" --role "data analyst"',
    AddTeamMember,
    team_text,
    "Add somebody to the team. With --ref, mail goes to that contact (again).",
    role=typer.Option(help="What they do on the team."),
    email=Email,
    ref=Ref,
)
team_app.asks(
    'hand-over JK2MPJ4V23 "Leo Ficticio" --to "Rosa Inventada" --on 2027-08-01 '
    '--notes "register, access, open questions"',
    HandOver,
    team_text,
    "A member leaves and hands over; the successor takes role, lead, sessions, invitations and action items.",
    member=Found(Member, member_id),
    to=typer.Option(help="The successor's name: somebody on the team, or somebody new."),
    on=On,
    notes=typer.Option(help="What is handed over."),
    email=Email,
    ref=Ref,
)
team_app.asks(
    'leave JK2MPJ4V23 "Leo Ficticio" --on 2027-08-01',
    LeaveTeam,
    team_text,
    "A member leaves without a successor; a lead hands over instead.",
    member=Found(Member, member_id),
    on=On,
    ref=Ref,
)


@coach_app.command("list")
def list_coaches() -> None:
    """List coaches with their languages, hours and cities.

    \b
    Example:
      alliance coach list
    """
    page = connect().call(ListCoaches())
    names = {} if in_json() else names_of(coach.id for coach in page.items)

    def row(coach: CoachLoad) -> tuple[object, ...]:
        return (names[coach.id], ", ".join(coach.languages), f"{coach.load}/{coach.hours}", " ".join(coach.cities))

    by_name = page if in_json() else as_page(sorted(page.items, key=lambda coach: order_of(names[coach.id])))
    show_page(by_name, ("coach", "languages", "hours_a_month", "cities"), row)


@coach_app.command()
def assign(
    code: Code,
    coach: Person,
    override: Override = None,
) -> None:
    """Give a city its lead coach. Says which of its sessions the former coach still holds, and how to move them.

    \b
    Example:
      alliance coach assign JK2MPJ4V23 coach@program.example
    """

    def text(found: CoachedCity) -> str:
        head = words("team.coached", code=found.code, coach=names_of([coach])[coach], version=found.version)
        move = [f"  alliance coach reassign {found.former_coach_id} \\", f"    --to {coach} --city {found.code}"]
        return "\n".join(
            [head, *notices_of(found.notices), *([words("team.to_move"), *move] if found.sessions else [])]
        )

    ask(AssignCoach, text, code=code, coach=coach, override=override)


@coach_app.command()
def hours(coach: Person, number: int) -> None:
    """Set how many hours a month a coach has. With 0 (on leave), show which cities and sessions are left to reassign.

    \b
    Example:
      alliance coach hours coach@program.example 24
    """

    def text(found: CoachLoad) -> str:
        of = counted("hours", found.hours)
        head = words("team.load", name=names_of([coach])[coach], load=found.load, hours=of)
        return "\n".join([head, *notices_of(found.notices)])

    ask(SetCoachHours, text, coach=coach, hours=number)


@coach_app.command()
def reassign(
    coach: Person,
    to: Annotated[UUID, typer.Option("--to", metavar="PERSON", parser=person_id, help=A_PERSON)],
    city: Annotated[
        list[str] | None,
        typer.Option("--city", metavar="CODE", parser=city_code, help="Only this city; may be repeated."),
    ] = None,
    override: Override = None,
) -> None:
    """Hand over a coach's cities, visits, and upcoming sessions to another coach, city by city.

    \b
    Example:
      alliance coach reassign ana@program.example --to bruno@program.example
      alliance coach reassign ana@program.example --to bruno@program.example \\
        --city JK2MPJ4V23
    """
    request = make(ReassignCoach, coach=coach, to=to, cities=city or (), override=override)
    outcomes = connect().call(request).items
    items = [result_of(one, lambda reply: reply.model_dump(mode="json", exclude={"code"})) for one in outcomes]
    done = sum("error" not in item for item in items)
    show(
        {"items": items, "next": None, "total": len(items), "reassigned": done},
        lambda value: print(fitted(reassigned_text(value))),
    )


engagement_app.asks(
    "add JK2MPJ4V23 survey.json",
    RecordEngagement,
    engagement_text,
    "Record how residents took part and what changed because of it.",
    file=File,
)
engagement_app.asks(
    "list JK2MPJ4V23", ListEngagements, engagements_text, "List how residents took part, the latest first."
)
