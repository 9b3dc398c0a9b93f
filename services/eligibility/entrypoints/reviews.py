"""Reviews: assigned, declared, read, written."""

from __future__ import annotations

from services.eligibility.entrypoints.base import Entrypoints
from services.eligibility.handlers import assigning, reminding, reviewing
from services.eligibility.repository import Repository
from shared.contracts import eligibility
from shared.messaging.entrypoints import answers
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic


class Reviews(Entrypoints):
    @periodic(seconds=60)
    def remind_reviewers(self) -> None:
        after, more = None, True
        while more:
            with self.begin() as tx:
                after = reminding.remind_reviewers(Repository(tx), Outbox(tx), self.program, tx.now(), after)
            more = after is not None

    get_rubric = answers(eligibility.GetRubric, reviewing.get_rubric)
    assign_review = answers(eligibility.AssignReview, assigning.assign_review)
    assign_balanced = answers(eligibility.AssignBalanced, assigning.assign_balanced)
    unassign_review = answers(eligibility.UnassignReview, assigning.unassign_review)
    declare_conflict = answers(eligibility.DeclareConflict, reviewing.declare_conflict)
    get_review_texts = answers(eligibility.GetReviewTexts, reviewing.get_review_texts)
    get_review_file_part = answers(eligibility.GetReviewFilePart, reviewing.get_review_file_part)
    list_reviews = answers(eligibility.ListReviews, reviewing.list_reviews)
    get_review_history = answers(eligibility.GetReviewHistory, reviewing.get_review_history)
    submit_review = answers(eligibility.SubmitReview, reviewing.submit_review)
    get_review_summary = answers(eligibility.GetReviewSummary, reviewing.get_review_summary)
