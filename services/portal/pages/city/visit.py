"""The city visit: dates proposed and answered, scheduled, held, written up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from services.portal.forms.fields import Field
from services.portal.pages.city.leaf import Leaf, routes_of
from services.portal.pages.city.room import Room
from services.portal.pages.city.team import roles
from services.portal.pages.city.verbs import Fields, Verb
from services.portal.web.page import Missing
from shared.contracts import cohort

#: state -> what may be done then; no visit yet is None
OPEN: dict[str | None, tuple[str, ...]] = {
    None: ("propose", "schedule"),
    "proposed": ("answer", "schedule", "propose", "cancel"),
    "scheduled": ("hold", "schedule", "cancel"),
    "held": ("write-up",),
    "cancelled": ("propose", "schedule"),
}
LOOKS = {"proposed": "attention", "scheduled": "new", "held": "working", "written_up": "done", "cancelled": "closed"}
EMPTY_ROWS = 3  # of the roster, for people who are not in the team yet

TIMES = (
    Field("starts_at", "moment"),
    Field("ends_at", "moment"),
    Field("place"),
    Field("participants", "lines", optional=True, rows=4),
)


def answers(room: Room) -> Fields:
    options = [(value, room.page.say(f"pages.city.suits.{value}")) for value in ("true", "false")]
    return Field("suits", "radio", options=options), Field(
        "note", "long", rows=3, optional=True, hint="what_would_suit"
    )


def write_up(room: Room) -> Fields:
    """With a row for each of the team, and some for whom the visit met."""
    rows = len(team_of(room)) + EMPTY_ROWS
    options = [("", ""), *roles(room)]
    roster = [
        field
        for row in range(rows)
        for field in (
            Field(f"roster.{row}.name", words=room.page.say("pages.city.roster_row", row=row + 1), optional=True),
            Field(f"roster.{row}.role", "choice", options=options),
            Field(f"roster.{row}.lead", "tick"),
        )
    ]
    return (
        Field("vision", "long"),
        Field("stakeholders", "lines"),
        Field("priorities", "lines", hint="most_important_first"),
        *roster,
    )


def as_outputs(typed: dict[str, Any]) -> dict[str, Any]:
    """Priorities are ranked by their order; a row without a name is nobody."""
    ranked = [{"rank": rank, "title": title} for rank, title in enumerate(typed.get("priorities", ()), 1)]
    roster = [one for one in typed.get("roster", ()) if "name" in one]
    return typed | {"priorities": ranked, "roster": roster}


VERBS = (
    Verb("answer", cohort.AnswerVisit, answers, look="main", says="answer_visit"),
    Verb("propose", cohort.ProposeVisit, TIMES, says="propose_visit"),
    Verb("schedule", cohort.ScheduleVisit, TIMES, look="main", says="schedule_visit"),
    Verb("cancel", cohort.CancelVisit, (Field("reason", "long", rows=2),), look="stop", says="cancel_visit"),
    Verb("hold", cohort.HoldVisit, (Field("held_on", "day"),), look="main", says="hold_visit"),
    Verb("write-up", cohort.WriteUpVisit, write_up, shape=as_outputs, look="main", says="write_up_visit"),
)


def read(room: Room) -> Mapping[str, Any]:
    timeline = room.ask(cohort.GetTimeline(code=room.code))
    visit = timeline.visit
    return {
        "visit": visit,
        "window": timeline.visit_window,
        "look": LOOKS[visit.state] if visit else "waiting",
        "verbs_now": OPEN.get(visit.state if visit else None, ()),
        "known": known(room, visit),
    }


def known(room: Room, visit: cohort.Visit | None) -> dict[str, dict[str, Any]]:
    """What stands in the forms: the times by the city's clock, the team in the roster."""
    times: dict[str, Any] = {}
    if visit is not None:
        zone = ZoneInfo(visit.time_zone)
        times = {
            "starts_at": f"{visit.starts_at.astimezone(zone):%Y-%m-%dT%H:%M}",
            "ends_at": f"{visit.ends_at.astimezone(zone):%Y-%m-%dT%H:%M}",
            "place": visit.place,
            "participants": list(visit.participants),
        }
    members = team_of(room)
    roster = [{"name": one.name, "role": one.role, "lead": one.lead} for one in members]
    return {"propose": times, "schedule": times, "write-up": {"roster": roster}}


def team_of(room: Room) -> list[cohort.Member]:
    team = room.part(cohort.GetTeam(code=room.code))
    return [] if isinstance(team, Missing) else [one for one in team.members if one.left_on is None]


router = routes_of(Leaf("visit", read, VERBS))
