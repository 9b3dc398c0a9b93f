"""The intake service: calls, and applications from the draft to submission or withdrawal."""

from __future__ import annotations

from services.intake.handlers import (
    answers,
    applications,
    calls,
    drafts,
    evidence,
    importing,
    matching,
    merging,
    reinstating,
    reminding,
    texts,
)
from services.intake.repository import Repository
from shared.contracts import eligibility, intake
from shared.contracts.handed_in import FilePart
from shared.contracts.people import Caller
from shared.contracts.requests import Nothing, Page
from shared.files.provider import Files
from shared.messaging.consumer import consumes
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic
from shared.messaging.rpc import command, query
from shared.runtime.service import ServiceBase
from shared.runtime.transactions import Transactions
from shared.storage.database import Transaction


class Service(ServiceBase):
    name = "intake"
    files = Files()
    begin = Transactions()

    # -- whether a city is asked for information -----------------------------------------------------------------------

    @consumes(eligibility.DecisionMade)
    def on_decision_made(self, event: eligibility.DecisionMade, tx: Transaction) -> None:
        answers.follow_selection(event, Repository(tx))

    @consumes(eligibility.DecisionRescinded)
    def on_decision_rescinded(self, event: eligibility.DecisionRescinded, tx: Transaction) -> None:
        answers.follow_selection(event, Repository(tx))

    @consumes(eligibility.DecisionSent)
    def on_decision_sent(self, event: eligibility.DecisionSent, tx: Transaction) -> None:
        answers.follow_selection(event, Repository(tx))

    @consumes(eligibility.InformationReceived)
    def on_information_received(self, event: eligibility.InformationReceived, tx: Transaction) -> None:
        answers.follow_selection(event, Repository(tx))

    @consumes(eligibility.SelectionEnded)
    def on_selection_ended(self, event: eligibility.SelectionEnded, tx: Transaction) -> None:
        answers.follow_selection(event, Repository(tx))

    # -- calls -------------------------------------------------------------------------------------------------------

    @command(intake.OpenCall)
    def open_call(self, request: intake.OpenCall, tx: Transaction, _caller: Caller) -> intake.Call:
        return calls.open_call(request, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @query(intake.ListCalls)
    def list_calls(self, _request: intake.ListCalls, tx: Transaction, _caller: Caller) -> Page[intake.Call]:
        return calls.list_calls(Repository(tx), self.clock.now())

    @command(intake.ExtendCall)
    def extend_call(self, request: intake.ExtendCall, tx: Transaction, _caller: Caller) -> intake.Call:
        return calls.extend_call(request, Repository(tx), Outbox(tx), self.clock.now())

    @command(intake.CloseCall)
    def close_call(self, request: intake.CloseCall, tx: Transaction, _caller: Caller) -> intake.Call:
        return calls.close_call(request, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @command(intake.ReopenCall)
    def reopen_call(self, request: intake.ReopenCall, tx: Transaction, _caller: Caller) -> intake.Reopening:
        return calls.reopen_call(request, Repository(tx), Outbox(tx), self.clock.now())

    # -- applications ------------------------------------------------------------------------------------------------

    @command(intake.SubmitApplication)
    def submit_application(self, request: intake.SubmitApplication, tx: Transaction, caller: Caller) -> intake.Receipt:
        return applications.submit_application(
            request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now()
        )  # fmt: skip

    # -- drafts ------------------------------------------------------------------------------------------------------

    @command(intake.SaveDraft)
    def save_draft(self, request: intake.SaveDraft, tx: Transaction, caller: Caller) -> intake.DraftReceipt:
        return drafts.save_draft(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @command(intake.ReviseDraft)
    def revise_draft(self, request: intake.ReviseDraft, tx: Transaction, caller: Caller) -> intake.DraftReceipt:
        return drafts.revise_draft(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @command(intake.SubmitDraft)
    def submit_draft(self, request: intake.SubmitDraft, tx: Transaction, caller: Caller) -> intake.Receipt:
        return drafts.submit_draft(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @query(intake.GetDraft)
    def get_draft(self, request: intake.GetDraft, tx: Transaction, _caller: Caller) -> intake.Draft:
        return drafts.get_draft(request, Repository(tx), self.clock.now())

    @query(intake.ListDrafts)
    def list_drafts(self, request: intake.ListDrafts, tx: Transaction, _caller: Caller) -> Page[intake.ListedDraft]:
        return drafts.list_drafts(request, Repository(tx))

    @periodic(seconds=60)
    def remind_drafts(self) -> None:
        after, more = None, True
        while more:
            with self.begin() as tx:
                after = reminding.remind_drafts(Repository(tx), Outbox(tx), self.program, tx.now(), after)
            more = after is not None

    # -- later versions ----------------------------------------------------------------------------------------------

    @command(intake.ResubmitApplication)
    def resubmit_application(
        self, request: intake.ResubmitApplication, tx: Transaction, caller: Caller
    ) -> intake.Receipt:
        return applications.resubmit_application(
            request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now()
        )  # fmt: skip

    @command(intake.AnswerQuestion)
    def answer_question(self, request: intake.AnswerQuestion, tx: Transaction, _caller: Caller) -> intake.Receipt:
        return answers.answer_question(request, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @command(intake.WithdrawApplication)
    def withdraw_application(
        self, request: intake.WithdrawApplication, tx: Transaction, _caller: Caller
    ) -> intake.Receipt:
        return applications.withdraw_application(request, Repository(tx), Outbox(tx), self.clock.now())

    @command(intake.ReinstateApplication)
    def reinstate_application(
        self, request: intake.ReinstateApplication, tx: Transaction, caller: Caller
    ) -> intake.Receipt:
        return reinstating.reinstate_application(
            request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now()
        )

    # -- files of evidence -------------------------------------------------------------------------------------------

    @command(intake.AddFilePart)
    def add_file_part(self, request: intake.AddFilePart, _tx: Transaction, _caller: Caller) -> Nothing:
        return evidence.add_file_part(request, self.files, self.program)

    @command(intake.AddEvidence)
    def add_evidence(self, request: intake.AddEvidence, tx: Transaction, caller: Caller) -> intake.EvidenceReceipt:
        return evidence.add_evidence(
            request, Repository(tx), Outbox(tx), self.files, self.program, caller, self.clock.now()
        )  # fmt: skip

    @query(intake.ListFiles)
    def list_files(self, request: intake.ListFiles, tx: Transaction, _caller: Caller) -> intake.KeptFiles:
        return evidence.list_files(request, Repository(tx))

    @query(intake.GetFilePart)
    def get_file_part(self, request: intake.GetFilePart, tx: Transaction, _caller: Caller) -> FilePart:
        return evidence.get_file_part(request, Repository(tx), self.files)

    @periodic(seconds=3600)
    def forget_stale_parts(self) -> None:
        self.files.forget_stale_parts()

    # -- one city twice ----------------------------------------------------------------------------------------------

    @command(intake.MergeApplications)
    def merge_applications(self, request: intake.MergeApplications, tx: Transaction, _caller: Caller) -> intake.Receipt:
        return merging.merge_applications(request, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @query(intake.ListLikelyMatches)
    def list_likely_matches(
        self, request: intake.ListLikelyMatches, tx: Transaction, _caller: Caller
    ) -> Page[intake.LikelyMatch]:
        return matching.list_likely_matches(request, Repository(tx))

    # -- imports -----------------------------------------------------------------------------------------------------

    @command(intake.ImportApplications)
    def import_applications(
        self, request: intake.ImportApplications, tx: Transaction, caller: Caller
    ) -> intake.ImportOutcome:
        return importing.import_applications(
            request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now()
        )  # fmt: skip

    # -- reading -----------------------------------------------------------------------------------------------------

    @query(intake.GetApplication)
    def get_application(self, request: intake.GetApplication, tx: Transaction, _caller: Caller) -> intake.Application:
        return applications.get_application(request, Repository(tx))

    @query(intake.GetApplicationStatus)
    def get_application_status(
        self, request: intake.GetApplicationStatus, tx: Transaction, _caller: Caller
    ) -> intake.ApplicationStatus:
        return applications.get_application_status(request, Repository(tx))

    @query(intake.GetContact)
    def get_contact(self, request: intake.GetContact, tx: Transaction, _caller: Caller) -> intake.Contact:
        return applications.get_contact(request, Repository(tx))

    @query(intake.GetApplicationTexts)
    def get_application_texts(
        self, request: intake.GetApplicationTexts, tx: Transaction, _caller: Caller
    ) -> intake.ApplicationTexts:
        return texts.get_application_texts(request, Repository(tx))
