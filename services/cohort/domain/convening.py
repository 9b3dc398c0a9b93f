"""Convenings: the window, who is invited, seats and answers; spec §4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from services.cohort.domain.days import day_in
from services.cohort.domain.requirements import Condition, Conditions
from shared.contracts.errors import Detail, Refusal, illegal_transition
from shared.program.model import Convening, Program

_CONVENINGS = UUID("0f0c5a63-7c6e-5a52-8f0b-8b1b7a3d9c44")

#: Of the gathering. Scheduled again it was moved. None: none of the kind is planned yet.
CONVENING_TRANSITIONS: dict[str | None, frozenset[str]] = {
    None: frozenset({"scheduled"}),
    "scheduled": frozenset({"scheduled", "cancelled", "thanked"}),
    "cancelled": frozenset({"scheduled"}),
    "thanked": frozenset(),
}

#: Of one person's invitation.
TRANSITIONS: dict[str, frozenset[str]] = {
    "invited": frozenset({"yes", "no", "attended", "excused", "removed"}),
    "yes": frozenset({"yes", "no", "attended", "excused", "removed"}),
    "no": frozenset({"yes", "no", "attended", "excused", "removed"}),
    "attended": frozenset({"attended"}),
    "excused": frozenset({"attended", "excused"}),
    "removed": frozenset(),
}

#: Days before the last day for answers on which who is silent is reminded.
REMIND_DAYS = 7

#: Mail for a mayor goes to the mayor's office (program.md §5): whom the program invites -> whom we write to.
WRITTEN_TO = {"mayor": "mayors_office"}


@dataclass(frozen=True)
class ConveningRecord:
    convening_id: UUID
    cohort: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str
    capacity: int
    rsvp_by: date
    sequence: int
    state: str = "scheduled"

    def today(self, now: datetime) -> date:
        """The day at the venue."""
        return day_in(self.time_zone, now)


@dataclass(frozen=True)
class InvitationRecord:
    convening_id: UUID
    application_id: UUID
    code: str
    city: str
    ref: str
    role: str
    language: str
    state: str
    delegate: str | None
    needs: bool = False


@dataclass(frozen=True)
class ConveningFacts:
    settled: frozenset[str]  # kinds that somebody of the city attended, or is excused from


def settled(kind: str, convening: Convening) -> Condition[ConveningFacts]:
    return Condition(f"{convening.title}: attended or excused", ConveningFacts, lambda facts, _: kind in facts.settled)


def conditions_of(program: Program) -> Conditions:
    """One for each kind of convening that the program has."""
    return {
        one.requirement or f"{kind}_convening_settled": settled(kind, one) for kind, one in program.convenings.items()
    }


def convening_id_of(cohort: str, kind: str) -> UUID:
    """One gathering of each kind a cohort."""
    return uuid5(_CONVENINGS, f"{cohort}/{kind}")


def contact_roles(roles: Sequence[str]) -> tuple[str, ...]:
    """The contacts' roles that the program's roles are written to under."""
    return tuple(dict.fromkeys(WRITTEN_TO.get(role, role) for role in roles))


def insist_on_reply_date(starts_at: datetime, rsvp_by: date, zone: str) -> None:
    if rsvp_by > day_in(zone, starts_at):
        detail = Detail("rsvp_by", "too_late", "must not come after the first day")
        raise Refusal("invalid", "Answers come before the gathering.", (detail,))


def insist_on_convening_transition(convening: ConveningRecord | None, to_state: str) -> None:
    state = None if convening is None else convening.state
    if to_state not in CONVENING_TRANSITIONS[state]:
        raise illegal_transition("a convening", state, to_state)


def insist_on_scheduled(convening: ConveningRecord, what: str) -> None:
    """Only to a gathering that takes place is anybody invited. `what`: the step that is asked for."""
    if convening.state != "scheduled":
        details = (Detail("from", "state", convening.state), Detail("to", "step", what))
        raise Refusal("illegal_transition", f"The convening is {convening.state}.", details)


def insist_on_begun(convening: ConveningRecord, now: datetime) -> None:
    if convening.today(now) < day_in(convening.time_zone, convening.starts_at):
        detail = Detail("", "too_early", f"begins on {day_in(convening.time_zone, convening.starts_at)}")
        raise Refusal("invalid", "Nobody has come before the gathering begins.", (detail,))


def insist_on_over(convening: ConveningRecord, now: datetime) -> None:
    if now < convening.ends_at:
        detail = Detail("", "too_early", f"ends at {convening.ends_at.isoformat()}")
        raise Refusal("invalid", "Thanks follow the gathering.", (detail,))


def capacity_refusal(invitations: Sequence[InvitationRecord], capacity: int) -> Refusal | None:
    """The refusal for a hall smaller than those who said yes."""
    coming = sum(one.state in ("yes", "attended") for one in invitations)
    if capacity >= coming:
        return None
    detail = Detail("capacity", "too_small", f"must be at least {coming}: so many come")
    return Refusal("no_seat", f"{coming} people come already.", (detail,))


def to_remind(
    convening: ConveningRecord, invitations: Sequence[InvitationRecord], today: date
) -> list[InvitationRecord]:
    """Who is silent while the last day for answers is near."""
    if convening.state != "scheduled" or not timedelta(0) <= convening.rsvp_by - today <= timedelta(days=REMIND_DAYS):
        return []
    return [one for one in invitations if one.state == "invited"]


def insist_on_transition(invitation: InvitationRecord, to_state: str) -> None:
    if to_state not in TRANSITIONS[invitation.state]:
        raise illegal_transition("an invitation", invitation.state, to_state)


def the_one(invitations: Sequence[InvitationRecord], role: str, ref: str | None) -> InvitationRecord:
    """The invitation that is meant. Raises not_found, and invalid where several people have the role."""
    found = [i for i in invitations if i.role == WRITTEN_TO.get(role, role) and ref in (None, i.ref)]
    if not found:
        raise Refusal("not_found", f"Nobody of the city is invited as {role}.")
    if len(found) > 1:
        detail = Detail("ref", "missing", f"must be one of {', '.join(i.ref for i in found)}")
        raise Refusal("invalid", f"Several people of the city are invited as {role}.", (detail,))
    return found[0]


def seat_refusal(
    invitations: Sequence[InvitationRecord], invitation: InvitationRecord, seats: int, capacity: int
) -> Refusal | None:
    """The refusal when the city, or the gathering, has no further seat; a yes that stands keeps its own."""
    others = [i for i in invitations if i.state in ("yes", "attended") and i.ref != invitation.ref]
    if sum(i.application_id == invitation.application_id for i in others) >= seats:
        return Refusal("no_seat", f"All {seats} seats of the city are taken.")
    if len(others) >= capacity:
        return Refusal("no_seat", f"All {capacity} places are taken.")
    return None
