"""The city's team and its lead; spec §4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.cohort.domain.requirements import Condition, Conditions
from shared.contracts.cohort import Member
from shared.contracts.errors import Detail, Refusal, illegal_transition, not_found


@dataclass(frozen=True)
class TeamFacts:
    has_lead: bool


CONDITIONS: Conditions = {
    "team_lead_named": Condition("the team has a lead", TeamFacts, lambda team, _: team.has_lead),
}


def folded(name: str) -> str:
    """By which a person of the team is known again."""
    return " ".join(name.split()).casefold()


def present(members: Sequence[Member]) -> list[Member]:
    return [one for one in members if one.left_on is None]


def find_by_name(members: Sequence[Member], name: str) -> Member | None:
    """Of those who are there."""
    return next((one for one in present(members) if folded(one.name) == folded(name)), None)


def get_leaving(members: Sequence[Member], member_id: UUID, on: date, today: date) -> Member:
    """Who leaves on that day. Raises not_found, illegal_transition for who has left, invalid for the day."""
    found = next((one for one in members if one.id == member_id), None)
    if found is None:
        raise not_found("member of the team", member_id)
    if found.left_on is not None:
        raise illegal_transition("a member of the team", "gone", "gone")
    if not found.joined_on <= on <= today:
        code = "too_late" if on > today else "too_early"
        detail = Detail("on", code, f"must lie from {found.joined_on} to {today}")
        raise Refusal("invalid", "Somebody leaves after they have joined, and not in the future.", (detail,))
    return found
