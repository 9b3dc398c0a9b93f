"""The Resident Impact Data Project."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import project, project_data
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic
from shared.messaging.rpc import command, query
from shared.storage.database import Transaction

HOUR_S = 3600


class Projects(Entrypoints):
    @query(contract.GetProject)
    def get_project(self, request: contract.GetProject, tx: Transaction, caller: Caller) -> contract.Project:
        return project.get_project(request, self.repository(tx, caller), self.clock.now())

    @command(contract.SubmitProjectPart)
    def submit_project_part(
        self, request: contract.SubmitProjectPart, tx: Transaction, caller: Caller
    ) -> contract.Project:
        return project.submit_part(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @command(contract.AcceptProjectPart)
    def accept_project_part(
        self, request: contract.AcceptProjectPart, tx: Transaction, caller: Caller
    ) -> contract.Project:
        return project.accept_part(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.ReturnProjectPart)
    def return_project_part(
        self, request: contract.ReturnProjectPart, tx: Transaction, caller: Caller
    ) -> contract.Project:
        return project.return_part(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.RecordDataSource)
    def record_data_source(
        self, request: contract.RecordDataSource, tx: Transaction, caller: Caller
    ) -> contract.Project:
        return project_data.record_source(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @command(contract.RecordGap)
    def record_gap(self, request: contract.RecordGap, tx: Transaction, caller: Caller) -> contract.Project:
        return project_data.record_gap(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @command(contract.MendGap)
    def mend_gap(self, request: contract.MendGap, tx: Transaction, caller: Caller) -> contract.Project:
        return project_data.mend_gap(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @command(contract.PlanMilestone)
    def plan_milestone(self, request: contract.PlanMilestone, tx: Transaction, caller: Caller) -> contract.Project:
        return project_data.plan_milestone(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @command(contract.ReachMilestone)
    def reach_milestone(self, request: contract.ReachMilestone, tx: Transaction, caller: Caller) -> contract.Project:
        return project_data.reach_milestone(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @periodic(seconds=HOUR_S)
    def tell_of_reports(self) -> None:
        """A transaction a cohort: one that fails leaves the others told."""
        with self.begin() as tx:
            cohorts = [cohort for cohort, _ in self.repository(tx).list_cohorts()]
        for cohort in cohorts:
            with self.begin() as tx:
                project.tell_of_reports(cohort, self.repository(tx), Outbox(tx), tx.now())
