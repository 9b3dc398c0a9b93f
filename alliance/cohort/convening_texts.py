"""Convenings and who is invited to them, as they are read at the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from alliance.naming import names_of_refs
from alliance.output import notices_of, table
from alliance.reader import words
from shared.contracts.cohort import ConveningDetail, Invitation, Needs


def convening_text(reply: ConveningDetail) -> str:
    found = with_names(reply)
    zone = ZoneInfo(found.time_zone)
    starts, ends = (f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in (found.starts_at, found.ends_at))
    said = {"title": found.title, "starts": starts, "ends": ends}
    head = words("convening.one", **said)
    if found.state != "scheduled":
        head = words("convening.one_in_state", **said, state=found.state)
    counts = {"invited": found.invited, "yes": found.yes, "no": found.no, "silent": found.silent}
    answers = words("convening.answers", on=found.rsvp_by, **counts, came=found.attended)
    place = words("in_place", place=found.place, zone=found.time_zone)
    rows = [(i.code, i.city, i.role, who(i), i.state, remarks(i)) for i in found.invitations]
    people = table(("code", "city", "role", "who", "answer", ""), rows)
    return "\n".join([head, place, answers, people, *notices_of(found.notices)])


def with_names(found: ConveningDetail) -> ConveningDetail:
    """As people are called: who comes is known by name."""
    names = called(found.invitations)
    people = tuple(one.model_copy(update={"name": names[one.ref]}) for one in found.invitations)
    return found.model_copy(update={"invitations": people})


def called(people: Iterable[Invitation | Needs]) -> Mapping[str, str]:
    """By reference: what the cohort or their owner calls them."""
    own = {one.ref: one.name for one in people if one.name}
    return names_of_refs(one.ref for one in people if one.ref not in own) | own


def who(one: Invitation | Needs) -> str:
    """A delegate comes in somebody's place."""
    return words("convening.delegate", delegate=one.delegate, name=one.name) if one.delegate else str(one.name)


def remarks(invitation: Invitation) -> str:
    parts = [words("convening.before_the_move", answer=invitation.earlier_answer)] if invitation.earlier_answer else []
    return ", ".join([*parts, *([words("convening.needs")] if invitation.needs else [])])
