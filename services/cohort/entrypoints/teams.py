"""The city's team, its lead coach, the residents whom it engages."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints, repository_for
from services.cohort.handlers import coaching, engaging, people, reassigning, team
from shared.contracts import cohort as contract
from shared.contracts import identity
from shared.contracts.people import Caller
from shared.contracts.requests import Outcomes
from shared.messaging.entrypoints import answers, every, hears
from shared.messaging.outbox import Outbox
from shared.messaging.parts import Parts
from shared.messaging.rpc import command
from shared.privacy.hearing import erase_person
from shared.storage.database import Transaction

TELL_S = 5


class Teams(Entrypoints):
    get_city_coach = answers(contract.GetCityCoach, people.get_coach)
    get_city_belonging = answers(contract.GetCityBelonging, people.get_belonging)
    get_team = answers(contract.GetTeam, team.get_team)
    get_city_person = answers(contract.GetCityPerson, team.get_city_person)
    find_city_people = answers(contract.FindCityPeople, team.find_city_people)
    search_city_people = answers(contract.SearchCityPeople, team.search_city_people)
    name_team_lead = answers(contract.NameTeamLead, team.name_team_lead)
    add_team_member = answers(contract.AddTeamMember, team.add_member)
    hand_over = answers(contract.HandOver, team.hand_over)
    leave_team = answers(contract.LeaveTeam, team.leave_team)

    # -- whose the city is -------------------------------------------------------------------------------------------

    claim_address = answers(contract.ClaimAddress, people.claim_address)
    tell_people = every(TELL_S, people.tell_people, of=people.list_cities_to_tell)

    # -- coaches -----------------------------------------------------------------------------------------------------

    on_person_added = hears(identity.PersonAdded, coaching.keep_coach)
    on_person_erased = hears(identity.PersonErased, erase_person)
    on_person_changed = hears(identity.PersonChanged, coaching.keep_coach)
    on_roles_changed = hears(identity.RolesChanged, coaching.keep_coach)
    on_person_deactivated = hears(identity.PersonDeactivated, coaching.keep_coach, people.shut_out)
    on_person_reactivated = hears(identity.PersonReactivated, coaching.keep_coach, people.let_in)
    list_coaches = answers(contract.ListCoaches, coaching.list_coaches)
    assign_coach = answers(contract.AssignCoach, coaching.assign_coach)
    set_coach_hours = answers(contract.SetCoachHours, coaching.set_hours)

    @command(contract.ReassignCoach)
    def reassign_coach(
        self, request: contract.ReassignCoach, parts: Parts, caller: Caller
    ) -> Outcomes[contract.Reassigned]:
        def reassign(city: reassigning.CityOfCoach, tx: Transaction) -> contract.Reassigned:
            repository, now = repository_for(tx, self.program, caller, request), self.clock.now()
            return reassigning.reassign_city(request, city.code, repository, Outbox(tx), caller, now)

        with parts.read() as tx:
            repository = repository_for(tx, self.program, caller, request)
            cities = reassigning.list_cities(request, repository, caller, self.clock.now())
        return parts.each(cities, reassign)

    # -- residents ---------------------------------------------------------------------------------------------------

    list_engagements = answers(contract.ListEngagements, engaging.list_engagements)
    record_engagement = answers(contract.RecordEngagement, engaging.record_engagement)
