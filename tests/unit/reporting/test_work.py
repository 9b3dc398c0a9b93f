"""The work queue: what begins and ends each kind of work, in whatever order its services speak."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest

from services.reporting.projections import change_work
from services.reporting.queueing import seen_by
from services.reporting.work import BY_NAME, CITY, KINDS, For, Kind, passes
from shared.contracts import cohort, eligibility, notifications, operations
from shared.contracts.events import Event
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Caller, PersonRef, Role
from shared.wording import has
from tests.unit.reporting.fakes import START, application_id, minutes, selection, status_changed
from tests.unit.reporting.tables import tables

DAY, REVIEWER, MEMBER = date(2027, 5, 1), UUID(int=5), PersonRef(ref="cohort:1", role="team_lead", language="es")
E, C = eligibility, cohort


def city(event: type[Event], **fields: Any) -> Event:
    return event.model_validate({"application_id": application_id("A"), "code": "A", "cohort": "c27"} | fields)


def chosen(event: type[Event], state: State, **fields: Any) -> Event:
    return selection(event, state, **fields)


CRITERIA = {"region": "pass", "population": "needs_review"}


def checked(outcome: str, state: State = State.CHECKED) -> Event:
    return chosen(
        E.EligibilityChecked, state, application_version=1, outcome=outcome, criteria=CRITERIA, criteria_version="1"
    )


def review(event: type[Event], state: State = State.IN_REVIEW, **fields: Any) -> Event:
    return chosen(event, state, reviewer_id=REVIEWER, **fields)


def scored(*, apart: bool) -> Event:
    return review(E.ReviewSubmitted, conflict="none", scores={}, apart=apart)


def decided(outcome: str, state: State, **fields: Any) -> Event:
    return chosen(E.DecisionSent, state, outcome=outcome, reply_by=DAY, has_feedback=False, **fields)


def mail(event: type[Event], **fields: Any) -> Event:
    known = {"mail_id": UUID(int=3), "template": "welcome", "language": "es", "recipient": "intake:1"}
    return event.model_validate(known | {"application_id": None, "code": None} | fields)


def letter(event: type[Event], **fields: Any) -> Event:
    return event.model_validate({"dead_letter_id": UUID(int=4), "queue": "q", "event_type": "x"} | fields)


MADE = chosen(E.DecisionMade, State.DECIDED, outcome="admitted", reviews=2)
ENDED = chosen(E.SelectionEnded, State.WITHDRAWN)
OFFER, GIVEN_UP = decided("admitted", State.OFFERED), chosen(E.OfferDeclined, State.DECLINED_BY_CITY, declined_at=START)
EXTENDED = chosen(E.OfferExtended, State.OFFERED, reply_by=date(2027, 6, 1))
PART = {"part": "progress_report", "number": 2}
COMPONENT = {"component": "quality", "version": 1}
HANDED_IN = city(C.ProjectPartSubmitted, **PART, version=1)
RETURNED, ACCEPTED = city(C.ProjectPartReturned, **PART), city(C.ProjectPartAccepted, **PART)
SUBMITTED, MENDED = city(C.StrategyComponentSubmitted, **COMPONENT), city(C.StrategyChangesRequested, **COMPONENT)
APPROVED = city(C.StrategyComponentApproved, **COMPONENT, ready=False)
LEFT = status_changed("withdrawn")
VISIT, ITEM = {"visit_id": UUID(int=8)}, {"session_id": UUID(int=9), "kind": "coaching", "item_id": UUID(int=10)}
MEETING = {
    "convening_id": UUID(int=11), "kind": "mayors", "person": MEMBER, "starts_at": START, "ends_at": START,
    "time_zone": "America/Bogota", "sequence": 0,
}  # fmt: skip
OWED = {"owner": None, "due_on": DAY}
ADVANCED = city(C.PhaseAdvanced, from_phase="a", to_phase="b", planned_on=DAY, advanced_on=DAY, waived=())
RECORDED = city(C.MayorRecorded, number=2, interim=False, takes_office_on=DAY, term_ends_on=None)
COMMITMENT = {"kind": "shared"}
LED = city(C.LeadershipChanged, number=2, interim=False, took_office_on=DAY, reaffirm_by=None, office=None)

#: Kind -> what begins it, and each of what ends it.
LIVES: dict[str, tuple[Event, tuple[Event, ...]]] = {
    "check": (checked("needs_review"), (checked("eligible"), review(E.ReviewAssigned), MADE, ENDED)),
    "answer": (chosen(E.InformationReceived, State.IN_REVIEW, application_version=2), (MADE, scored(apart=False))),
    "reviewers": (checked("eligible"), (review(E.ReviewAssigned), checked("needs_review"), MADE)),
    "apart": (scored(apart=True), (scored(apart=False), MADE, ENDED)),
    "decision": (MADE, (OFFER, chosen(E.DecisionRescinded, State.IN_REVIEW, outcome="admitted"), ENDED)),
    "overdue_offer": (chosen(E.OfferOverdue, State.OFFERED, reply_by=DAY), (EXTENDED, GIVEN_UP)),
    "proposal": (
        chosen(E.PlaceProposed, State.WAITLISTED, proposal_id=UUID(int=1), rank=1),
        (chosen(E.ProposalClosed, State.OFFERED, proposal_id=UUID(int=1), outcome="accepted"),),
    ),
    "review": (
        review(E.ReviewAssigned, due_on=DAY),
        (scored(apart=False), review(E.ReviewUnassigned), review(E.ReviewDeclared, conflict="declared"), MADE),
    ),
    "question": (decided("more_info", State.MORE_INFO), (checked("eligible", State.IN_REVIEW), ENDED)),
    "offer": (OFFER, (GIVEN_UP,)),
    "report": (HANDED_IN, (RETURNED, ACCEPTED, LEFT)),
    "component": (SUBMITTED, (MENDED, APPROVED, LEFT)),
    "visit": (city(C.VisitHeld, **VISIT, held_on=DAY), (city(C.VisitWrittenUp, **VISIT), LEFT)),
    "requirements": (
        city(C.RequirementsMissing, phase="a", next_phase="b", due_on=DAY, missing=2, coach=None),
        (ADVANCED, city(C.SteppedBack, from_phase="b", to_phase="a", stepped_on=DAY), LEFT),
    ),
    "term": (
        city(C.TermEnding, subject="term_end", on_date=DAY, days=90),
        (LED, RECORDED, city(C.TermExtended, number=1, term_ends_on=DAY), LEFT),
    ),
    "follow_up": (
        city(C.FollowUpDue, months=6, due_on=DAY, coach=None),
        (
            city(C.FollowUpWaived, months=6, due_on=DAY),
            city(C.FollowUpRecorded, months=6, due_on=DAY, held_on=DAY, strategy_in_force=True,
                 senior_leader_in_post=True, targets_measured=2),
        ),
    ),
    "report_awaited": (city(C.ReportAwaited, **PART, due_on=DAY, told="city"), (HANDED_IN, ACCEPTED, LEFT)),
    "report_returned": (RETURNED, (HANDED_IN, ACCEPTED, LEFT)),
    "component_returned": (MENDED, (SUBMITTED, APPROVED, LEFT)),
    "action_item": (
        city(C.ActionItemAgreed, **ITEM, **OWED), (city(C.ActionItemChanged, **ITEM, state="done"), LEFT),
    ),
    "rsvp": (
        city(C.ConveningInvited, **MEETING, rsvp_by=DAY),
        (city(C.ConveningAnswered, **MEETING, role="mayor", answer="no", delegated=False),
         city(C.ConveningUninvited, **MEETING, cancelled=True), LEFT),
    ),
    "commitment": (
        city(C.CommitmentOpened, **COMMITMENT),
        (
            city(C.CommitmentRevised, **COMMITMENT),
            city(C.CommitmentSigned, **COMMITMENT, method="portal", signed_on=DAY, strategy_version=None, policies=0,
                 reaffirmed=False),
            LEFT,
        ),
    ),
    "survey": (
        city(C.SurveyAsked, survey="start", closes_on=DAY),
        (city(C.SurveyAnswered, survey="start", role="team_lead", response_version=1),
         city(C.SurveyEnded, survey="start"), LEFT),
    ),
    "measurement": (
        city(C.MeasurementDue, target_id=UUID(int=12), due_on=DAY),
        (
            city(C.TargetTurned, target_id=UUID(int=12), state="dropped"),
            city(C.TargetMeasured, target_id=UUID(int=12), value="1", measured_on=DAY, progress="10", corrects=False),
            LEFT,
        ),
    ),
    "mail": (mail(notifications.MailStopped, state="held"), (mail(notifications.MailHandled),)),
    "dead_letter": (
        letter(operations.DeadLetterArrived, reason="no", attempts=5),
        (letter(operations.DeadLetterRetried), letter(operations.DeadLetterDiscarded)),
    ),
}  # fmt: skip


#: What else begins it.
BEGUN_BY: dict[str, tuple[Event, ...]] = {
    "offer": (
        chosen(E.DecisionCorrected, State.OFFERED, before="declined", outcome="admitted", reply_by=DAY,
               has_feedback=False, decision_id=UUID(int=13)),
        chosen(E.OfferReinstated, State.OFFERED, reply_by=DAY),
        EXTENDED,
    ),
    "action_item": (city(C.ActionItemPassed, **ITEM, **OWED),),
    "commitment": (city(C.CommitmentToReaffirm, **COMMITMENT, reaffirm_by=DAY),),
}  # fmt: skip

#: It is looked at when the cohort is over, whoever has left.
OF_WHO_HAS_LEFT = {"follow_up"}


def after(*events: Event) -> Any:
    repository: Any = tables()
    for number, event in enumerate(events):
        change_work(event, minutes(number), repository)
    return repository


def kinds(*events: Event) -> set[str]:
    return {kind for kind, _ in after(*events).work}


def test_each_kind_is_tried_and_has_its_words() -> None:
    assert list(LIVES) == [one.name for one in KINDS]
    for name in LIVES:
        for part in ("kinds", "says", "verbs"):
            assert has(f"work.{part}.{name}"), f"work.{part}.{name}"


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.name)
def test_each_event_that_a_kind_hears_is_tried(kind: Kind) -> None:
    """An end that nobody tries is an end that may not come."""
    begun, ends = LIVES[kind.name]
    tried = (begun, *ends, *BEGUN_BY.get(kind.name, ()))
    heard = [event for event, step in kind.hears.items() if step is not passes]
    assert [event.__name__ for event in heard if not any(isinstance(one, event) for one in tried)] == []


def test_what_waits_in_a_city_ends_when_it_leaves() -> None:
    staying = {one.name for one in KINDS if one.page.startswith(CITY) and cohort.StatusChanged not in one.hears}
    assert staying == OF_WHO_HAS_LEFT, "GONE in its row"


@pytest.mark.parametrize(("kind", "event"), [(kind, one) for kind, some in BEGUN_BY.items() for one in some])
def test_work_is_there_from_whatever_else_begins_it(kind: str, event: Event) -> None:
    begun, ends = LIVES[kind]
    assert kind in kinds(event)
    for ended in ends:
        assert kind in kinds(begun, ended, event)


@pytest.mark.parametrize("kind", LIVES)
def test_work_is_there_from_what_begins_it_to_what_ends_it(kind: str) -> None:
    begun, ends = LIVES[kind]
    assert kind in kinds(begun)
    for ended in ends:
        assert kind not in kinds(begun, ended), ended
        assert kind in kinds(begun, ended, begun), "anew"


@pytest.mark.parametrize("kind", LIVES)
def test_what_has_not_begun_ends_without_a_trace(kind: str) -> None:
    for ended in LIVES[kind][1]:
        assert kind not in kinds(ended)


@pytest.mark.parametrize("kind", LIVES)
def test_heard_again_it_waits_since_it_first_did(kind: str) -> None:
    begun, _ = LIVES[kind]
    again = after(begun, begun).work
    assert {key: since for key, (_, since, _) in again.items()} == dict.fromkeys(again, START)
    assert again == after(begun).work


def test_services_may_speak_in_any_order() -> None:
    """Events of one aggregate keep theirs; between two there is none."""
    for one, other in combinations(LIVES, 2):
        first, second = LIVES[one][0], LIVES[other][0]
        if (first.producer, first.aggregate_id) != (second.producer, second.aggregate_id):
            keys = set(after(first, second).work)
            assert keys == set(after(second, first).work) >= {key for key in keys if key[0] in (one, other)}


def test_more_time_moves_the_day_and_not_the_moment_since_when() -> None:
    ((_, since, opened),) = (one for key, one in after(OFFER, EXTENDED).work.items() if key[0] == "offer")
    assert (since, opened.due_on) == (START, date(2027, 6, 1))


def test_a_check_names_what_it_leaves_to_a_person() -> None:
    ((_, _, opened),) = after(checked("needs_review")).work.values()
    assert opened.values == {"left_open": ["population"]}


def test_an_overdue_offer_waits_for_staff_until_it_has_more_time() -> None:
    overdue = chosen(E.OfferOverdue, State.OFFERED, reply_by=DAY)
    assert kinds(OFFER, overdue) == {"offer", "overdue_offer"}
    assert kinds(OFFER, overdue, EXTENDED) == {"offer"}


def test_a_measurement_is_there_once_it_is_handed_in() -> None:
    assert kinds(city(C.ProjectPartSubmitted, part="baseline", version=1)) == set()


def caller(*roles: Role) -> Caller:
    return Caller(f"person:{UUID(int=1)}", frozenset(roles))


def test_who_sees_what() -> None:
    of = {who: {one.name for one in KINDS if one.waits_for is who} for who in For}
    staff, coach, operator = (
        seen_by(caller(Role.STAFF)),
        seen_by(caller(Role.COACH)),
        seen_by(caller(Role.ADMINISTRATOR)),
    )
    assert set(staff.everywhere) == of[For.STAFF] | of[For.COACH]
    assert set(operator.everywhere) - set(staff.everywhere) == of[For.OPERATOR]
    assert (set(coach.coached), coach.everywhere, coach.late) == (of[For.COACH], [], [])
    assert {BY_NAME[name].waits_for for name in staff.late} == {For.REVIEWER, For.CITY}
    reviewer, applicant = seen_by(caller(Role.REVIEWER)), seen_by(caller(Role.APPLICANT))
    assert set(reviewer.named) == of[For.REVIEWER]
    assert (reviewer.coached, reviewer.everywhere) == ([], [])
    assert applicant.named == coach.named == []  # their reviews wait no more for whoever reviewed once
    assert set(applicant.own) == of[For.APPLICANT] | of[For.CITY]
    assert seen_by(Caller("local-admin", frozenset({Role.ADMINISTRATOR}))).own == []
