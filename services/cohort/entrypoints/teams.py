"""The city's team, its lead coach, the residents whom it engages."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import coaching, engaging, team
from shared.contracts import cohort as contract
from shared.contracts import identity
from shared.messaging.entrypoints import answers, hears


class Teams(Entrypoints):
    get_team = answers(contract.GetTeam, team.get_team)
    name_team_lead = answers(contract.NameTeamLead, team.name_team_lead)
    add_team_member = answers(contract.AddTeamMember, team.add_member)
    hand_over = answers(contract.HandOver, team.hand_over)
    leave_team = answers(contract.LeaveTeam, team.leave_team)

    # -- coaches -----------------------------------------------------------------------------------------------------

    on_person_added = hears(identity.PersonAdded, coaching.keep_coach)
    list_coaches = answers(contract.ListCoaches, coaching.list_coaches)
    assign_coach = answers(contract.AssignCoach, coaching.assign_coach)
    set_coach_hours = answers(contract.SetCoachHours, coaching.set_hours)

    # -- residents ---------------------------------------------------------------------------------------------------

    list_engagements = answers(contract.ListEngagements, engaging.list_engagements)
    record_engagement = answers(contract.RecordEngagement, engaging.record_engagement)
