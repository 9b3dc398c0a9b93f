"""Reading cohorts and their cities."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import lookup, showing
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.messaging.rpc import query
from shared.storage.database import Transaction


class Cohorts(Entrypoints):
    @query(contract.ListCohorts)
    def list_cohorts(self, _request: contract.ListCohorts, tx: Transaction, caller: Caller) -> Page[contract.Cohort]:
        cohorts = tuple(showing.show_cohort(*found) for found in self.repository(tx, caller).list_cohorts())
        return Page[contract.Cohort](items=cohorts, next=None, total=len(cohorts))

    @query(contract.GetCohort)
    def get_cohort(self, request: contract.GetCohort, tx: Transaction, caller: Caller) -> contract.Cohort:
        cohort = lookup.get_cohort(self.repository(tx, caller), request.cohort)
        return showing.show_cohort(cohort, self.repository(tx, caller).count_members(cohort.cohort))

    @query(contract.GetTracker)
    def get_tracker(self, request: contract.GetTracker, tx: Transaction, caller: Caller) -> contract.Tracker:
        return showing.show_tracker(self.repository(tx, caller), request.cohort, self.clock.now())

    @query(contract.GetParticipation)
    def get_participation(
        self, request: contract.GetParticipation, tx: Transaction, caller: Caller
    ) -> contract.Participation:
        participation = lookup.get_participation(self.repository(tx, caller), request.code)
        return showing.show_participation(self.repository(tx, caller), participation, self.clock.now())
