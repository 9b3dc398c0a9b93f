"""Reviews: assigned once, written by their reviewer, corrected until something is decided, recused for good."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.eligibility.handlers import assigning, reviewing
from shared.contracts import eligibility
from shared.contracts.eligibility import GetReviewSummary, ListReviews, ReviewAssigned, ReviewSubmitted
from shared.contracts.identity import PersonAdded
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Caller, Role
from tests.support.owners import FakeOwners
from tests.support.refused import refusal_of, refused
from tests.unit.eligibility.fake_eligibility import (
    CODE,
    DUE_ON,
    LEAD,
    NOW,
    PROGRAM,
    REVIEWERS,
    SCORES,
    STAFF,
    Desk,
    application_id,
    reviewer,
)

KEYS = {"application_id": application_id(CODE), "code": CODE, "call": "2027"}
NOBODY = UUID(int=7)


def a_desk(*, assigned: int = 0) -> Desk:
    """With a checked application, and reviews of the first so many reviewers."""
    desk = Desk()
    desk.check()
    for number in range(assigned):
        desk.assign(number)
    desk.outbox.events.clear()
    return desk


# -- assigning ---------------------------------------------------------------------------------------------------------


def test_the_first_assignment_starts_the_review_and_is_told() -> None:
    desk = a_desk()
    assessment = desk.assign()
    assert (assessment.required, assessment.assigned, assessment.submitted) == (3, 1, 0)
    assert desk.state() is State.IN_REVIEW
    assert desk.outbox.events == [
        ReviewAssigned(**KEYS, state=State.IN_REVIEW, reviewer_id=REVIEWERS[0], language="es", due_on=DUE_ON)
    ]


def test_a_second_assignment_is_told_and_raises_the_version() -> None:
    desk = a_desk(assigned=1)
    version = desk.show().version
    assert desk.assign(1).assigned == 2
    assert desk.show().version == version + 1
    assert desk.outbox.events == [
        ReviewAssigned(**KEYS, state=State.IN_REVIEW, reviewer_id=REVIEWERS[1], language="es", due_on=DUE_ON)
    ]


def test_the_same_assignment_again_changes_nothing() -> None:
    desk = a_desk()
    first, version = desk.assign(), desk.show().version
    assert desk.assign() == first
    assert (desk.show().version, len(desk.outbox.events)) == (version, 1)


def test_an_assignment_names_an_application_then_a_reviewer_then_a_state_that_allow_it() -> None:
    desk = a_desk()
    desk.decide()

    def assign(code: str, reviewer_id: UUID) -> str:
        request = eligibility.AssignReview(code=code, reviewer_id=reviewer_id)
        return refused(lambda: assigning.assign_review(request, desk.repository, desk.outbox, PROGRAM, NOW))

    assert assign("0000000000", NOBODY) == "not_found: There is no checked application 0000000000."
    assert assign(CODE, NOBODY) == f"not_found: There is no reviewer with the id {NOBODY}."
    assert assign(CODE, REVIEWERS[0]) == "illegal_transition: An application that is decided cannot be reviewed."


def test_only_people_with_the_role_review() -> None:
    desk, coach = Desk(), uuid4()
    event = PersonAdded(person_id=coach, roles=(Role.COACH, Role.STAFF), languages=("es",))
    assigning.record_reviewer(event, desk.repository)
    assert desk.repository.find_reviewer_languages(coach) is None
    assert desk.repository.find_reviewer_languages(REVIEWERS[0]) == ["es"]


# -- writing -----------------------------------------------------------------------------------------------------------


def test_a_review_is_told_with_its_scores_and_without_its_comment() -> None:
    desk = a_desk(assigned=1)
    assessment = desk.review()
    assert (assessment.submitted, assessment.mean) == (1, 3.65)  # (30 * 4 + 30 * 3 + 25 * 5 + 15 * 2) / 100
    assert desk.outbox.events == [
        ReviewSubmitted(**KEYS, state=State.IN_REVIEW, reviewer_id=REVIEWERS[0], conflict="none", scores=SCORES)
    ]
    assert [review.comment for review in assessment.reviews] == ["a strong plan"]
    assert "a strong plan" not in desk.outbox.events[0].model_dump_json()


def test_a_review_may_be_corrected() -> None:
    desk = a_desk(assigned=1)
    desk.review()
    assert desk.review(scores=dict.fromkeys(SCORES, 5)).mean == 5
    assert len(desk.outbox.events) == 2


def test_reviews_far_apart_are_marked() -> None:
    desk = a_desk(assigned=2)
    desk.review(0, scores=dict.fromkeys(SCORES, 2))
    assert not desk.show().assessment.apart
    assessment = desk.review(1, scores=dict.fromkeys(SCORES, 4), caller=STAFF)
    assert (assessment.mean, assessment.lowest, assessment.highest, assessment.apart) == (3, 2, 4, True)


@pytest.mark.parametrize(
    ("scores", "fields"),
    [
        ({}, ["scores.ambition", "scores.foundations", "scores.resident_impact", "scores.readiness"]),
        (SCORES | {"ambition": 0}, ["scores.ambition"]),
        (SCORES | {"ambition": 6}, ["scores.ambition"]),
        (SCORES | {"charm": 5}, ["scores.charm"]),
    ],
)
def test_scores_that_do_not_fit_the_rubric_are_refused(scores: dict[str, int], fields: list[str]) -> None:
    desk = a_desk(assigned=1)
    refusal = refusal_of(lambda: desk.review(scores=scores))
    assert refusal.code == "invalid"
    assert [detail.field for detail in refusal.details] == fields
    assert desk.outbox.events == []


def test_another_reviewers_review_cannot_be_found() -> None:
    desk = a_desk(assigned=2)
    another = f"not_found: That person is not a reviewer of {CODE}."
    assert refused(lambda: desk.review(0, caller=reviewer(1))) == another
    desk.decide()
    assert refused(lambda: desk.review(0, caller=reviewer(1))) == another  # not even its state


@pytest.mark.parametrize("caller", [STAFF, LEAD, Caller("local-admin", frozenset({Role.ADMINISTRATOR}))])
def test_staff_record_a_review_for_its_reviewer(caller: Caller) -> None:
    assert a_desk(assigned=1).review(caller=caller).submitted == 1


def test_a_review_that_was_not_assigned_cannot_be_found() -> None:
    desk = a_desk(assigned=1)
    assert refused(lambda: desk.review(1)) == f"not_found: There is no checked application {CODE}."
    assert refused(lambda: desk.review(1, caller=STAFF)) == f"not_found: That person is not a reviewer of {CODE}."
    assert refused(lambda: desk.review(0, code="0000000000")) == (
        "not_found: There is no checked application 0000000000."
    )


@pytest.mark.parametrize("conflict", ["none", "declared"])
def test_nothing_is_written_after_a_decision(conflict: str) -> None:
    desk = a_desk(assigned=1)
    desk.decide()
    assert refused(lambda: desk.review(conflict=conflict)) == (
        "illegal_transition: An application that is decided cannot be reviewed."
    )


# -- conflicts of interest ---------------------------------------------------------------------------------------------


def test_a_declared_conflict_recuses_and_takes_the_scores_away() -> None:
    desk = a_desk(assigned=1)
    desk.review()
    assessment = desk.review(conflict="declared")
    assert (assessment.submitted, assessment.recused, assessment.mean) == (0, 1, None)
    assert [(one.state, one.scores, one.total) for one in assessment.reviews] == [("recused", {}, None)]
    assert desk.outbox.events[-1] == ReviewSubmitted(
        **KEYS, state=State.IN_REVIEW, reviewer_id=REVIEWERS[0], conflict="declared", scores={}
    )


def test_scores_with_a_declared_conflict_are_refused() -> None:
    desk = a_desk(assigned=1)
    request = eligibility.SubmitReview(code=CODE, reviewer_id=REVIEWERS[0], conflict="declared", scores=SCORES)
    refusal = refusal_of(lambda: desk.submit(request, reviewer(0)))
    assert str(refusal) == "invalid: 1 field must be corrected."
    assert [(one.field, one.message) for one in refusal.details] == [("scores", "Leave this out here.")]
    assert desk.repository.list_reviews(application_id(CODE))[0].state == "assigned"


@pytest.mark.parametrize("caller", [reviewer(0), STAFF, LEAD])
def test_a_recused_reviewer_takes_no_part_any_more(caller: Caller) -> None:
    desk = a_desk(assigned=1)
    desk.review(conflict="declared")
    assert refused(lambda: desk.review(caller=caller)) == (
        "conflict_of_interest: The reviewer declared a conflict of interest and takes no part."
    )


def test_a_recusal_may_be_repeated() -> None:
    desk = a_desk(assigned=1)
    assert desk.review(conflict="declared") == desk.review(conflict="declared")


# -- the summary -------------------------------------------------------------------------------------------------------


def test_a_summary_without_scores_has_no_mean() -> None:
    desk = a_desk(assigned=1)
    summary = reviewing.get_review_summary(GetReviewSummary(code=CODE), desk.repository, PROGRAM)
    assert (summary.assigned, summary.submitted, summary.mean, summary.lowest, summary.apart) == (
        1,
        0,
        None,
        None,
        False,
    )
    assert (
        refused(lambda: reviewing.get_review_summary(GetReviewSummary(code="X"), desk.repository, PROGRAM))
        == "not_found: There is no checked application X."
    )


# -- reminders ---------------------------------------------------------------------------------------------------------

SOON = datetime(2027, 4, 22, 13, tzinfo=UTC)  # nine in New York, two days before DUE_ON


def test_who_has_not_written_is_reminded_once_two_days_before() -> None:
    desk = a_desk(assigned=3)
    desk.declare(number=1)
    desk.review(2)
    assert desk.remind_reviewers(SOON - timedelta(minutes=1)) == []
    told = [(one.reviewer_id, one.language, one.due_on, one.days) for one in desk.remind_reviewers(SOON)]
    assert told == [(REVIEWERS[0], "es", DUE_ON, 2), (REVIEWERS[1], "es", DUE_ON, 2)]
    assert desk.remind_reviewers(SOON) == []


def test_nobody_is_reminded_of_a_review_that_nobody_waits_for() -> None:
    desk = a_desk(assigned=1)
    desk.decide()
    assert desk.remind_reviewers(SOON) == []


def test_a_review_that_came_in_between_is_looked_at_again() -> None:
    """Listed as unwritten, written before its turn came."""
    desk = a_desk(assigned=2)
    listed = desk.repository.list_remindable_reviews(DUE_ON, DUE_ON)
    desk.review(0)
    desk.repository.list_remindable_reviews = lambda *_: listed  # type: ignore[method-assign]
    assert [one.reviewer_id for one in desk.remind_reviewers(SOON)] == [REVIEWERS[1]]


def test_reviews_are_listed_with_their_day() -> None:
    page = reviewing.list_reviews(ListReviews(), a_desk(assigned=1).repository, FakeOwners())
    assert [one.due_on for one in page.items] == [DUE_ON]


def test_the_rubric_is_the_programs() -> None:
    """As `GetRubric` shows it."""
    shown = reviewing.get_rubric(PROGRAM)
    assert [(one.id, one.weight) for one in shown.criteria] == [(one.id, one.weight) for one in PROGRAM.rubric.criteria]
    assert shown.reviews_required == PROGRAM.call.reviews_required
