"""The Resident Impact Data Project."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import project
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command, query
from shared.storage.database import Transaction


class Projects(Entrypoints):
    @query(contract.GetProject)
    def get_project(self, request: contract.GetProject, tx: Transaction, _caller: Caller) -> contract.Project:
        return project.get_project(request, self.repository(tx))

    @command(contract.SubmitProjectPart)
    def submit_project_part(
        self, request: contract.SubmitProjectPart, tx: Transaction, _caller: Caller
    ) -> contract.Project:
        return project.submit_part(request, self.repository(tx), Outbox(tx), self.clock.now())

    @command(contract.AcceptProjectPart)
    def accept_project_part(
        self, request: contract.AcceptProjectPart, tx: Transaction, caller: Caller
    ) -> contract.Project:
        return project.accept_part(request, self.repository(tx), Outbox(tx), caller, self.clock.now())

    @command(contract.ReturnProjectPart)
    def return_project_part(
        self, request: contract.ReturnProjectPart, tx: Transaction, caller: Caller
    ) -> contract.Project:
        return project.return_part(request, self.repository(tx), Outbox(tx), caller, self.clock.now())
