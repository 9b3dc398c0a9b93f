"""What readers call people: whoever did something, as it is recorded (`person:<id>`, `local-admin`); whoever is named
by a reference (`cohort:<id>`, `intake:<id>`, `identity:<id>`)."""

from __future__ import annotations

from collections.abc import Iterable

from services.portal.pages.city.room import Room
from services.portal.web.people import id_of, refs_called
from shared.contracts import cohort
from shared.views.people import MEMBER

PERSON = "person:"


def actor_names(room: Room, actors: Iterable[str]) -> dict[str, str]:
    """Whoever has no name that the reader may know is the program, which acts by its staff and by itself."""
    wanted = dict.fromkeys(actors)
    ids = {actor: id_of(actor.removeprefix(PERSON)) for actor in wanted}
    names = room.names(*ids.values())
    program = room.page.say("pages.city.the_program")
    return {actor: (names.get(ids[actor]) or program) for actor in wanted}


def ref_names(room: Room, refs: Iterable[str]) -> dict[str, str]:
    """What people are called whom answers name by reference: the team by its own, contacts by intake, coaches by
    identity. Intake names those of the reader's own applications alone."""
    team = room.part(cohort.GetTeam(code=room.code)) if room.may(cohort.GetTeam) else None
    members = team.members if isinstance(team, cohort.Team) else ()
    names = {f"{MEMBER}{one.id}": one.name for one in members}
    return names | refs_called(room.page, refs)
