"""What hangs on an application that ends: reviews, interviews, a place in the cohort; and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.eligibility.handlers import leaving, reviewing
from shared.contracts import cohort
from shared.contracts.eligibility import (
    InterviewCancelled,
    ListReviews,
    ProposalClosed,
    ReviewAssigned,
    ReviewUnassigned,
)
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.named import id_of_name
from tests.support.owners import FakeOwners
from tests.support.refused import refusal_of
from tests.unit.eligibility.fake_eligibility import (
    CODE,
    DUE_ON,
    NOW,
    REVIEWERS,
    Desk,
    application_id,
)

OTHER, THIRD, FOURTH = "AAAAAAAAAA", "BBBBBBBBBB", "CCCCCCCCCC"
STARTS = datetime(2027, 6, 1, 12, tzinfo=UTC)


def listed(desk: Desk, **filters: object) -> list[tuple[str, str]]:
    request = ListReviews.model_validate(filters)
    return [(one.code, one.state) for one in reviewing.list_reviews(request, desk.repository, FakeOwners()).items]


def told(desk: Desk, kind: type) -> list[object]:
    return [event for event in desk.outbox.events if isinstance(event, kind)]


# -- reviews -----------------------------------------------------------------------------------------------------------


def test_a_withdrawal_releases_what_was_not_written_and_leaves_what_was() -> None:
    desk = Desk()
    desk.check()
    for number in range(3):
        desk.assign(number)
    desk.review(0)
    desk.declare("none", 1)
    desk.withdraw()
    assert sorted(state for _, state in listed(desk)) == ["released", "released", "submitted"]
    assert listed(desk, state="assigned") == listed(desk, state="cleared") == []
    gone = told(desk, ReviewUnassigned)
    assert [(one.reviewer_id, one.state, one.language, one.because) for one in gone] == [  # type: ignore[attr-defined]
        (REVIEWERS[1], "withdrawn", "es", "withdrawn"), (REVIEWERS[2], "withdrawn", "es", "withdrawn")
    ]  # fmt: skip
    assert desk.remind_reviewers(datetime(2027, 4, 23, 13, tzinfo=UTC)) == []
    assert desk.show().assessment.assigned == 1


@pytest.mark.parametrize("outcome", ["admitted", "declined"])
def test_a_decision_that_was_sent_releases_what_was_not_written(outcome: str) -> None:
    desk = Desk()
    desk.check()
    for number in range(2):
        desk.assign(number)
    desk.review(0)
    desk.reach_sent(outcome)
    assert sorted(review.state for review in desk.repository.reviews.values()) == ["released", "submitted"]
    (gone,) = told(desk, ReviewUnassigned)
    assert (gone.reviewer_id, gone.because) == (REVIEWERS[1], "decided")  # type: ignore[attr-defined]
    assert refusal_of(lambda: desk.read(1)).code == "declaration_missing"


@pytest.mark.parametrize("outcome", ["waitlisted", "more_info"])
def test_a_decision_that_leaves_a_city_weighed_releases_nothing(outcome: str) -> None:
    desk = Desk()
    desk.check()
    desk.assign(0)
    desk.reach_sent(outcome)
    assert told(desk, ReviewUnassigned) == []


def test_a_city_that_stands_again_is_reviewed_anew_and_its_reviewers_are_asked_again() -> None:
    desk = Desk()
    desk.check()
    desk.assign(0)
    desk.withdraw()
    desk.outbox.events.clear()
    desk.check(version=2)
    (asked,) = told(desk, ReviewAssigned)
    assert (asked.reviewer_id, asked.due_on, asked.state) == (REVIEWERS[0], DUE_ON, "in_review")  # type: ignore[attr-defined]
    assert listed(desk) == [(CODE, "assigned")]
    assert desk.repository.reviews[application_id(CODE), REVIEWERS[0]].application_version == 2


@pytest.mark.parametrize("outcome", ["declined", "admitted", "more_info"])
def test_a_review_that_nobody_waits_for_is_on_no_list(outcome: str) -> None:
    desk = Desk()
    desk.check()
    desk.assign(0)
    desk.reach_sent(outcome)
    assert listed(desk, state="assigned") == []
    if outcome == "more_info":  # the answer brings it back
        desk.check(version=2)
        assert listed(desk, state="assigned") == [(CODE, "assigned")]


def test_what_a_reviewer_has_not_written_is_taken_back_from_all_at_once() -> None:
    desk = Desk()
    for code in (CODE, OTHER, THIRD):
        desk.check(code)
        desk.assign(0, code)
    desk.review(0, OTHER)
    desk.outbox.events.clear()
    assert desk.unassign_all(0) == (THIRD, CODE)
    assert [event.code for event in desk.outbox.events] == [THIRD, CODE]  # type: ignore[attr-defined]
    assert listed(desk) == [(OTHER, "submitted")]
    assert desk.unassign_all(0) == ()


# -- interviews --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["withdrawn", "declined", "admitted"])
def test_an_interview_that_is_to_come_is_called_off_and_its_panel_told(end: str) -> None:
    desk = Desk()
    desk.check()
    desk.schedule()
    if end == "withdrawn":
        desk.withdraw()
    else:
        desk.reach_sent(end)
    (called_off,) = told(desk, InterviewCancelled)
    assert called_off.panel == REVIEWERS[:2]  # type: ignore[attr-defined]
    assert [one.state for one in desk.show().interviews] == ["cancelled"]


def test_what_was_said_in_an_interview_stays() -> None:
    desk = Desk()
    desk.check()
    desk.schedule()
    desk.interview()
    desk.withdraw()
    assert [one.state for one in desk.show().interviews] == ["held"]


def test_a_corrected_decision_calls_off_the_interview_of_a_city_that_waited() -> None:
    desk = Desk()
    desk.check()
    desk.reach_sent("waitlisted")
    desk.schedule()
    desk.correct("declined")
    assert [one.state for one in desk.show().interviews] == ["cancelled"]


# -- a city that leaves its cohort -------------------------------------------------------------------------------------


def a_full_cohort() -> Desk:
    """Its one place is confirmed, and another city waits."""
    desk = Desk(capacity=1)
    desk.offered()
    desk.confirm()
    desk.check(OTHER)
    desk.decide("waitlisted", OTHER)
    desk.send(OTHER)
    desk.outbox.events.clear()
    return desk


@pytest.mark.parametrize("status", ["withdrawn", "exited"])
def test_a_city_that_leaves_before_the_cohort_starts_frees_its_place(status: str) -> None:
    desk = a_full_cohort()
    desk.status(status)
    desk.propose()
    (proposal,) = desk.proposals()
    assert (proposal.code, proposal.freed_by, proposal.freed_how, proposal.taken) == (OTHER, CODE, status, 0)
    assert desk.accept(OTHER).state is State.DECIDED  # there is a place


def test_a_pause_frees_nothing() -> None:
    desk = a_full_cohort()
    desk.status("paused")
    desk.propose()
    assert desk.proposals() == []


def test_after_the_cohort_has_started_nobody_is_proposed() -> None:
    desk = a_full_cohort()
    desk.status("withdrawn", now=STARTS)
    desk.propose(STARTS)
    assert (desk.proposals(), desk.repository.freed) == ([], {})


def test_the_cohorts_first_day_counts_where_it_has_moved_to() -> None:
    desk = a_full_cohort()
    event = cohort.TimelineChanged(
        cohort_id=id_of_name("cohort-2027"), cohort="cohort-2027", application_id=None, cities=(),
        changes=(cohort.DateChange(phase=None, old=date(2027, 6, 1), new=date(2027, 7, 1)),),
    )  # fmt: skip
    leaving.follow_start(event, desk.repository)
    assert desk.close_waitlists(STARTS) == 0
    desk.status("withdrawn", now=STARTS)
    desk.propose(STARTS)
    assert [one.code for one in desk.proposals()] == [OTHER]


def test_of_a_city_that_comes_back_the_proposal_is_dropped() -> None:
    desk = a_full_cohort()
    desk.status("withdrawn")
    desk.propose()
    desk.status("active", from_status="withdrawn")
    desk.propose()
    assert [one.state for one in desk.proposals(state=None)] == ["superseded"]
    assert desk.show().warnings == ()


def a_cohort_with_room(*waiting: str) -> Desk:
    """Two of its three places are confirmed, and others wait."""
    desk = Desk(capacity=3)
    for code in (CODE, THIRD):
        desk.offered(code)
        desk.confirm(code)
    for code in waiting:
        desk.check(code)
        desk.decide("waitlisted", code)
        desk.send(code)
    desk.outbox.events.clear()
    return desk


def closed(desk: Desk) -> list[tuple[str, str, str]]:
    return [(one.code, one.freed_by, one.state) for one in desk.proposals(state=None)]


def test_a_city_that_comes_back_takes_its_own_place_also_where_there_is_room() -> None:
    desk = a_cohort_with_room(OTHER)
    desk.status("withdrawn")
    desk.propose()
    for _ in range(2):
        desk.status("active", from_status="withdrawn")
        desk.propose()
    assert closed(desk) == [(OTHER, CODE, "superseded")]
    assert [one.outcome for one in told(desk, ProposalClosed)] == ["superseded"]  # type: ignore[attr-defined]


def test_a_city_that_comes_back_before_its_place_is_proposed_leaves_nothing_to_propose() -> None:
    desk = a_cohort_with_room(OTHER)
    desk.status("withdrawn")
    desk.status("active", from_status="withdrawn")
    desk.propose()
    assert desk.proposals(state=None) == []


def test_a_proposal_that_was_accepted_stays_when_the_city_comes_back() -> None:
    desk = a_cohort_with_room(OTHER)
    desk.status("withdrawn")
    desk.propose()
    desk.accept(OTHER)
    desk.status("active", from_status="withdrawn")
    desk.propose()
    assert closed(desk) == [(OTHER, CODE, "accepted")]
    assert desk.state(OTHER) is State.DECIDED


@pytest.mark.parametrize("back", [CODE, THIRD])
def test_of_two_that_left_only_the_place_of_the_one_that_is_back_is_proposed_no_more(back: str) -> None:
    desk = a_cohort_with_room(OTHER, FOURTH)
    desk.repository.calls["2027"] = replace(desk.repository.calls["2027"], capacity=2)
    desk.status("withdrawn")
    desk.status("exited", THIRD)
    desk.propose()
    desk.status("active", back, from_status="withdrawn")
    desk.propose()
    first, second = ("superseded", "open") if back == CODE else ("open", "superseded")
    assert closed(desk) == [(OTHER, CODE, first), (FOURTH, THIRD, second)]


def test_a_place_that_was_given_away_meanwhile_is_over_capacity() -> None:
    desk = a_full_cohort()
    desk.status("withdrawn")
    desk.propose()
    desk.accept(OTHER)
    desk.send(OTHER)
    desk.status("active", from_status="withdrawn")
    (warning,) = desk.show().warnings
    assert (warning.code, warning.values) == ("over_capacity", {"taken": 2, "count": 1})
    assert refusal_of(lambda: (desk.check(THIRD), desk.decide(code=THIRD))).code == "cohort_full"


def test_leaving_and_coming_back_again_and_again_frees_one_place_at_a_time() -> None:
    desk = a_full_cohort()
    for _ in range(3):
        desk.status("withdrawn")
        desk.status("withdrawn")
        desk.status("active", from_status="withdrawn")
    desk.status("exited")
    desk.propose()
    desk.propose()
    assert [one.state for one in desk.proposals(state=None)] == ["open"]


# -- capacity ----------------------------------------------------------------------------------------------------------


def test_an_accepted_city_counts_once() -> None:
    desk = Desk(capacity=2)
    desk.offered(THIRD)
    desk.offered()
    desk.check(OTHER)
    desk.decide("waitlisted", OTHER)
    desk.send(OTHER)
    desk.lapse()
    desk.propose()
    desk.accept(OTHER)
    (proposal,) = desk.proposals(state=None)
    assert (proposal.state, proposal.taken, proposal.capacity) == ("accepted", 1, 2)
    assert sum(proposal.after["language"].values()) == 2


# -- the dry run -------------------------------------------------------------------------------------------------------


def test_a_dry_run_says_what_each_city_would_hear_and_does_nothing() -> None:
    desk = Desk()
    desk.check()
    desk.check(OTHER)
    desk.check(THIRD)
    desk.decide("admitted")
    desk.decide("more_info", OTHER, due_on=DUE_ON)
    events, rows = list(desk.outbox.events), dict(desk.repository.selections)
    admitted, asked, nothing, unknown = desk.preview(CODE, OTHER, THIRD, "0000000000")
    assert (admitted.outcome, admitted.reply_by, admitted.recipients, admitted.sent) == (
        "admitted", date(2027, 4, 24), 1, False
    )  # fmt: skip
    assert (asked.outcome, asked.reply_by, asked.has_feedback) == ("more_info", DUE_ON, True)
    assert [one.error and one.error.code for one in (nothing, unknown)] == ["illegal_transition", "not_found"]
    assert (desk.outbox.events, desk.repository.selections) == (events, rows)


def test_a_dry_run_marks_what_was_sent_and_what_was_decided_on_an_older_version() -> None:
    desk = Desk()
    desk.check()
    desk.decide("declined")
    desk.check(version=2)
    (one,) = desk.preview(CODE)
    assert (one.stale, one.sent) == (True, False)
    desk.send()
    (one,) = desk.preview(CODE, now=NOW + timedelta(days=3))
    assert (one.sent, one.outcome) == (True, "declined")


# -- means -------------------------------------------------------------------------------------------------------------


def test_means_are_of_the_current_version_and_older_reviews_are_counted_apart() -> None:
    desk = Desk()
    desk.check()
    desk.assign(0)
    desk.assign(1)
    desk.review(0, scores={"ambition": 5, "foundations": 5, "resident_impact": 5, "readiness": 5})
    desk.check(version=2)
    assessment = desk.show().assessment
    assert (assessment.submitted, assessment.current, assessment.older, assessment.mean) == (1, 0, 1, None)
    desk.review(1, scores={"ambition": 2, "foundations": 2, "resident_impact": 2, "readiness": 2})
    assessment = desk.show().assessment
    assert (assessment.submitted, assessment.current, assessment.older, assessment.mean) == (2, 1, 1, 2.0)
    assert (assessment.apart, [one.stale for one in assessment.reviews]) == (False, [True, False])


def test_reviews_stay_of_the_current_version_while_reviewers_read_the_same() -> None:
    desk = Desk()
    desk.check()
    desk.assign(0)
    desk.review(0, scores={"ambition": 5, "foundations": 5, "resident_impact": 5, "readiness": 5})
    desk.check(version=2, rewritten=False)
    desk.withdraw()
    desk.check(version=3, rewritten=False)
    shown = desk.show().assessment
    assert (shown.current, shown.older, shown.mean, [one.stale for one in shown.reviews]) == (1, 0, 5.0, [False])
    desk.check(version=4)
    desk.check(version=5, rewritten=False)
    assert (desk.show().assessment.current, desk.show().assessment.older) == (0, 1)


# -- filters -----------------------------------------------------------------------------------------------------------


def test_a_list_of_reviews_names_what_is_not_there() -> None:
    desk = Desk()
    stranger = application_id(CODE)
    refusal = refusal_of(lambda: listed(desk, call="2030", reviewer_id=stranger))
    assert [(one.field, one.code) for one in refusal.details] == [
        ("call", "no_such_call"), ("reviewer_id", "no_such_reviewer")
    ]  # fmt: skip
