"""The intake service: calls, and applications up to their submission or withdrawal."""

from __future__ import annotations

from services.intake import handlers
from services.intake.repository import Repository
from shared.contracts import intake
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command, query
from shared.runtime.service import ServiceBase
from shared.storage.database import Transaction


class Service(ServiceBase):
    name = "intake"

    @command(intake.OpenCall)
    def open_call(self, request: intake.OpenCall, tx: Transaction, _caller: Caller) -> intake.Call:
        return handlers.open_call(request, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @query(intake.ListCalls)
    def list_calls(self, _request: intake.ListCalls, tx: Transaction, _caller: Caller) -> Page[intake.Call]:
        return handlers.list_calls(Repository(tx), self.clock.now())

    @command(intake.ExtendCall)
    def extend_call(self, request: intake.ExtendCall, tx: Transaction, _caller: Caller) -> intake.Call:
        return handlers.extend_call(request, Repository(tx), Outbox(tx), self.clock.now())

    @command(intake.CloseCall)
    def close_call(self, request: intake.CloseCall, tx: Transaction, _caller: Caller) -> intake.Call:
        return handlers.close_call(request, Repository(tx), Outbox(tx), self.clock.now())

    @command(intake.SubmitApplication)
    def submit_application(self, request: intake.SubmitApplication, tx: Transaction, caller: Caller) -> intake.Receipt:
        return handlers.submit_application(
            request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now()
        )  # fmt: skip

    @command(intake.ResubmitApplication)
    def resubmit_application(
        self, request: intake.ResubmitApplication, tx: Transaction, caller: Caller
    ) -> intake.Receipt:
        return handlers.resubmit_application(
            request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now()
        )  # fmt: skip

    @command(intake.WithdrawApplication)
    def withdraw_application(
        self, request: intake.WithdrawApplication, tx: Transaction, _caller: Caller
    ) -> intake.Receipt:
        return handlers.withdraw_application(request, Repository(tx), Outbox(tx), self.clock.now())

    @command(intake.ImportApplications)
    def import_applications(
        self, request: intake.ImportApplications, tx: Transaction, caller: Caller
    ) -> intake.ImportOutcome:
        return handlers.import_applications(
            request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now()
        )  # fmt: skip

    @query(intake.GetApplication)
    def get_application(self, request: intake.GetApplication, tx: Transaction, _caller: Caller) -> intake.Application:
        return handlers.get_application(request, Repository(tx))

    @query(intake.GetApplicationStatus)
    def get_application_status(
        self, request: intake.GetApplicationStatus, tx: Transaction, _caller: Caller
    ) -> intake.ApplicationStatus:
        return handlers.get_application_status(request, Repository(tx))

    @query(intake.GetContact)
    def get_contact(self, request: intake.GetContact, tx: Transaction, _caller: Caller) -> intake.Contact:
        return handlers.get_contact(request, Repository(tx))
