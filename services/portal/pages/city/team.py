"""A city's people: who is in its team and leads it, who left and what they handed over, its mayor, its coach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.forms.fields import Field
from services.portal.pages.city.leaf import Leaf, routes_of
from services.portal.pages.city.room import Room
from services.portal.pages.city.verbs import Fields, Verb
from services.portal.web.names import alone, tongues
from services.portal.web.page import Missing
from shared.contracts import cohort
from shared.views.mayors import named

MAYOR = "mayor"  # is no member of the team


def roles(room: Room) -> list[tuple[str, str]]:
    return [(one.id, alone(room.role_title(one.id))) for one in room.page.program.roles if one.id != MAYOR]


def new_member(room: Room) -> Fields:
    return Field("name"), Field("role", "choice", options=roles(room)), Field("email", "email", hint="invited")


def coaches(room: Room) -> Fields:
    """Those who have hours, with their load; by name where the reader may know it."""
    found = room.ask(cohort.ListCoaches()).items
    names = room.names(*(one.id for one in found))
    options = [
        (
            str(one.id),
            room.page.say("pages.city.coach_load", name=names.get(one.id, "—"), load=one.load, count=one.hours),
        )
        for one in found
    ]
    return (Field("coach", "choice", options=sorted(options, key=lambda pair: pair[1])),)


def successor(room: Room) -> Fields:
    return (
        Field("name", label="mayors_name"),
        Field("takes_office_on", "day"),
        Field("term_ends_on", "day", optional=True),
        Field("interim", "tick", label="interim_mayor"),
        Field("office.name", label="office_name", optional=True),
        Field("office.email", "email", label="office_email", optional=True),
        Field("office.language", "choice", label="office_language", optional=True, options=tongues(room.page.language)),
    )


VERBS = (
    Verb("add-member", cohort.AddTeamMember, new_member, look="main"),
    Verb(
        "hand-over",
        cohort.HandOver,
        (
            Field("to", label="successor"),
            Field("email", "email", optional=True, hint="invited"),
            Field("on", "day", label="left_on"),
            Field("notes", "long", label="handover"),
        ),
    ),
    Verb("leave", cohort.LeaveTeam, (Field("on", "day", label="left_on"),), look="stop"),
    Verb("name-lead", cohort.NameTeamLead, (Field("name"), Field("email", "email"), Field("interim", "tick"))),
    Verb("assign-coach", cohort.AssignCoach, coaches),
    Verb("record-successor", cohort.RecordSuccessor, successor),
    Verb("remove-successor", cohort.RemoveSuccessor, (Field("reason", "long", rows=2),), look="stop"),
    Verb("extend-term", cohort.ExtendTerm, (Field("term_ends_on", "day"),)),
    Verb("record-election", cohort.RecordElection, (Field("election_on", "day"),)),
    Verb("reaffirm", cohort.ReaffirmParticipation, (Field("reaffirmed_on", "day"),)),
)


def read(room: Room) -> Mapping[str, Any]:
    code = room.code
    room.ahead(cohort.GetTeam(code=code), cohort.GetMayors(code=code))
    team, mayors = room.ask(cohort.GetTeam(code=code)), room.part(cohort.GetMayors(code=code))
    return {
        "members": [one for one in team.members if one.left_on is None],
        "gone": [one for one in team.members if one.left_on is not None],
        "names": {one.id: one.name for one in team.members},
        "mayors": None if isinstance(mayors, Missing) else named(mayors, room.ask) if room.staff else mayors,
        "coach": room.names(room.city.lead_coach_id).get(room.city.lead_coach_id),
    }


router = routes_of(Leaf("team", read, VERBS))
