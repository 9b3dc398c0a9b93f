"""Reviews: assigned, declared, read, written."""

from __future__ import annotations

from services.eligibility.handlers import assigning, reminding, reviewing
from services.eligibility.repository import Repository
from services.eligibility.texts import Texts
from shared.contracts import eligibility
from shared.contracts.handed_in import FilePart
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic
from shared.messaging.rpc import command, query
from shared.runtime.service import ServiceBase
from shared.runtime.transactions import Transactions
from shared.storage.database import Transaction


class Reviews(ServiceBase):
    begin = Transactions()
    texts = Texts()

    @periodic(seconds=60)
    def remind_reviewers(self) -> None:
        after, more = None, True
        while more:
            with self.begin() as tx:
                after = reminding.remind_reviewers(Repository(tx), Outbox(tx), self.program, tx.now(), after)
            more = after is not None

    @query(eligibility.GetRubric)
    def get_rubric(self, _request: eligibility.GetRubric, _tx: Transaction, _caller: Caller) -> eligibility.RubricShown:
        return reviewing.get_rubric(self.program)

    @command(eligibility.AssignReview)
    def assign_review(
        self, request: eligibility.AssignReview, tx: Transaction, _caller: Caller
    ) -> eligibility.Assessment:
        return assigning.assign_review(request, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @command(eligibility.AssignBalanced)
    def assign_balanced(
        self, request: eligibility.AssignBalanced, tx: Transaction, _caller: Caller
    ) -> eligibility.BalancedPart:
        return assigning.assign_balanced(request, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @command(eligibility.UnassignReview)
    def unassign_review(
        self, request: eligibility.UnassignReview, tx: Transaction, _caller: Caller
    ) -> eligibility.Assessment:
        return assigning.unassign_review(request, Repository(tx), Outbox(tx), self.program)

    @command(eligibility.DeclareConflict)
    def declare_conflict(
        self, request: eligibility.DeclareConflict, tx: Transaction, caller: Caller
    ) -> eligibility.Assessment:
        return reviewing.declare_conflict(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @query(eligibility.GetReviewTexts)
    def get_review_texts(
        self, request: eligibility.GetReviewTexts, tx: Transaction, caller: Caller
    ) -> eligibility.ReviewTexts:
        return reviewing.get_review_texts(request, Repository(tx), self.program, caller, self.texts.of)

    @query(eligibility.GetReviewFilePart)
    def get_review_file_part(self, request: eligibility.GetReviewFilePart, tx: Transaction, caller: Caller) -> FilePart:
        return reviewing.get_review_file_part(request, Repository(tx), caller, self.texts.of, self.texts.file_part)

    @query(eligibility.ListReviews)
    def list_reviews(
        self, request: eligibility.ListReviews, tx: Transaction, caller: Caller
    ) -> Page[eligibility.ListedReview]:
        return reviewing.list_reviews(request, Repository(tx), caller)

    @query(eligibility.GetReviewHistory)
    def get_review_history(
        self, request: eligibility.GetReviewHistory, tx: Transaction, _caller: Caller
    ) -> eligibility.ReviewHistory:
        return reviewing.get_review_history(request, Repository(tx))

    @command(eligibility.SubmitReview)
    def submit_review(
        self, request: eligibility.SubmitReview, tx: Transaction, caller: Caller
    ) -> eligibility.Assessment:
        return reviewing.submit_review(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @query(eligibility.GetReviewSummary)
    def get_review_summary(
        self, request: eligibility.GetReviewSummary, tx: Transaction, _caller: Caller
    ) -> eligibility.Assessment:
        return reviewing.get_review_summary(request, Repository(tx), self.program)
