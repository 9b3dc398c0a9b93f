"""Who did something, as it is recorded (`person:<id>`, `local-admin`, `service:<name>`): what readers call them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from services.portal.pages.city.room import Room

PERSON = "person:"


def actor_names(room: Room, actors: Iterable[str]) -> dict[str, str]:
    """Whoever has no name that the reader may know is the program, which acts by its staff and by itself."""
    wanted = dict.fromkeys(actors)
    ids = {actor: person_id(actor) for actor in wanted}
    names = room.names(*ids.values())
    program = room.page.say("pages.city.the_program")
    return {actor: (names.get(ids[actor]) or program) for actor in wanted}


def person_id(actor: str) -> UUID | None:
    try:
        return UUID(actor.removeprefix(PERSON))
    except ValueError:
        return None
