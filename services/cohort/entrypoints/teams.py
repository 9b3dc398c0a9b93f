"""The city's team, its lead coach, the residents whom it engages."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import coaching, engaging, team
from shared.contracts import cohort as contract
from shared.contracts import identity
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.messaging.consumer import consumes
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command, query
from shared.storage.database import Transaction


class Teams(Entrypoints):
    @query(contract.GetTeam)
    def get_team(self, request: contract.GetTeam, tx: Transaction, caller: Caller) -> contract.Team:
        return team.get_team(request, self.repository(tx, caller))

    @command(contract.NameTeamLead)
    def name_team_lead(self, request: contract.NameTeamLead, tx: Transaction, caller: Caller) -> contract.Participation:
        return team.name_team_lead(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @command(contract.AddTeamMember)
    def add_team_member(self, request: contract.AddTeamMember, tx: Transaction, caller: Caller) -> contract.Team:
        return team.add_member(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @command(contract.HandOver)
    def hand_over(self, request: contract.HandOver, tx: Transaction, caller: Caller) -> contract.Team:
        return team.hand_over(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @command(contract.LeaveTeam)
    def leave_team(self, request: contract.LeaveTeam, tx: Transaction, caller: Caller) -> contract.Team:
        return team.leave_team(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    # -- coaches -----------------------------------------------------------------------------------------------------

    @consumes(identity.PersonAdded)
    def on_person_added(self, event: identity.PersonAdded, tx: Transaction) -> None:
        coaching.keep_coach(event, self.repository(tx))

    @query(contract.ListCoaches)
    def list_coaches(self, _request: contract.ListCoaches, tx: Transaction, caller: Caller) -> Page[contract.CoachLoad]:
        return coaching.list_coaches(self.repository(tx, caller), self.program)

    @command(contract.AssignCoach)
    def assign_coach(self, request: contract.AssignCoach, tx: Transaction, caller: Caller) -> contract.Participation:
        return coaching.assign_coach(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.SetCoachHours)
    def set_coach_hours(self, request: contract.SetCoachHours, tx: Transaction, caller: Caller) -> contract.CoachLoad:
        return coaching.set_hours(request, self.repository(tx, caller), self.program)

    # -- residents ---------------------------------------------------------------------------------------------------

    @query(contract.ListEngagements)
    def list_engagements(
        self, request: contract.ListEngagements, tx: Transaction, caller: Caller
    ) -> Page[contract.Engagement]:
        return engaging.list_engagements(request, self.repository(tx, caller))

    @command(contract.RecordEngagement)
    def record_engagement(
        self, request: contract.RecordEngagement, tx: Transaction, caller: Caller
    ) -> contract.Engagement:
        return engaging.record_engagement(request, self.repository(tx, caller), Outbox(tx), self.clock.now())
