"""The city's team: who joins, leads, hands over, leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from services.cohort.domain import team as domain
from services.cohort.handlers.lookup import event_keys, get_participation, lock_present
from services.cohort.handlers.showing import show_participation
from shared.contracts import cohort as contract
from shared.contracts.errors import Detail, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.repository import Repository
    from shared.messaging.outbox import Outbox

LEAD_ROLE = "team_lead"


def name_team_lead(
    request: contract.NameTeamLead, repository: Repository, outbox: Outbox, now: datetime
) -> contract.Participation:
    city = lock_present(repository, request.code)
    member_id = known_or_new(request.name, LEAD_ROLE, request.email, city, repository, outbox, city.today(now))
    lead(member_id, request.email, request.interim, city, repository, outbox)
    repository.touch_participation(city.application_id)
    return show_participation(repository, get_participation(repository, request.code), now)


def add_member(request: contract.AddTeamMember, repository: Repository, outbox: Outbox, now: datetime) -> contract.Team:
    city = lock_present(repository, request.code)
    today = city.today(now)
    joined_on = request.joined_on or today
    if joined_on > today:
        detail = Detail("joined_on", "too_late", f"is after today ({today})")
        raise Refusal("invalid", "That day has not come.", (detail,))
    if domain.find_by_name(repository.list_team_members(city.application_id), request.name):
        raise Refusal("already_exists", "Somebody of that name is in the team.")
    join(request.name, request.role, request.email, city, repository, outbox, joined_on)
    return changed(city, repository)


def hand_over(request: contract.HandOver, repository: Repository, outbox: Outbox, now: datetime) -> contract.Team:
    """The successor takes the role, and the lead where the one who leaves had it; from then on no interim."""
    city = lock_present(repository, request.code)
    members = repository.list_team_members(city.application_id)
    leaving = domain.get_leaving(members, request.member, request.on, city.today(now))
    if domain.folded(request.to) == domain.folded(leaving.name):
        detail = Detail("to", "repeated", "must be somebody else")
        raise Refusal("invalid", "Nobody hands over to themselves.", (detail,))
    successor = known_or_new(request.to, leaving.role, request.email, city, repository, outbox, request.on)
    leave(leaving, request.on, successor, request.notes, city, repository, outbox)
    if leaving.lead:
        lead(successor, request.email, False, city, repository, outbox)
    return changed(city, repository)


def leave_team(request: contract.LeaveTeam, repository: Repository, outbox: Outbox, now: datetime) -> contract.Team:
    city = lock_present(repository, request.code)
    members = repository.list_team_members(city.application_id)
    leaving = domain.get_leaving(members, request.member, request.on, city.today(now))
    if leaving.lead:
        raise Refusal("invalid", "A lead hands over.", (Detail("member", "one_lead", "leads the team: hand over"),))
    leave(leaving, request.on, None, None, city, repository, outbox)
    return changed(city, repository)


def get_team(request: contract.GetTeam, repository: Repository) -> contract.Team:
    return show_team(get_participation(repository, request.code), repository)


def take_in_roster(
    roster: Sequence[contract.TeamMember],
    city: ParticipationRecord,
    repository: Repository,
    outbox: Outbox,
    today: date,
) -> None:
    """The roster of a visit's write-up: who is new joins, its lead leads. Nobody leaves by it."""
    for one in roster:
        member_id = known_or_new(one.name, one.role, None, city, repository, outbox, today)
        if one.lead:
            lead(member_id, None, False, city, repository, outbox)


# -- steps that several verbs share ------------------------------------------------------------------------------------


def known_or_new(
    name: str,
    role: str,
    email: str | None,
    city: ParticipationRecord,
    repository: Repository,
    outbox: Outbox,
    joined_on: date,
) -> UUID:
    known = domain.find_by_name(repository.list_team_members(city.application_id), name)
    return known.id if known else join(name, role, email, city, repository, outbox, joined_on)


def join(
    name: str,
    role: str,
    email: str | None,
    city: ParticipationRecord,
    repository: Repository,
    outbox: Outbox,
    joined_on: date,
) -> UUID:
    member_id = uuid4()
    repository.insert_team_member(city.application_id, member_id, name, role, email, joined_on)
    fields = {"member_id": member_id, "joined_on": joined_on}
    outbox.record(contract.TeamMemberJoined.model_validate(event_keys(city) | fields))
    return member_id


def lead(
    member_id: UUID,
    email: str | None,
    interim: bool,
    city: ParticipationRecord,
    repository: Repository,
    outbox: Outbox,
) -> None:
    repository.update_team_lead(city.application_id, member_id, email, interim)
    outbox.record(contract.TeamLeadNamed.model_validate(event_keys(city) | {"interim": interim}))


def leave(
    leaving: contract.Member,
    on: date,
    successor: UUID | None,
    notes: str | None,
    city: ParticipationRecord,
    repository: Repository,
    outbox: Outbox,
) -> None:
    repository.update_team_member_left(leaving.id, on, successor, notes)
    fields = {"member_id": leaving.id, "left_on": on, "successor_id": successor, "led": leaving.lead}
    outbox.record(contract.TeamMemberLeft.model_validate(event_keys(city) | fields))


def changed(city: ParticipationRecord, repository: Repository) -> contract.Team:
    repository.touch_participation(city.application_id)
    return show_team(city, repository)


def show_team(city: ParticipationRecord, repository: Repository) -> contract.Team:
    return contract.Team(code=city.code, members=tuple(repository.list_team_members(city.application_id)))
