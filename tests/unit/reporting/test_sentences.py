"""The city page's sentences: one for each event about an application, in words and the event's own values."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.reporting.sentences import CLAUSES, COUNTED, VARIANTS, clauses_of, is_told, titles_of, values_of
from services.reporting.told import OF_APPLICATION
from shared.contracts import cohort, eligibility, intake, notifications
from shared.contracts.envelope import Envelope
from shared.contracts.events import Event
from shared.contracts.lifecycle import ApplicationState as S
from shared.contracts.registry import EVENTS, decode
from shared.contracts.reporting import HistoryEntry
from shared.program.load import load_program
from shared.wording import named_in
from shared.wording.catalogue import catalogue_of
from tests.contracts.make_samples import sample_path
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

PROGRAM_FILE = Path(__file__).parents[3] / "programs" / "city-data-alliance.toml"
A = {"application_id": application_id("A"), "code": "A"}
PARTICIPATION = A | {"cohort": "c27"}
NOON = "Monday, March 1, 2027, 12:00\u202fPM (Coordinated Universal Time)"
SEVEN = "Monday, March 1, 2027, 7:00\u202fAM (Colombia Time)"
PROJECT = "Resident Impact Data Project, phase 1"
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


EVERY = [event for versions in EVENTS.values() for event in versions.values()]
TOLD = [event for event in EVERY if is_told(event)]
KEYS = sorted(key.removeprefix("history.") for key in catalogue_of("en") if key.startswith("history."))
TITLES = titles_of(load_program(PROGRAM_FILE))


def sample(event: type[Event]) -> Event:
    made = decode(Envelope.model_validate_json(sample_path(event).read_text(encoding="utf-8")))
    assert made is not None
    return made


def told(event: Event) -> str:
    return HistoryEntry(at=START, actor="x", event=event.type, clauses=clauses_of(event, TITLES)).summary


@pytest.mark.parametrize("event", TOLD, ids=lambda event: event.__name__)
def test_every_event_that_is_told_has_a_sentence(event: type[Event]):
    clauses = clauses_of(sample(event), TITLES)
    assert clauses
    assert [clause.key for clause in clauses if clause.key not in KEYS] == []
    assert "…" not in told(sample(event))


@pytest.mark.parametrize("key", [key for key in KEYS if not key.startswith("clauses.")])
def test_every_sentence_names_values_that_its_event_has(key: str):
    (event,) = [event for event in TOLD if event.type == key.partition(".")[0]]
    assert named_in(f"history.{key}") - values_of(sample(event), TITLES).keys() == set()


def test_every_event_with_several_sentences_is_told():
    assert (VARIANTS.keys() | CLAUSES.keys() | COUNTED.keys()) - set(TOLD) == set()


#: Of an application what staff alone read: what people judged, what waits to be sent, what the program did by itself.
OF_STAFF = {
    intake.CityAnonymised, intake.LikelyMatchFound,
    eligibility.DecisionMade, eligibility.DecisionRescinded, eligibility.EligibilityChecked, eligibility.InterviewHeld,
    eligibility.PlaceProposed, eligibility.ProposalClosed, eligibility.ReviewAssigned, eligibility.ReviewDeclared,
    eligibility.ReviewReminded, eligibility.ReviewReminderDue, eligibility.ReviewSubmitted,
    eligibility.ReviewUnassigned, eligibility.SelectionEnded, eligibility.SelectionReinstated, eligibility.Shortlisted,
    eligibility.WaitlistMoved,
}  # fmt: skip


def test_of_each_event_about_an_application_it_is_said_whether_its_city_reads_it():
    """In told.py, or above. Of a participation its city reads all but what told.py takes out."""
    about = {event for event in TOLD if issubclass(event, intake.ApplicationEvent | eligibility.SelectionEvent)}
    assert {event.__name__ for event in about - set(OF_APPLICATION)} == {event.__name__ for event in OF_STAFF}


def test_an_event_that_nobody_reads_has_none():
    assert clauses_of(sample(intake.CallOpened), TITLES) == ()


def test_what_another_version_of_the_program_names_is_said_by_its_id():
    assert told(advanced().model_copy(update={"to_phase": "second_wind"})) == "Moved from “Onboarding” to “second wind”"


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (submitted(), "Application submitted"),
        (submitted(version=2), "Application submitted again (version 2)"),
        (
            intake.CallReopened(**A, call="2027", until=START, time_zone="America/Bogota"),
            f"The call is open again for this city, until {SEVEN}",
        ),
        (
            intake.CallReopened(**A, call="2027", until=START),
            f"The call is open again for this city, until {NOON}",
        ),
        (withdrawn(), "Application withdrawn"),
        (checked(outcome="needs_review"), "Eligibility check: needs review, flagged: population"),
        (checked().model_copy(update={"criteria": {"region": "pass"}}), "Eligibility check: eligible"),
        (
            checked(outcome="ineligible").model_copy(
                update={"criteria": {"population": "needs_review", "mayor_term": "fail", "ambition": "for_reviewers"}}
            ),
            "Eligibility check: ineligible, flagged: population and mayor’s term",
        ),
        (selection(eligibility.ReviewAssigned, S.IN_REVIEW, reviewer_id=uuid4()), "Review assigned"),
        (
            selection(eligibility.ReviewUnassigned, S.IN_REVIEW, reviewer_id=uuid4()),
            "Review unassigned before it was written",
        ),
        (declared("none"), "A reviewer declared no conflict of interest and may read the application"),
        (declared("declared"), "A reviewer declared a conflict of interest"),
        (review("none"), "Review submitted"),
        (review("declared"), "A reviewer declared a conflict of interest"),
        (decided(), "Decided: admitted, without a review"),
        (decided().model_copy(update={"reviews": 1}), "Decided: admitted, 1 review"),
        (decided().model_copy(update={"reviews": 3}), "Decided: admitted, 3 reviews"),
        (
            selection(eligibility.DecisionRescinded, S.IN_REVIEW, outcome="declined"),
            "Decision taken back before it was sent: not selected",
        ),
        (
            decided().model_copy(update={"reviews": 2, "overridden": ("ineligible", "cohort_full")}),
            "Decided: admitted, 2 reviews, overriding: eligibility and a full cohort",
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
            "Decision corrected: from “not selected” to “admitted”, reply by May 1, 2027, overriding: a full cohort",
        ),
        (selection(eligibility.Shortlisted, S.IN_REVIEW, shortlisted=True), "Put on the shortlist"),
        (selection(eligibility.Shortlisted, S.IN_REVIEW, shortlisted=False), "Taken off the shortlist"),
        (interview(moved=False), f"Interview scheduled for {SEVEN}, panel of 2"),
        (interview(moved=True), f"Interview moved to {SEVEN}, panel of 2"),
        (
            selection(eligibility.InterviewHeld, S.IN_REVIEW, interview_id=uuid4(), recommendation="admit"),
            "Interview held; the panel’s recommendation: admit",
        ),
        (selection(eligibility.InterviewCancelled, S.IN_REVIEW, interview_id=uuid4()), "Interview canceled"),
        (selection(eligibility.WaitlistMoved, S.WAITLISTED, rank=2), "Moved to rank 2 on the waitlist"),
        (
            selection(eligibility.PlaceProposed, S.WAITLISTED, proposal_id=uuid4(), rank=1),
            "Proposed for a place that opened up, as number 1 on the waitlist",
        ),
        (
            selection(eligibility.ProposalClosed, S.WAITLISTED, proposal_id=uuid4(), outcome="dismissed"),
            "Proposal closed: dismissed",
        ),
        (selection(eligibility.WaitlistClosed, S.DECLINED), "Waitlist closed because the cohort has started"),
        (
            selection(eligibility.OfferOverdue, S.OFFERED, reply_by=date(2027, 5, 1)),
            "Offer overdue, not answered by May 1, 2027",
        ),
        (
            selection(eligibility.OfferReinstated, S.OFFERED, reply_by=date(2027, 5, 1)),
            "Offer reinstated, reply by May 1, 2027",
        ),
        (sent(), "Decision sent: admitted, reply by May 1, 2027"),
        (
            sent().model_copy(update={"outcome": "declined", "reply_by": None, "has_feedback": True}),
            "Decision sent: not selected, with feedback",
        ),
        (eligibility.OfferConfirmed.model_construct(cohort="c27", overridden=()), "Offer confirmed for cohort c27"),
        (selection(eligibility.OfferDeclined, S.DECLINED_BY_CITY, declined_at=START), "Offer declined by the city"),
        (
            selection(eligibility.SelectionEnded, S.WITHDRAWN),
            "Selection ended because the application was withdrawn",
        ),
        (started(), "Joined cohort c27, in “Onboarding”"),
        (cohort.TeamLeadNamed(**PARTICIPATION, interim=True), "Interim team lead named"),
        (cohort.TeamLeadNamed(**PARTICIPATION, interim=False), "Team lead named"),
        (visit(sequence=0), f"City visit scheduled for {SEVEN}"),
        (visit(sequence=1), f"City visit moved to {SEVEN}"),
        (
            cohort.VisitHeld(**PARTICIPATION, visit_id=uuid4(), held_on=date(2027, 6, 2)),
            "City visit held on June 2, 2027",
        ),
        (cohort.VisitWrittenUp(**PARTICIPATION, visit_id=uuid4()), "City visit written up"),
        (advanced(), f"Moved from “Onboarding” to “{PROJECT}”"),
        (advanced(waived=("x",)), f"Moved from “Onboarding” to “{PROJECT}”, 1 requirement waived"),
        (advanced(waived=("x", "y")), f"Moved from “Onboarding” to “{PROJECT}”, 2 requirements waived"),
        (notifications.MailSent(**MAIL), "Mail sent: offer (Spanish)"),
        (notifications.MailFailed(**MAIL), "Mail failed after 1 attempt: offer"),
    ],
)
def test_the_sentence_of_an_event(event: Event, sentence: str):
    assert told(event) == sentence
