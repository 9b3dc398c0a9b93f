"""The city's team: who joins, leads, hands over, leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.cohort.domain import team as domain
from services.cohort.handlers.departing import replace_person
from services.cohort.handlers.hanging import Succession, Work
from services.cohort.handlers.lookup import event_keys, get_participation, lock_present
from services.cohort.handlers.showing import show_participation
from shared.contracts import cohort as contract
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.notices import Notice, notice
from shared.contracts.people import FoundRefs, PersonRef
from shared.program.finding_people import find_people

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox


def name_team_lead(
    request: contract.NameTeamLead, repository: Repository, outbox: Outbox, now: datetime
) -> contract.Participation:
    city = lock_present(repository, request.code)
    member_id = known_or_new(request.name, domain.LEAD_ROLE, request.email, city, repository, outbox, city.today(now))
    lead(member_id, request.email, request.interim, city, repository, outbox)
    repository.touch_participation(city.application_id)
    return show_participation(repository, get_participation(repository, request.code), now)


def add_member(request: contract.AddTeamMember, repository: Repository, outbox: Outbox, now: datetime) -> contract.Team:
    city = lock_present(repository, request.code)
    today = city.today(now)
    joined_on = request.joined_on or today
    if joined_on > today:
        raise Refusal("invalid", Detail("joined_on", "too_late"))
    if domain.find_by_name(repository.list_team_members(city.application_id), request.name):
        raise Refusal("already_exists", reason="team_member")
    member_id = uuid4()
    person = reached_as(member_id, request, city, repository)
    join(member_id, request.name, request.role, request.email, person, city, repository, outbox, joined_on)
    return changed(city, repository)


def hand_over(
    request: contract.HandOver, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Team:
    """The successor takes the role, and the lead where the one who leaves had it; from then on no interim."""
    city = lock_present(repository, request.code)
    members = repository.list_team_members(city.application_id)
    leaving = domain.get_leaving(members, request.member, request.on, city.today(now))
    if domain.folded(request.to) == domain.folded(leaving.name):
        raise Refusal("invalid", Detail("to", "itself"))
    gone, notices = who_is_gone(leaving, request.ref, city, repository)
    successor = known_or_new(request.to, leaving.role, request.email, city, repository, outbox, request.on)
    follows = in_place_of(gone, leaving, successor, request.email, city, repository)
    leave(leaving, request.on, successor, request.notes, (gone, follows), city, repository, outbox)
    if leaving.lead:
        lead(successor, request.email, False, city, repository, outbox)
    succession = Succession(city, gone, follows, leaving.name, request.to)
    replace_person(succession, Work(repository, outbox, caller.actor, now, request.notes))
    if follows is None:
        notices.append(notice("successor_without_address", name=request.to))
    return changed(city, repository, notices)


def leave_team(
    request: contract.LeaveTeam, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Team:
    city = lock_present(repository, request.code)
    members = repository.list_team_members(city.application_id)
    leaving = domain.get_leaving(members, request.member, request.on, city.today(now))
    if leaving.lead:
        raise Refusal("invalid", Detail("member", "lead_hands_over"))
    gone, notices = who_is_gone(leaving, request.ref, city, repository)
    leave(leaving, request.on, None, None, (gone, None), city, repository, outbox)
    replace_person(Succession(city, gone, None, leaving.name), Work(repository, outbox, caller.actor, now))
    return changed(city, repository, notices)


def change_office(
    office: PersonRef | None, city: ParticipationRecord, repository: Repository, outbox: Outbox, today: date
) -> None:
    """The mayor's office in the team changes with the mayor. Mail and invitations: departing.replace_office."""
    members = repository.list_team_members(city.application_id)
    person = repository.find_city_person(UUID(office.ref.removeprefix(domain.OWN))) if office else None
    follows = domain.find_by_name(members, person.name) if person else None
    member_id = follows.id if follows else None
    if person is not None and member_id is None:
        member_id = join(uuid4(), person.name, domain.MAYORS_OFFICE, None, None, city, repository, outbox, today)
    if office is not None and member_id is not None:
        repository.update_member_ref(member_id, office.ref, None)
    for one in domain.gone_with_the_mayor(members):
        if one.id != member_id:
            leave(one, today, member_id, None, (None, None), city, repository, outbox)


def get_team(request: contract.GetTeam, repository: Repository) -> contract.Team:
    return show_team(get_participation(repository, request.code), repository)


def get_city_person(request: contract.GetCityPerson, repository: Repository) -> contract.CityPerson:
    person = repository.find_city_person(request.person_id)
    if person is None:
        raise not_found("person", request.person_id)
    return person


def find_city_people(request: contract.FindCityPeople, repository: Repository) -> FoundRefs:
    found = repository.list_city_people_at(request.address)
    return FoundRefs(refs=tuple(f"cohort:{one}" for one in found))


def search_city_people(request: contract.SearchCityPeople, repository: Repository) -> contract.FoundCityPeople:
    found = find_people(request.text, request.limit, repository.search_city_people)
    return contract.FoundCityPeople(items=tuple(found))


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
    if known:
        return known.id
    return join(uuid4(), name, role, email, None, city, repository, outbox, joined_on)


def join(
    member_id: UUID,
    name: str,
    role: str,
    email: str | None,
    person: PersonRef | None,
    city: ParticipationRecord,
    repository: Repository,
    outbox: Outbox,
    joined_on: date,
) -> UUID:
    repository.insert_team_member(city.application_id, member_id, name, role, email, joined_on)
    if person is not None:
        repository.update_member_ref(member_id, person.ref, None)
    invited = person or (ref_of(member_id, role, city.language) if email else None)
    fields = {"member_id": member_id, "joined_on": joined_on, "person": person, "invited": invited}
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
    people: tuple[PersonRef | None, PersonRef | None],  # who is gone, who follows
    city: ParticipationRecord,
    repository: Repository,
    outbox: Outbox,
) -> None:
    repository.update_team_member_left(leaving.id, on, successor, notes)
    gone, follows = people
    if gone is not None:
        repository.update_roster_left(city.application_id, gone.ref, on)
    fields = {"member_id": leaving.id, "left_on": on, "successor_id": successor, "led": leaving.lead}
    fields |= {"person": gone, "successor": follows}
    outbox.record(contract.TeamMemberLeft.model_validate(event_keys(city) | fields))


# -- as whom mail reaches them -----------------------------------------------------------------------------------------


def reached_as(
    member_id: UUID, request: contract.AddTeamMember, city: ParticipationRecord, repository: Repository
) -> PersonRef | None:
    """The contact that they are, also one who was gone; else under their address, if nobody has their role so far."""
    if request.ref is not None:
        known = domain.insist_on_contact(request.ref, repository.list_whole_roster(city.application_id))
        repository.update_roster_back(city.application_id, known.ref)
        return known
    roles = {one.role for one in repository.list_roster([city.application_id])}
    if request.email is None or request.role in roles:
        return None
    return take_in(member_id, request.role, city.language, city, repository)


def ref_of(member_id: UUID, role: str, language: str) -> PersonRef:
    return PersonRef.model_validate({"ref": f"{domain.OWN}{member_id}", "role": role, "language": language})


def take_in(member_id: UUID, role: str, language: str, city: ParticipationRecord, repository: Repository) -> PersonRef:
    person = ref_of(member_id, role, language)
    repository.insert_roster(city.application_id, person)
    return person


def who_is_gone(
    leaving: contract.Member, ref: str | None, city: ParticipationRecord, repository: Repository
) -> tuple[PersonRef | None, list[Notice]]:
    """As mail reached them, and what staff should know: that several contacts have the role, and none was meant."""
    roster = [
        PersonRef.model_validate({"ref": one.ref, "role": one.role, "language": one.language})
        for one in repository.list_roster([city.application_id])
    ]
    if ref is not None:
        return domain.insist_on_contact(ref, roster), []
    found = domain.contacts_of(leaving, roster)
    if len(found) > 1:
        return None, [notice("several_contacts", role=found[0].role, refs=[one.ref for one in found])]
    if not found:
        return None, []
    return found[0], [notice("contact_gone", role=found[0].role, ref=found[0].ref)]


def in_place_of(
    gone: PersonRef | None,
    leaving: contract.Member,
    successor: UUID,
    email: str | None,
    city: ParticipationRecord,
    repository: Repository,
) -> PersonRef | None:
    """The successor as mail reaches them: as before, or under their address in the role of who is gone."""
    member = next(one for one in repository.list_team_members(city.application_id) if one.id == successor)
    roster = {one.ref: one for one in repository.list_whole_roster(city.application_id)}
    if member.ref in roster:
        return roster[member.ref]
    if email is None and member.email is None:
        return None
    role = gone.role if gone else domain.LEAD_ROLE if leaving.lead else leaving.role
    person = take_in(successor, role, gone.language if gone else city.language, city, repository)
    repository.update_member_ref(successor, person.ref, email)
    return person


def changed(city: ParticipationRecord, repository: Repository, notices: Sequence[Notice] = ()) -> contract.Team:
    repository.touch_participation(city.application_id)
    return show_team(city, repository, notices)


def show_team(city: ParticipationRecord, repository: Repository, notices: Sequence[Notice] = ()) -> contract.Team:
    members = tuple(repository.list_team_members(city.application_id))
    return contract.Team(code=city.code, members=members, notices=tuple(notices))
