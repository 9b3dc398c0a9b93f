"""`alliance tracker`, `timeline`, `advance`, `status-change`, `team-lead`: cities on their way through the phases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from alliance.bulk import result_of, send_in_parts
from alliance.cohort.cohorts import moved, moves_text
from alliance.connection import connect
from alliance.files import make
from alliance.naming import city_code
from alliance.options import Code, Reason, Version
from alliance.output import fitted, paragraph, show, table, usage, why
from alliance.reader import words
from alliance.verbs import Verbs
from shared.contracts.cohort import (
    AdvanceCohort,
    AdvancePhase,
    ChangedStatus,
    ChangeStatus,
    GetParticipation,
    GetTimeline,
    GetTracker,
    Hanging,
    NameTeamLead,
    StepBack,
    Timeline,
    TimelineStep,
    TrackedMember,
    Tracker,
)
from shared.messaging.client import Client

app = Verbs()


def parse_waivers(pairs: list[str]) -> dict[str, str]:
    waivers = {}
    for pair in pairs:
        condition, _equals, reason = pair.partition("=")
        if not condition.strip() or not reason.strip():
            raise usage("waiver_form", given=pair)
        waivers[condition.strip()] = reason.strip()
    return waivers


def move(client: Client, code: str, phase: str, version: int | None, waivers: dict[str, str]) -> dict[str, Any]:
    """Without a version, the one that was just read is sent."""
    seen_version = seen(client, code, version)
    request = make(AdvancePhase, code=code, phase=phase, expected_version=seen_version, waive=waivers)
    return client.call(request).model_dump(mode="json", by_alias=True)


def seen(client: Client, code: str, version: int | None) -> int:
    return client.call(make(GetParticipation, code=code)).version if version is None else version


def move_all(client: Client, cohort: str, phase: str, waivers: dict[str, str]) -> dict[str, Any]:
    """Each city by itself: what moved stays moved when another is refused."""
    members = client.call(make(GetTracker, cohort=cohort)).members

    def request(some: Sequence[TrackedMember]) -> AdvanceCohort:
        versions = {member.code: member.version for member in some}
        return make(AdvanceCohort, cohort=cohort, phase=phase, versions=versions, waive=waivers)

    outcomes = send_in_parts(client, members, request, words("bulk.advancing"))
    items = [result_of(one, lambda reply: reply.model_dump(mode="json", by_alias=True)) for one in outcomes]
    advanced = sum("error" not in item for item in items)
    return {"items": items, "next": None, "total": len(items), "advanced": advanced}


#: How staff bring back what ended when a city left.
ANEW = {
    "visit": "alliance visit schedule {code} visit.json",
    "session": "alliance session move {id} times.json",
    "session_part": "alliance session people {id} people.json",
    "invitation": "alliance convening invite COHORT KIND --code {code}",
    "launch": "alliance strategy launch {code} --on YYYY-MM-DD",
    "action_item": "alliance session item {id} open",
}


def status_lines(found: ChangedStatus) -> Iterator[str]:
    yield words("state_version", code=found.code, state=found.status, version=found.version)
    yield from (words("tracker.canceled", what=hanging_text(one)) for one in found.ended)
    yield from (words("tracker.invited", what=hanging_text(one)) for one in found.invited)
    for one in found.proposed:
        yield words("tracker.ended", what=hanging_text(one))
        yield f"  {words('tracker.bring_back', command=ANEW[one.kind].format(code=found.code, id=one.id))}"


def hanging_text(one: Hanging) -> str:
    at = one.starts_at and one.time_zone and one.starts_at.astimezone(ZoneInfo(one.time_zone))
    named = f"{one.kind.replace('_', ' ')} {one.title or ''}".strip()
    return f"{named}, {at:%Y-%m-%d %H:%M}" if at else named


def tracker_text(tracker: Tracker) -> str:
    if not tracker.members:
        return no_cities(tracker)
    rows = [
        (m.code, m.city, m.country, m.phase, m.status, f"{m.requirements.met}/{m.requirements.of}", m.version)
        for m in tracker.members
    ]
    return table(("code", "city", "", "phase", "status", "met", "version"), rows)


def no_cities(tracker: Tracker) -> str:
    """Events take a moment: an empty table would say that nothing is to come."""
    return words("tracker.arriving" if tracker.arriving else "tracker.no_city", cohort=tracker.cohort)


def timeline_text(timeline: Timeline) -> str:
    rows = [
        (p.title, p.planned_on or "-", moved(p.counted_on, p.planned_on), p.started_on or "-") for p in timeline.phases
    ]
    visit = timeline.visit
    window = words("tracker.visit_window", start=timeline.visit_window[0], end=timeline.visit_window[1])
    state = words("tracker.no_visit")
    if visit:
        at = f"{visit.starts_at.astimezone(ZoneInfo(visit.time_zone)):%Y-%m-%d %H:%M}"
        state = words("tracker.visit", state=visit.state, at=at, zone=visit.time_zone)
    phases = table(("phase", "planned", "moved_from", "entered"), rows)
    return f"{phases}\n{window}; {state}{moves_text(timeline.moves)}{steps_text(timeline)}"


def steps_text(timeline: Timeline) -> str:
    """What was done with a reason; entries stand in the table above."""
    zone = ZoneInfo(timeline.time_zone)
    lines = [
        paragraph("", f"{step.at.astimezone(zone):%Y-%m-%d} {step_text(step)} ({step.reason})")
        for step in timeline.steps
        if step.reason is not None
    ]
    return "\n".join(["", "", words("tracker.with_a_reason"), *lines]) if lines else ""


def step_text(step: TimelineStep) -> str:
    """A change of status names the old one; the other steps name what they are about."""
    if step.step in ("entered", "waived", "stepped_back"):
        return f"{step.step.replace('_', ' ')}: {step.what}"
    return words("tracker.until_then", step=step.step, what=step.what)


def change_text(change: dict[str, Any]) -> None:
    print(fitted(moved_text(change)))


def moved_text(change: dict[str, Any]) -> str:
    return words("tracker.moved", code=change["code"], old=change["from"], new=change["to"], version=change["version"])


def changes_text(changes: dict[str, Any]) -> None:
    lines = [f"{one['code']}: {why(one['error'])}" if "error" in one else moved_text(one) for one in changes["items"]]
    last = words("tracker.all_moved", done=changes["advanced"], total=changes["total"])
    print(fitted("\n".join([*lines, last])))


app.asks("tracker cohort-2027", GetTracker, tracker_text, "Where each city of a cohort stands.")
app.asks(
    "timeline JK2MPJ4V23", GetTimeline, timeline_text, "A city's phases, as planned and as they were, and its visit."
)


@app.command()
def advance(
    what: Annotated[list[str], typer.Argument(metavar="CODE PHASE", help="A city and its next phase.")],
    cohort: Annotated[str | None, typer.Option(help="All cities in this cohort; then give only the phase.")] = None,
    version: Version = None,
    waive: Annotated[list[str] | None, typer.Option(metavar="CONDITION=REASON", help="Waive this requirement.")] = None,
) -> None:
    """Move a city to its next phase, or every city in a cohort, with a result for each.

    `alliance application CODE` shows what a city still needs.

    \b
    Example:
      alliance advance JK2MPJ4V23 demonstration
      alliance advance JK2MPJ4V23 acceleration --waive planned_date="agreed"
      alliance advance --cohort cohort-2027 demonstration
    """
    client, waivers = connect(), parse_waivers(waive or [])
    if cohort is None:
        if len(what) != 2:
            raise usage("city_and_phase")
        show(move(client, city_code(what[0]), what[1], version, waivers), change_text)
        return
    if len(what) != 1:
        raise usage("phase_alone")
    show(move_all(client, cohort, what[0], waivers), changes_text)


@app.command("step-back")
def step_back(
    code: Code,
    phase: Annotated[str, typer.Argument(help="The city's previous phase.")],
    reason: Reason,
    version: Version = None,
) -> None:
    """Take a city back to the previous phase; waivers for that step end.

    \b
    Example:
      alliance step-back JK2MPJ4V23 demonstration --reason "baseline was wrong"
    """
    client = connect()
    fields = {"code": code, "phase": phase, "reason": reason, "expected_version": seen(client, code, version)}
    show(client.call(make(StepBack, **fields)).model_dump(mode="json", by_alias=True), change_text)


@app.command("status-change")
def status_change(
    code: Code,
    status: Annotated[str, typer.Argument(help="active, paused, withdrawn, or exited")],
    reason: Reason,
    version: Version = None,
) -> None:
    """Pause a city, let it continue, record that it leaves, or reinstate it. When a city leaves, what was still ahead
    for it is canceled; when it comes back, what to schedule again is shown.

    \b
    Example:
      alliance status-change JK2MPJ4V23 paused --reason "elections"
    """
    client = connect()
    fields = {"code": code, "status": status, "reason": reason, "expected_version": seen(client, code, version)}
    found = client.call(make(ChangeStatus, **fields))
    show(found.model_dump(mode="json"), "\n".join(status_lines(found)))


@app.command("team-lead")
def team_lead(
    code: Code,
    name: Annotated[str, typer.Option(help="The lead's name.")],
    email: Annotated[str, typer.Option(help="The lead's address.")],
    interim: Annotated[bool, typer.Option("--interim/--appointed", help="Until somebody is appointed.")] = True,
) -> None:
    """Name the lead of the city's team.

    \b
    Example:
      alliance team-lead JK2MPJ4V23 --name "Leo Ficticio" --email leo@city.example
    """
    request = make(NameTeamLead, code=code, name=name, email=email, interim=interim)
    found = connect().call(request)
    show(found.model_dump(mode="json"), f"{found.code}: {words('version', version=found.version)}")
