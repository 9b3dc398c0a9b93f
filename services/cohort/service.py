"""The cohort service: participations and their way through the phases."""

from __future__ import annotations

from services.cohort.handlers import advancing, convening, joining, lookup, project, visiting
from services.cohort.repository import Repository
from shared.contracts import cohort as contract
from shared.contracts import eligibility, intake
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.messaging.consumer import consumes
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command, query
from shared.runtime.service import ServiceBase
from shared.storage.database import Transaction


class Service(ServiceBase):
    name = "cohort"

    # -- events ------------------------------------------------------------------------------------------------------

    @consumes(intake.CallOpened)
    def on_call_opened(self, event: intake.CallOpened, tx: Transaction) -> None:
        joining.plan_cohort(event, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @consumes(eligibility.OfferConfirmed)
    def on_offer_confirmed(self, event: eligibility.OfferConfirmed, tx: Transaction) -> None:
        joining.join_cohort(event, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @consumes(intake.ApplicationSubmitted)
    def on_application_submitted(self, event: intake.ApplicationSubmitted, tx: Transaction) -> None:
        convening.keep_roster(event, Repository(tx))

    # -- reading -----------------------------------------------------------------------------------------------------

    @query(contract.ListCohorts)
    def list_cohorts(self, _request: contract.ListCohorts, tx: Transaction, _caller: Caller) -> Page[contract.Cohort]:
        cohorts = tuple(lookup.show_cohort(*found) for found in Repository(tx).list_cohorts())
        return Page[contract.Cohort](items=cohorts, next=None, total=len(cohorts))

    @query(contract.GetCohort)
    def get_cohort(self, request: contract.GetCohort, tx: Transaction, _caller: Caller) -> contract.Cohort:
        cohort = lookup.get_cohort(Repository(tx), request.cohort)
        return lookup.show_cohort(cohort, Repository(tx).count_members(cohort.cohort))

    @query(contract.GetTracker)
    def get_tracker(self, request: contract.GetTracker, tx: Transaction, _caller: Caller) -> contract.Tracker:
        return lookup.show_tracker(Repository(tx), request.cohort, self.program, self.clock.now())

    @query(contract.GetTimeline)
    def get_timeline(self, request: contract.GetTimeline, tx: Transaction, _caller: Caller) -> contract.Timeline:
        return lookup.show_timeline(Repository(tx), request.code, self.program)

    @query(contract.GetParticipation)
    def get_participation(
        self, request: contract.GetParticipation, tx: Transaction, _caller: Caller
    ) -> contract.Participation:
        participation = lookup.get_participation(Repository(tx), request.code)
        return lookup.show_participation(Repository(tx), participation, self.program, self.clock.now())

    # -- moving on ---------------------------------------------------------------------------------------------------

    @command(contract.NameTeamLead)
    def name_team_lead(
        self, request: contract.NameTeamLead, tx: Transaction, _caller: Caller
    ) -> contract.Participation:
        return advancing.name_team_lead(request, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @command(contract.AdvancePhase)
    def advance_phase(self, request: contract.AdvancePhase, tx: Transaction, caller: Caller) -> contract.PhaseChange:
        return advancing.advance_phase(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    # -- the visit ---------------------------------------------------------------------------------------------------

    @command(contract.ScheduleVisit)
    def schedule_visit(self, request: contract.ScheduleVisit, tx: Transaction, caller: Caller) -> contract.Visit:
        return visiting.schedule_visit(request, Repository(tx), Outbox(tx), self.program, caller)

    @command(contract.HoldVisit)
    def hold_visit(self, request: contract.HoldVisit, tx: Transaction, _caller: Caller) -> contract.Visit:
        return visiting.hold_visit(request, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @command(contract.WriteUpVisit)
    def write_up_visit(self, request: contract.WriteUpVisit, tx: Transaction, _caller: Caller) -> contract.Visit:
        return visiting.write_up_visit(request, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @command(contract.ChangeStatus)
    def change_status(self, request: contract.ChangeStatus, tx: Transaction, caller: Caller) -> contract.Participation:
        return advancing.change_status(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    # -- the project -------------------------------------------------------------------------------------------------

    @query(contract.GetProject)
    def get_project(self, request: contract.GetProject, tx: Transaction, _caller: Caller) -> contract.Project:
        return project.get_project(request, Repository(tx))

    @command(contract.SubmitProjectPart)
    def submit_project_part(
        self, request: contract.SubmitProjectPart, tx: Transaction, _caller: Caller
    ) -> contract.Project:
        return project.submit_part(request, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @command(contract.AcceptProjectPart)
    def accept_project_part(
        self, request: contract.AcceptProjectPart, tx: Transaction, caller: Caller
    ) -> contract.Project:
        return project.accept_part(request, Repository(tx), Outbox(tx), caller, self.clock.now())

    @command(contract.ReturnProjectPart)
    def return_project_part(
        self, request: contract.ReturnProjectPart, tx: Transaction, caller: Caller
    ) -> contract.Project:
        return project.return_part(request, Repository(tx), Outbox(tx), caller, self.clock.now())

    # -- convenings --------------------------------------------------------------------------------------------------

    @query(contract.GetConvening)
    def get_convening(
        self, request: contract.GetConvening, tx: Transaction, _caller: Caller
    ) -> contract.ConveningDetail:
        return convening.get_convening(request, Repository(tx), self.program)

    @command(contract.ScheduleConvening)
    def schedule_convening(
        self, request: contract.ScheduleConvening, tx: Transaction, caller: Caller
    ) -> contract.ConveningDetail:
        return convening.schedule_convening(request, Repository(tx), Outbox(tx), self.program, caller)

    @command(contract.InviteToConvening)
    def invite_to_convening(
        self, request: contract.InviteToConvening, tx: Transaction, _caller: Caller
    ) -> contract.ConveningDetail:
        return convening.invite_to_convening(request, Repository(tx), Outbox(tx), self.program)

    @command(contract.AnswerInvitation)
    def answer_invitation(
        self, request: contract.AnswerInvitation, tx: Transaction, caller: Caller
    ) -> contract.ConveningDetail:
        return convening.answer_invitation(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @command(contract.CheckIn)
    def check_in(self, request: contract.CheckIn, tx: Transaction, _caller: Caller) -> contract.ConveningDetail:
        return convening.check_in(request, Repository(tx), Outbox(tx), self.program)

    @query(contract.GetOccasionPlace)
    def get_occasion_place(
        self, request: contract.GetOccasionPlace, tx: Transaction, _caller: Caller
    ) -> contract.OccasionPlace:
        return convening.get_occasion_place(request, Repository(tx))
