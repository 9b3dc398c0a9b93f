"""The city's team and its lead; program.md §4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.cohort.domain.requirements import Condition, Conditions
from shared.contracts.cohort import Member
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.people import PersonRef

LEAD_ROLE, MAYORS_OFFICE = "team_lead", "mayors_office"
OWN = "cohort:"  # references of people whose address is kept here


@dataclass(frozen=True)
class TeamFacts:
    has_lead: bool


CONDITIONS: Conditions = {
    "team_lead_named": Condition(TeamFacts, lambda team, _: team.has_lead),
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
        raise not_found("team_member", member_id)
    if found.left_on is not None:
        raise Refusal("illegal_transition", reason="member_has_left", left_on=found.left_on)
    if not found.joined_on <= on <= today:
        raise Refusal("invalid", Detail("on", "out_of_range", first=found.joined_on, last=today))
    return found


def contacts_of(member: Member, roster: Sequence[PersonRef]) -> list[PersonRef]:
    """As whom mail reaches the member: known, or the contacts of the application in their role."""
    if member.ref is not None:
        return [one for one in roster if one.ref == member.ref]
    role = LEAD_ROLE if member.lead else member.role
    return [one for one in roster if one.role == role and not one.ref.startswith(OWN)]


def gone_with_the_mayor(members: Sequence[Member]) -> list[Member]:
    """Who stands for the mayor's office: known by reference, or alone in that role. A lead hands over by themselves."""
    there = [one for one in present(members) if one.role == MAYORS_OFFICE and not one.lead]
    by_name_alone = [one for one in there if one.ref is None]
    return [one for one in there if one.ref is not None or len(by_name_alone) == 1]


def insist_on_contact(ref: str, roster: Sequence[PersonRef]) -> PersonRef:
    found = next((one for one in roster if one.ref == ref), None)
    if found is None:
        raise Refusal("invalid", Detail("ref", "not_of_city"))
    return found
