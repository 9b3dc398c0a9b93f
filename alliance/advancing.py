"""`alliance tracker`, `timeline`, `advance`, `status-change`, `team-lead`: cities on their way through the phases."""

from __future__ import annotations

from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from alliance.cohorts import moved, moves_text
from alliance.connection import connect
from alliance.files import make
from alliance.output import CommandError, Json, Progress, show, table
from shared.contracts.cohort import (
    AdvancePhase,
    ChangeStatus,
    GetParticipation,
    GetTimeline,
    GetTracker,
    NameTeamLead,
    Timeline,
    Tracker,
)
from shared.contracts.errors import Refusal
from shared.messaging.client import Client

app = typer.Typer(rich_markup_mode=None)

Code = Annotated[str, typer.Argument(help="The tracking code.")]


@app.command()
def tracker(cohort: str, json_: Json = False) -> None:
    """Where each city of a cohort stands.

    \b
    Example:
      alliance tracker cohort-2027
    """
    found = connect().call(make(GetTracker, "request", cohort=cohort))
    show(found.model_dump(mode="json"), json_, tracker_text(found))


@app.command()
def timeline(code: Code, json_: Json = False) -> None:
    """A city's phases, as planned and as they were, and its visit.

    \b
    Example:
      alliance timeline JK2MPJ4V23
    """
    found = connect().call(make(GetTimeline, "request", code=code))
    show(found.model_dump(mode="json"), json_, timeline_text(found))


@app.command()
def advance(
    what: Annotated[list[str], typer.Argument(metavar="CODE PHASE", help="A city and its next phase.")],
    cohort: Annotated[str | None, typer.Option(help="All cities of this cohort; then name the phase alone.")] = None,
    version: Annotated[int | None, typer.Option("--version", help="The version that you saw.")] = None,
    waive: Annotated[list[str] | None, typer.Option(metavar="CONDITION=REASON", help="An exception.")] = None,
    json_: Json = False,
) -> None:
    """Move a city, or a cohort with a result for each, to the next phase.

    \b
    Example:
      alliance advance JK2MPJ4V23 demonstration
      alliance advance JK2MPJ4V23 acceleration --waive planned_date="agreed"
      alliance advance --cohort cohort-2027 demonstration
    """
    client, waivers = connect(), parse_waivers(waive or [])
    if cohort is None:
        if len(what) != 2:
            raise CommandError("usage", "Name a tracking code and a phase.", exit_code=2)
        show(move(client, what[0], what[1], version, waivers), json_, change_text)
        return
    if len(what) != 1:
        raise CommandError("usage", "With --cohort, name the phase alone.", exit_code=2)
    show(move_all(client, cohort, what[0], waivers), json_, changes_text)


def parse_waivers(pairs: list[str]) -> dict[str, str]:
    waivers = {}
    for pair in pairs:
        condition, _equals, reason = pair.partition("=")
        if not condition.strip() or not reason.strip():
            raise CommandError("usage", f"--waive takes CONDITION=REASON, not {pair!r}.", exit_code=2)
        waivers[condition.strip()] = reason.strip()
    return waivers


def move(client: Client, code: str, phase: str, version: int | None, waivers: dict[str, str]) -> dict[str, Any]:
    """Without a version, the one that was just read is sent."""
    if version is None:
        version = client.call(make(GetParticipation, "request", code=code)).version
    request = make(AdvancePhase, "request", code=code, phase=phase, expected_version=version, waive=waivers)
    return client.call(request).model_dump(mode="json", by_alias=True)


def move_all(client: Client, cohort: str, phase: str, waivers: dict[str, str]) -> dict[str, Any]:
    """One command a city: what moved stays moved when another is refused."""
    members = client.call(make(GetTracker, "request", cohort=cohort)).members
    items: list[dict[str, Any]] = []
    progress = Progress()
    for number, member in enumerate(members, 1):
        try:
            items.append(move(client, member.code, phase, member.version, waivers))
        except Refusal as refusal:
            if refusal.code == "unavailable":
                raise
            items.append({"code": member.code, "error": refusal.as_dict()})
        progress.say(f"advancing: {number} of {len(members)}")
    progress.clear()
    advanced = sum("error" not in item for item in items)
    return {"items": items, "next": None, "total": len(items), "advanced": advanced}


@app.command("status-change")
def status_change(
    code: Code,
    status: Annotated[str, typer.Argument(help="active, paused, withdrawn or exited")],
    reason: Annotated[str, typer.Option(help="Why; the audit shows it.")],
    json_: Json = False,
) -> None:
    """Pause a city, let it go on, or record that it leaves.

    \b
    Example:
      alliance status-change JK2MPJ4V23 paused --reason "elections"
    """
    found = connect().call(make(ChangeStatus, "request", code=code, status=status, reason=reason))
    show(found.model_dump(mode="json"), json_, f"{found.code}: {found.status}, version {found.version}")


@app.command("team-lead")
def team_lead(
    code: Code,
    name: Annotated[str, typer.Option(help="The lead's name.")],
    email: Annotated[str, typer.Option(help="The lead's address.")],
    interim: Annotated[bool, typer.Option("--interim/--appointed", help="Until somebody is appointed.")] = True,
    json_: Json = False,
) -> None:
    """Name the lead of the city's team.

    \b
    Example:
      alliance team-lead JK2MPJ4V23 --name "Leo Ficticio" --email leo@city.example
    """
    request = make(NameTeamLead, "team lead", code=code, name=name, email=email, interim=interim)
    found = connect().call(request)
    show(found.model_dump(mode="json"), json_, f"{found.code}: version {found.version}")


def tracker_text(tracker: Tracker) -> str:
    rows = [
        (m.code, m.city, m.country, m.phase, m.status, f"{m.requirements.met}/{m.requirements.of}", m.version)
        for m in tracker.members
    ]
    return table(("code", "city", "country", "phase", "status", "requirements", "version"), rows)


def timeline_text(timeline: Timeline) -> str:
    rows = [
        (p.title, p.planned_on or "-", moved(p.counted_on, p.planned_on), p.started_on or "-") for p in timeline.phases
    ]
    visit = timeline.visit
    window = f"visit window {timeline.visit_window[0]} to {timeline.visit_window[1]}"
    local = visit.starts_at.astimezone(ZoneInfo(visit.time_zone)) if visit else None
    state = f"; visit {visit.state}, {local:%Y-%m-%d %H:%M} ({visit.time_zone})" if visit else "; no visit yet"
    return f"{table(('phase', 'planned', 'moved from', 'entered'), rows)}\n{window}{state}{moves_text(timeline.moves)}"


def change_text(change: dict[str, Any]) -> None:
    print(f"{change['code']}: {change['from']} -> {change['to']}, version {change['version']}")


def changes_text(changes: dict[str, Any]) -> None:
    for item in changes["items"]:
        if "error" in item:
            print(f"{item['code']}: {item['error']['message']}")
        else:
            change_text(item)
    print(f"{changes['advanced']} of {changes['total']} moved.")
