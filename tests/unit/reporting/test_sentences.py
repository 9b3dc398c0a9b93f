"""The city page's sentences: one for each event about an application, in the event's own words."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from services.reporting.sentences import SENTENCES, sentence_of
from shared.contracts import cohort, eligibility, notifications
from shared.contracts.events import Event
from shared.contracts.identity import PersonAdded
from shared.contracts.lifecycle import ApplicationState as S
from shared.contracts.registry import EVENTS
from tests.unit.reporting.fakes import (
    START,
    advanced,
    application_id,
    checked,
    decided,
    selection,
    sent,
    started,
    submitted,
    withdrawn,
)

A = {"application_id": application_id("A"), "code": "A"}
PARTICIPATION = A | {"cohort": "c27"}
MAIL = A | {"mail_id": uuid4(), "template": "offer", "language": "es", "recipient": "intake:1", "attempts": 1}


def visit(**fields: Any) -> Event:
    times = {"starts_at": START, "ends_at": START, "time_zone": "America/Bogota"}
    return cohort.VisitScheduled(**PARTICIPATION, visit_id=uuid4(), **times, **fields)


def review(conflict: str) -> Event:
    return selection(eligibility.ReviewSubmitted, S.IN_REVIEW, reviewer_id=uuid4(), conflict=conflict, scores={})


def declared(conflict: str) -> Event:
    return selection(eligibility.ReviewDeclared, S.IN_REVIEW, reviewer_id=uuid4(), conflict=conflict)


def interview(moved: bool) -> Event:
    times = {"starts_at": START, "time_zone": "America/Bogota", "panel": (uuid4(), uuid4())}
    return selection(eligibility.InterviewScheduled, S.IN_REVIEW, interview_id=uuid4(), moved=moved, **times)


def test_every_event_about_an_application_has_a_sentence():
    events = {event for versions in EVENTS.values() for event in versions.values()}
    about_an_application = {event for event in events if "application_id" in event.model_fields}
    assert {event.__name__ for event in about_an_application - SENTENCES.keys()} == set()


def test_no_sentence_is_for_an_event_that_is_gone():
    assert SENTENCES.keys() <= {event for versions in EVENTS.values() for event in versions.values()}


def test_an_event_about_no_application_has_none():
    assert sentence_of(PersonAdded(person_id=uuid4(), roles=(), languages=())) is None


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (submitted(), "Application submitted"),
        (submitted(version=2), "Application submitted again, version 2"),
        (withdrawn(), "Application withdrawn"),
        (checked(outcome="needs_review"), "Eligibility check: needs_review (population)"),
        (checked().model_copy(update={"criteria": {"region": "pass"}}), "Eligibility check: eligible"),
        (
            checked(outcome="ineligible").model_copy(
                update={"criteria": {"population": "needs_review", "mayor_term": "fail", "ambition": "for_reviewers"}}
            ),
            "Eligibility check: ineligible (population, mayor_term)",
        ),
        (selection(eligibility.ReviewAssigned, S.IN_REVIEW, reviewer_id=uuid4()), "Review assigned"),
        (
            selection(eligibility.ReviewUnassigned, S.IN_REVIEW, reviewer_id=uuid4()),
            "Review taken back before it was written",
        ),
        (declared("none"), "A reviewer declared no conflict of interest, and may read"),
        (declared("declared"), "A reviewer declared a conflict of interest"),
        (review("none"), "Review submitted"),
        (review("declared"), "A reviewer declared a conflict of interest"),
        (decided(), "Decided: admitted, without a review"),
        (decided().model_copy(update={"reviews": 1}), "Decided: admitted, 1 review"),
        (decided().model_copy(update={"reviews": 3}), "Decided: admitted, 3 reviews"),
        (
            selection(eligibility.DecisionRescinded, S.IN_REVIEW, outcome="declined"),
            "Decision taken back before it was sent: declined",
        ),
        (
            decided().model_copy(update={"reviews": 2, "overridden": ("ineligible", "cohort_full")}),
            "Decided: admitted, 2 reviews, overriding ineligible and cohort full",
        ),
        (
            selection(
                eligibility.DecisionCorrected,
                S.OFFERED,
                before="declined",
                outcome="admitted",
                reply_by=date(2027, 5, 1),
                has_feedback=False,
                decision_id=uuid4(),
                overridden=("cohort_full",),
            ),
            "Decision corrected: from declined to admitted, reply by 2027-05-01, overriding cohort full",
        ),
        (selection(eligibility.Shortlisted, S.IN_REVIEW, shortlisted=True), "Put on the shortlist"),
        (selection(eligibility.Shortlisted, S.IN_REVIEW, shortlisted=False), "Taken off the shortlist"),
        (interview(moved=False), "Interview scheduled for 2027-03-01 07:00 (America/Bogota), panel of 2"),
        (interview(moved=True), "Interview moved to 2027-03-01 07:00 (America/Bogota), panel of 2"),
        (
            selection(eligibility.InterviewHeld, S.IN_REVIEW, interview_id=uuid4(), recommendation="admit"),
            "Interview held: the panel says admit",
        ),
        (selection(eligibility.InterviewCancelled, S.IN_REVIEW, interview_id=uuid4()), "Interview cancelled"),
        (selection(eligibility.WaitlistMoved, S.WAITLISTED, rank=2), "Moved on the waitlist, to rank 2"),
        (
            selection(eligibility.PlaceProposed, S.WAITLISTED, proposal_id=uuid4(), rank=1),
            "Proposed for a place that was freed, number 1 on the waitlist",
        ),
        (
            selection(eligibility.ProposalClosed, S.WAITLISTED, proposal_id=uuid4(), outcome="dismissed"),
            "Proposal dismissed",
        ),
        (selection(eligibility.WaitlistClosed, S.DECLINED), "Waitlist closed, since the cohort has started"),
        (
            selection(eligibility.OfferOverdue, S.OFFERED, reply_by=date(2027, 5, 1)),
            "Offer overdue, not answered by 2027-05-01",
        ),
        (
            selection(eligibility.OfferReinstated, S.OFFERED, reply_by=date(2027, 5, 1)),
            "Offer reinstated, reply by 2027-05-01",
        ),
        (sent(), "Decision sent: admitted, reply by 2027-05-01"),
        (
            sent().model_copy(update={"outcome": "declined", "reply_by": None, "has_feedback": True}),
            "Decision sent: declined, with feedback",
        ),
        (eligibility.OfferConfirmed.model_construct(cohort="c27", overridden=()), "Offer confirmed, for cohort c27"),
        (selection(eligibility.OfferDeclined, S.DECLINED_BY_CITY, declined_at=START), "Offer declined by the city"),
        (
            selection(eligibility.SelectionEnded, S.WITHDRAWN),
            "Selection ended, since the application was withdrawn",
        ),
        (started(), "Joined cohort c27, in onboarding"),
        (cohort.TeamLeadNamed(**PARTICIPATION, interim=True), "Interim team lead named"),
        (cohort.TeamLeadNamed(**PARTICIPATION, interim=False), "Team lead named"),
        (visit(sequence=0), "City visit scheduled for 2027-03-01 07:00 (America/Bogota)"),
        (visit(sequence=1), "City visit moved to 2027-03-01 07:00 (America/Bogota)"),
        (
            cohort.VisitHeld(**PARTICIPATION, visit_id=uuid4(), held_on=date(2027, 6, 2)),
            "City visit held on 2027-06-02",
        ),
        (cohort.VisitWrittenUp(**PARTICIPATION, visit_id=uuid4()), "City visit written up"),
        (advanced(), "Moved from onboarding to demonstration"),
        (advanced(waived=("x",)), "Moved from onboarding to demonstration, 1 requirement waived"),
        (advanced(waived=("x", "y")), "Moved from onboarding to demonstration, 2 requirements waived"),
        (notifications.MailSent(**MAIL), "Mail sent: offer (es)"),
        (notifications.MailFailed(**MAIL), "Mail failed after 1 attempt: offer"),
    ],
)
def test_the_sentence_of_an_event(event: Event, sentence: str):
    assert sentence_of(event) == sentence
