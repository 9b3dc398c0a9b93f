"""Declarations before the texts, texts after them, balanced assignment, and what reviewers see of each other."""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest

from services.eligibility.domain import reviews
from services.eligibility.domain.reviews import TRANSITIONS, ReviewRecord
from services.eligibility.handlers import assigning, interviewing, reminding, reviewing
from shared.contracts import eligibility, identity
from shared.contracts.eligibility import (
    GetReviewHistory,
    ListReviews,
    RemindedReviewer,
    RemindReviewer,
    ReviewAssigned,
    ReviewDeclared,
    ReviewReminded,
    ReviewSubmitted,
    ReviewUnassigned,
)
from shared.contracts.errors import Refusal
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Caller, Role
from tests.support.owners import FakeOwners
from tests.support.refused import refused
from tests.unit.eligibility.fake_eligibility import (
    CODE,
    PROGRAM,
    REVIEWERS,
    SCORES,
    STAFF,
    TEXTS,
    Desk,
    application_id,
    reviewer,
)

KEYS = {"application_id": application_id(CODE), "code": CODE, "call": "2027"}
OUT = "conflict_of_interest: The reviewer declared a conflict of interest and takes no part."
OTHER = "AAAAAAAAAA"


def a_desk(*, assigned: int = 1) -> Desk:
    desk = Desk()
    desk.check()
    for number in range(assigned):
        desk.assign(number)
    desk.outbox.events.clear()
    return desk


# -- the table ---------------------------------------------------------------------------------------------------------

STEPS = {
    (None, "assigned"),
    ("assigned", "cleared"),
    ("assigned", "submitted"),
    ("assigned", "recused"),
    ("assigned", None),
    ("assigned", "released"),
    ("cleared", "released"),
    ("released", "assigned"),
    ("cleared", "cleared"),
    ("cleared", "submitted"),
    ("cleared", "recused"),
    ("cleared", None),
    ("submitted", "submitted"),
    ("submitted", "recused"),
    ("recused", "recused"),
}
STATES = ("assigned", "cleared", "submitted", "recused", "released")


def test_the_table_of_reviews_is_this() -> None:
    assert {(before, after) for before, exits in TRANSITIONS.items() for after in exits} == STEPS


@pytest.mark.parametrize(("before", "after"), list(product(STATES, (*STATES, None))))
def test_each_step_of_a_review(before: str, after: str | None) -> None:
    review = ReviewRecord(REVIEWERS[0], before, {}, 1)
    if (before, after) in STEPS:
        reviews.step(review, after)
    elif before == "recused":
        assert refused(lambda: reviews.step(review, after)) == OUT
    else:
        assert refused(lambda: reviews.step(review, after)).startswith("illegal_transition")


# -- declaring ---------------------------------------------------------------------------------------------------------


def test_texts_are_given_only_after_the_declaration() -> None:
    desk = a_desk()
    assert (
        refused(desk.read)
        == "declaration_missing: First declare whether you have a conflict of interest with this city."
    )
    desk.declare("none")
    found = desk.read()
    assert (found.texts, found.city, found.residents, found.review.state) == (
        TEXTS,
        "Puerto Ejemplo",
        512_300,
        "cleared",
    )
    assert [criterion.id for criterion in found.rubric.criteria] == list(SCORES)
    assert all(sorted(criterion.anchors) == [1, 3, 5] for criterion in found.rubric.criteria)


def test_files_of_evidence_are_given_with_the_texts_that_name_them() -> None:
    desk = a_desk()
    assert refused(desk.fetch).startswith("declaration_missing")
    desk.declare("none")
    assert desk.fetch().content == f"{CODE} ddd 0"
    assert refused(lambda: desk.fetch("e" * 64)).startswith("not_found: There is no file eee")
    assert refused(lambda: desk.fetch(caller=reviewer(1))).startswith("not_found")
    assert refused(lambda: desk.fetch(number=1)).startswith("not_found")


def test_a_declared_conflict_closes_the_files_for_good() -> None:
    desk = a_desk()
    desk.declare("declared")
    assert refused(desk.fetch) == OUT


def test_a_declared_conflict_closes_the_texts_for_good() -> None:
    desk = a_desk()
    desk.declare("declared")
    assert refused(desk.read) == OUT
    assert refused(lambda: desk.declare("none")) == OUT
    assert refused(desk.review) == OUT


def test_a_declaration_is_told_once() -> None:
    desk = a_desk()
    first = desk.declare("none")
    assert desk.declare("none") == first
    told = ReviewDeclared(**KEYS, state=State.IN_REVIEW, reviewer_id=REVIEWERS[0], conflict="none")
    assert desk.outbox.events == [told]
    desk.declare("declared")
    assert desk.outbox.events == [told, told.model_copy(update={"conflict": "declared"})]


def test_a_conflict_that_comes_up_later_takes_the_scores_away() -> None:
    desk = a_desk()
    desk.declare()
    desk.review()
    assessment = desk.declare("declared")
    assert (assessment.submitted, assessment.recused, assessment.mean) == (0, 1, None)


def test_whoever_has_written_has_declared() -> None:
    desk = a_desk()
    desk.review()
    assert desk.declare("none").submitted == 1
    assert [type(event) for event in desk.outbox.events] == [ReviewSubmitted]


def test_another_reviewers_texts_and_declaration_cannot_be_found() -> None:
    desk = a_desk(assigned=2)
    hidden = f"not_found: That person is not a reviewer of {CODE}."
    assert refused(lambda: desk.read(0, caller=reviewer(1))) == hidden
    assert refused(lambda: desk.declare("none", 0, caller=reviewer(1))) == hidden
    assert refused(lambda: desk.read(2)) == f"not_found: There is no checked application {CODE}."
    assert refused(lambda: desk.read(code=OTHER)) == f"not_found: There is no checked application {OTHER}."


def test_staff_see_what_a_reviewer_would_and_no_sooner() -> None:
    desk = a_desk()
    assert refused(lambda: desk.read(caller=STAFF)).startswith("declaration_missing")
    desk.declare(caller=STAFF)
    assert desk.read(caller=STAFF).texts == TEXTS


def test_nothing_is_declared_after_a_decision_but_what_was_given_stays() -> None:
    desk = a_desk(assigned=2)
    desk.declare()
    desk.decide()
    assert refused(lambda: desk.declare("none", 1)) == (
        "illegal_transition: An application that is decided cannot be reviewed."
    )
    assert desk.read().texts == TEXTS


# -- taking back -------------------------------------------------------------------------------------------------------


def test_an_assignment_is_taken_back_until_something_was_written() -> None:
    desk = a_desk(assigned=2)
    assert desk.unassign(0).assigned == 1
    assert desk.outbox.events == [
        ReviewUnassigned(**KEYS, state=State.IN_REVIEW, reviewer_id=REVIEWERS[0], language="es", because="taken_back")
    ]
    desk.review(1)
    assert (
        refused(lambda: desk.unassign(1)) == "illegal_transition: A review that is submitted cannot become unassigned."
    )
    desk.declare("declared", 1)
    assert refused(lambda: desk.unassign(1)) == OUT


def test_an_assignment_may_be_taken_back_after_the_declaration() -> None:
    desk = a_desk()
    desk.declare()
    assert desk.unassign().assigned == 0
    assert refused(desk.unassign) == f"not_found: That person is not a reviewer of {CODE}."


def test_nothing_is_taken_back_after_a_decision() -> None:
    desk = a_desk()
    desk.decide()
    assert refused(desk.unassign) == "illegal_transition: An application that is decided cannot be reviewed."


# -- what is seen ------------------------------------------------------------------------------------------------------


def test_a_reviewer_sees_their_own_review_alone() -> None:
    desk = a_desk(assigned=3)
    desk.review(0, scores=dict.fromkeys(SCORES, 1))
    mine = desk.review(1, scores=dict.fromkeys(SCORES, 5))
    assert (mine.mean, mine.lowest, mine.apart, [one.reviewer_id for one in mine.reviews]) == (
        5,
        5,
        False,
        [REVIEWERS[1]],
    )
    everything = desk.review(1, caller=STAFF, scores=dict.fromkeys(SCORES, 5))
    assert (everything.mean, everything.apart, len(everything.reviews)) == (3, True, 3)


def test_the_history_keeps_scores_that_were_corrected() -> None:
    desk = a_desk()
    desk.declare()
    desk.review(scores=dict.fromkeys(SCORES, 2))
    desk.check(version=2)
    desk.review(scores=dict.fromkeys(SCORES, 4), caller=STAFF)
    history = reviewing.get_review_history(GetReviewHistory(code=CODE), desk.repository)
    assert [(e.state, e.application_version, e.scores.get("ambition"), e.by) for e in history.entries] == [
        ("cleared", 1, None, f"person:{REVIEWERS[0]}"),
        ("submitted", 1, 2, f"person:{REVIEWERS[0]}"),
        ("submitted", 2, 4, STAFF.actor),
    ]


def test_a_new_version_marks_older_scores_and_nothing_else() -> None:
    desk = a_desk(assigned=2)
    desk.review(0)
    desk.check(version=2)
    assert [(one.state, one.stale) for one in desk.show().assessment.reviews] == [
        ("submitted", True),
        ("assigned", False),
    ]
    desk.review(0)
    assert [one.stale for one in desk.show().assessment.reviews] == [False, False]


def test_reviews_are_listed_and_a_reviewer_lists_their_own() -> None:
    desk = a_desk(assigned=2)
    desk.check(OTHER)
    desk.assign(0, OTHER)
    desk.declare(number=1)

    def listed(caller: Caller = STAFF, **fields: object) -> list[tuple[str, UUID, str]]:
        request = ListReviews.model_validate(fields)
        page = reviewing.list_reviews(request, desk.seen(request, caller), FakeOwners())
        return [(one.code, one.reviewer_id, one.state) for one in page.items]

    everything = [
        (OTHER, REVIEWERS[0], "assigned"),
        (CODE, REVIEWERS[0], "assigned"),
        (CODE, REVIEWERS[1], "cleared"),
    ]
    assert listed() == everything
    assert listed(reviewer(1)) == everything[2:]
    assert listed(reviewer(1), reviewer_id=REVIEWERS[0]) == []
    assert listed(state="assigned") == everything[:2]
    first = reviewing.list_reviews(ListReviews(limit=2), desk.repository, FakeOwners())
    assert (first.total, listed(limit=2, after=first.next)) == (3, everything[2:])


# -- balanced ----------------------------------------------------------------------------------------------------------


def test_a_balanced_assignment_gives_what_is_lacking() -> None:
    desk = a_desk(assigned=1)
    desk.check(OTHER)
    part = desk.balance()
    assert len(part.assigned) == 5
    assert (part.short, part.next) == ((), None)
    assert desk.balance().assigned == ()
    assert [type(event) for event in desk.outbox.events].count(ReviewAssigned) == 5
    assert desk.state(OTHER) is State.IN_REVIEW


def test_a_dry_run_says_what_it_would_assign_and_assigns_nothing() -> None:
    desk = a_desk(assigned=1)
    desk.check(OTHER)
    shown = desk.balance(dry_run=True, codes=(OTHER,))
    assert {one.code for one in shown.assigned} == {OTHER}
    assert [type(event) for event in desk.outbox.events].count(ReviewAssigned) == 0
    assert desk.balance(codes=(OTHER,)).assigned == shown.assigned


def remind(desk: Desk, number: int, *codes: str, note: str | None = None) -> RemindedReviewer:
    request = RemindReviewer(reviewer_id=REVIEWERS[number], codes=codes, note=note)
    return reminding.remind_of_outstanding(request, desk.repository, desk.outbox)


def test_staff_remind_of_all_that_is_outstanding_by_one_mail() -> None:
    desk = a_desk(assigned=2)
    desk.check(OTHER)
    desk.assign(0, OTHER)
    desk.review(1)
    assert remind(desk, 0, CODE, OTHER, note="Thank you!").codes == tuple(sorted((CODE, OTHER)))
    assert remind(desk, 1, CODE).codes == ()
    (told,) = [event for event in desk.outbox.events if isinstance(event, ReviewReminded)]
    assert (told.reviewer_id, told.outstanding) == (REVIEWERS[0], 2)
    assert "Thank you!" not in told.model_dump_json()
    stranger = RemindReviewer(reviewer_id=UUID(int=99), codes=(CODE,))
    nobody = refused(lambda: reminding.remind_of_outstanding(stranger, desk.repository, desk.outbox))
    assert nobody.startswith("not_found")


def test_whoever_reviews_no_more_keeps_what_is_theirs_and_is_asked_for_nothing_new() -> None:
    desk = a_desk(assigned=1)
    gone = {"person_id": REVIEWERS[0], "roles": (), "languages": ("es",), "because": "left_program"}
    assigning.record_reviewer(identity.PersonDeactivated.model_validate(gone), desk.repository)
    desk.check(OTHER)
    assert {one.reviewer_id for one in desk.balance().assigned} == set(REVIEWERS[1:])
    assert refused(lambda: desk.assign(0, OTHER)).startswith("not_found")
    request = ListReviews(reviewer_id=REVIEWERS[0], state="assigned")
    assert reviewing.list_reviews(request, desk.repository, FakeOwners()).total == 1
    back = identity.PersonReactivated(person_id=REVIEWERS[0], roles=(Role.REVIEWER,), languages=("es",))
    assigning.record_reviewer(back, desk.repository)
    assert REVIEWERS[0] in {one.reviewer_id for one in desk.balance().assigned}


def test_whoever_lost_the_role_sits_on_no_new_panel() -> None:
    desk = Desk()
    lost = identity.RolesChanged(
        person_id=REVIEWERS[0], roles=(Role.COACH,), languages=("es",), given=(Role.COACH,), taken=(Role.REVIEWER,)
    )
    interviewing.record_panelist(lost, desk.repository)
    assert desk.repository.list_panelists(REVIEWERS) == set(REVIEWERS[1:])


@pytest.mark.parametrize(("own", "required"), [(2, 2), (None, 3)])
def test_a_call_asks_for_its_own_number_of_reviews_or_the_programs(own: int | None, required: int) -> None:
    desk = Desk(reviews_required=own)
    desk.check()
    assert len(desk.balance().assigned) == required
    assert desk.show().assessment.required == required


def test_a_balanced_assignment_leaves_out_what_takes_no_reviews_or_failed_the_check() -> None:
    desk = Desk()
    desk.check("AAAAAAAAAA", residents=9_000)
    desk.check("BBBBBBBBBB")
    desk.decide("declined", code="BBBBBBBBBB")
    assert desk.balance().assigned == ()


def test_a_recusal_is_replaced_and_holds_for_the_citys_other_applications() -> None:
    desk = a_desk(assigned=3)
    desk.check(OTHER)  # the same city in another application
    desk.declare("declared", 0)
    part = desk.balance()
    assert REVIEWERS[0] not in {one.reviewer_id for one in part.assigned}
    assert [(one.code, one.missing) for one in part.short] == [(OTHER, 1), (CODE, 1)]


def test_a_balanced_assignment_goes_on_part_by_part() -> None:
    desk = Desk()
    for code in ("AAAAAAAAAA", "BBBBBBBBBB", "CCCCCCCCCC"):
        desk.check(code)
    first = desk.balance(limit=2)
    assert (first.next, len(first.assigned)) == ("BBBBBBBBBB", 6)
    second = desk.balance(limit=2, after=first.next)
    assert (second.next, len(second.assigned)) == (None, 3)


def test_a_balanced_assignment_needs_a_call() -> None:
    request = eligibility.AssignBalanced(call="2031")
    desk = Desk()
    assert refused(
        lambda: assigning.assign_balanced(request, desk.repository, desk.outbox, PROGRAM, None, FakeOwners())
    ) == ("not_found: There is no call 2031.")


# -- half-way ----------------------------------------------------------------------------------------------------------


def test_what_is_kept_half_way_is_shown_to_its_reviewer_alone() -> None:
    desk = a_desk()
    desk.declare()
    desk.outbox.events.clear()
    kept = desk.keep(scores={"ambition": 4}, comment="so far")
    assert (kept.state, kept.scores, kept.comment) == ("cleared", {"ambition": 4}, "so far")
    assert desk.read().review.scores == {"ambition": 4}
    assert [(one.scores, one.comment) for one in desk.show().assessment.reviews] == [({}, None)]
    assert desk.outbox.events == []
    own = reviewing.list_reviews(ListReviews(), desk.seen(ListReviews(), reviewer(0)), FakeOwners())
    assert [(one.state, one.scored) for one in own.items] == [("cleared", 1)]


def test_a_review_that_was_kept_is_submitted_whole() -> None:
    desk = a_desk()
    desk.declare()
    desk.keep(scores={"ambition": 4})
    assert desk.review().submitted == 1
    assert desk.read().review.scores == SCORES


@pytest.mark.parametrize(
    ("scores", "said"),
    [({"ambition": 6}, "too_large"), ({"ambition": 0}, "too_small"), ({"charm": 3}, "not_in_rubric")],
)
def test_wrong_scores_are_not_kept(scores: dict[str, int], said: str) -> None:
    desk = a_desk()
    desk.declare()
    with pytest.raises(Refusal) as caught:
        desk.keep(scores=scores)
    assert [detail.code for detail in caught.value.details] == [said]
    assert desk.read().review.scores == {}


def test_nothing_is_kept_before_the_declaration_nor_after_the_submission_nor_for_another() -> None:
    desk = a_desk(assigned=2)
    assert refused(desk.keep).startswith("declaration_missing")
    desk.declare()
    desk.review()
    assert refused(desk.keep).startswith("illegal_transition")
    assert refused(lambda: desk.keep(1, caller=reviewer(0))).startswith("not_found")
    desk.declare("declared", 1)
    assert refused(lambda: desk.keep(1)) == OUT
