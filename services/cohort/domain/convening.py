"""Convenings: the window, who is invited, seats and answers; program.md §4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from services.cohort.domain.days import day_in
from services.cohort.domain.participation import ParticipationRecord
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

#: Why somebody was removed: by staff, with their city, since they are gone.
REMOVALS = ("uninvited", "city_left")

#: Of people who are expected, or said that they do not come.
EXPECTED = frozenset({"invited", "yes", "no"})

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
    earlier_answer: str | None = None  # before the gathering moved
    removed_because: str | None = None
    city_status: str = "active"
    name: str | None = None  # where this service knows it
    attended_at: datetime | None = None
    answered: str | None = None  # before they were checked in or excused


@dataclass(frozen=True)
class ConveningFacts:
    settled: frozenset[str]  # kinds that somebody of the city attended, or is excused from


def settled(kind: str, convening: Convening) -> Condition[ConveningFacts]:
    titles = {"convening": dict(convening.by_language)}
    return Condition(ConveningFacts, lambda facts, _: kind in facts.settled, "convening_settled", titles)


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
        raise Refusal("invalid", Detail("rsvp_by", "after_first_day"))


def insist_on_convening_transition(convening: ConveningRecord | None, to_state: str) -> None:
    state = None if convening is None else convening.state
    if to_state not in CONVENING_TRANSITIONS[state]:
        raise illegal_transition("convening", state, to_state)


def insist_on_scheduled(convening: ConveningRecord) -> None:
    """Only to a gathering that takes place is anybody invited."""
    if convening.state != "scheduled":
        raise Refusal("illegal_transition", reason="convening_not_ahead", state=convening.state)


def insist_on_invitable(code: str | None, role: str | None, ref: str | None, roles: Sequence[str]) -> None:
    """A role or a person is of one city, and of those whom the program invites. Raises invalid."""
    if code is None and (role or ref):
        raise Refusal("invalid", Detail("code", "missing"))
    if role and not set(contact_roles((role,))) <= set(roles):
        raise Refusal("invalid", Detail("role", "not_a_choice", choices=list(roles)))


def insist_on_somebody(
    invitations: Sequence[InvitationRecord], city: ParticipationRecord, roles: Sequence[str], ref: str | None
) -> None:
    """Who asks for people of one city reaches them, now or before. Raises illegal_transition, not_found."""
    if city.status != "active":
        raise Refusal("illegal_transition", reason="city_left", city_code=city.code, status=city.status)
    mine = [one for one in invitations if one.application_id == city.application_id and one.state != "removed"]
    if not any(one.role in roles and ref in (None, one.ref) for one in mine):
        raise Refusal("not_found", reason="nobody_to_invite", city_code=city.code, roles=list(roles))


def insist_on_begun(convening: ConveningRecord, now: datetime) -> None:
    if convening.today(now) < day_in(convening.time_zone, convening.starts_at):
        raise Refusal("invalid", Detail("", "begins_later", first=day_in(convening.time_zone, convening.starts_at)))


def insist_on_over(convening: ConveningRecord, now: datetime) -> None:
    if now < convening.ends_at:
        ends = {"ends_at": convening.ends_at, "time_zone": convening.time_zone}
        raise Refusal("invalid", Detail("", "ends_later", **ends))


def capacity_refusal(invitations: Sequence[InvitationRecord], capacity: int) -> Refusal | None:
    """The refusal for a hall smaller than those who said yes."""
    coming = sum(one.state in ("yes", "attended") for one in invitations)
    if capacity >= coming:
        return None
    return Refusal("no_seat", Detail("capacity", "too_small", least=coming), reason="so_many_come", coming=coming)


def awaits_answers(convening: ConveningRecord, today: date) -> bool:
    """Until the last day for them, of what takes place."""
    return convening.state == "scheduled" and today <= convening.rsvp_by


def is_moved(before: ConveningRecord | None, after: ConveningRecord) -> bool:
    """Whether an answer to what it was is none to what it is: another time or place, or it takes place after all."""
    told = ("state", "starts_at", "ends_at", "time_zone", "place")
    return before is not None and any(getattr(before, key) != getattr(after, key) for key in told)


def insist_on_transition(invitation: InvitationRecord, to_state: str) -> None:
    if to_state not in TRANSITIONS[invitation.state]:
        raise illegal_transition("invitation", invitation.state, to_state)


def insist_on_checked_in(invitation: InvitationRecord) -> None:
    if invitation.state not in ("attended", "excused"):
        raise illegal_transition("invitation", invitation.state, "invited")


def the_one(invitations: Sequence[InvitationRecord], role: str, ref: str | None) -> InvitationRecord:
    """The invitation that is meant. Raises not_found, and invalid where several people have the role."""
    found = [i for i in invitations if i.role == WRITTEN_TO.get(role, role) and ref in (None, i.ref)]
    if not found:
        raise Refusal("not_found", reason="nobody_invited", role=role)
    if len(found) > 1:
        raise Refusal("invalid", Detail("ref", "one_of_several", refs=[i.ref for i in found]))
    return found[0]


def seat_refusal(
    invitations: Sequence[InvitationRecord], invitation: InvitationRecord, seats: int, capacity: int
) -> Refusal | None:
    """The refusal when the city, or the gathering, has no further seat; a yes that stands keeps its own."""
    others = [i for i in invitations if i.state in ("yes", "attended") and i.ref != invitation.ref]
    if sum(i.application_id == invitation.application_id for i in others) >= seats:
        return Refusal("no_seat", reason="of_city", seats=seats)
    if len(others) >= capacity:
        return Refusal("no_seat", reason="of_convening", capacity=capacity)
    return None
