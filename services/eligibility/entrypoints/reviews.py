"""Reviews: assigned, declared, read, written."""

from __future__ import annotations

from services.eligibility.entrypoints.base import Entrypoints
from services.eligibility.handlers import assigning, reminding, reviewing
from shared.contracts import eligibility
from shared.messaging.entrypoints import answers, every


class Reviews(Entrypoints):
    remind_reviewers = every(60, reminding.remind_reviewer, of=reminding.list_due_reviews)

    get_rubric = answers(eligibility.GetRubric, reviewing.get_rubric)
    assign_review = answers(eligibility.AssignReview, assigning.assign_review)
    list_candidates = answers(eligibility.ListCandidates, assigning.list_candidates)
    remind_reviewer = answers(eligibility.RemindReviewer, reminding.remind_of_outstanding)
    assign_balanced = answers(eligibility.AssignBalanced, assigning.assign_balanced)
    unassign_review = answers(eligibility.UnassignReview, assigning.unassign_review)
    unassign_reviewer = answers(eligibility.UnassignReviewer, assigning.unassign_reviewer)
    declare_conflict = answers(eligibility.DeclareConflict, reviewing.declare_conflict)
    get_review_texts = answers(eligibility.GetReviewTexts, reviewing.get_review_texts)
    get_review_file_part = answers(eligibility.GetReviewFilePart, reviewing.get_review_file_part)
    list_reviews = answers(eligibility.ListReviews, reviewing.list_reviews)
    get_review_history = answers(eligibility.GetReviewHistory, reviewing.get_review_history)
    save_review = answers(eligibility.SaveReview, reviewing.save_review)
    submit_review = answers(eligibility.SubmitReview, reviewing.submit_review)
    get_review_summary = answers(eligibility.GetReviewSummary, reviewing.get_review_summary)
