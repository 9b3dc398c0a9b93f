"""Decisions: pending until sent, with a place for each city that is admitted, and overrides by program leads alone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.eligibility.handlers import deciding, mail_facts
from shared.contracts import eligibility
from shared.contracts.eligibility import DecisionMade, DecisionRescinded, DecisionSent
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Caller, Role
from tests.support.owners import FakeOwners
from tests.support.refused import refusal_of, refused
from tests.unit.eligibility.fake_eligibility import CODE, LEAD, NOW, PROGRAM, STAFF, WRITTEN, Desk, application_id

KEYS = {"application_id": application_id(CODE), "code": CODE, "call": "2027"}
ADMINISTRATOR = Caller("local-admin", frozenset({Role.ADMINISTRATOR}))
OTHER = "AAAAAAAAAA"
ONLY_LEADS = "forbidden: Only a program lead may override a rule of the program."
FULL = "cohort_full: The 1 place is pending, offered, or confirmed."


def a_desk(capacity: int = 22, residents: int = 512_300) -> Desk:
    desk = Desk(capacity)
    desk.check(residents=residents)
    desk.outbox.events.clear()
    return desk


def a_full_desk() -> Desk:
    """With one place, pending for another city."""
    desk = a_desk(capacity=1)
    desk.check(OTHER)
    desk.decide(code=OTHER)
    return desk


# -- deciding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["admitted", "waitlisted", "declined"])
def test_a_decision_is_pending_and_told_without_its_texts(outcome: str) -> None:
    desk = a_desk()
    shown = desk.decide(outcome)
    assert shown.decision is not None
    assert (shown.state, shown.offer) == (State.DECIDED, None)
    assert (shown.decision.outcome, shown.decision.state, shown.decision.sent_at) == (outcome, "pending", None)
    assert (shown.decision.reason, shown.decision.feedback) == ("weak team", "try again next year")
    named = {"decision_id": desk.last_decision()["decision_id"]}
    assert desk.outbox.events == [DecisionMade(**KEYS, state=State.DECIDED, outcome=outcome, reviews=0, **named)]


def test_a_decision_says_how_many_reviews_it_rests_on() -> None:
    desk = a_desk()
    for number in range(3):
        desk.assign(number)
    desk.review(0)
    desk.review(1, conflict="declared")
    shown = desk.decide()
    assert shown.decision is not None
    assert shown.decision.reviews == 1
    named = {"decision_id": desk.last_decision()["decision_id"]}
    assert desk.outbox.events[-1] == DecisionMade(
        **KEYS, state=State.DECIDED, outcome="admitted", reviews=1, **named
    )  # fmt: skip


def test_a_decision_is_judged_by_name_then_version_then_state_then_rules() -> None:
    desk = a_full_desk()
    version = desk.show().version
    assert refused(lambda: desk.decide(code="0000000000", expected_version=99)) == (
        "not_found: There is no checked application 0000000000."
    )
    desk.withdraw()
    refusal = refusal_of(lambda: desk.decide(expected_version=version))
    assert (refusal.code, refusal.values) == ("stale_version", {"version": version + 1})
    assert refused(lambda: desk.decide(expected_version=version + 1)) == (
        "illegal_transition: An application that is withdrawn cannot become decided."
    )


def test_an_admission_waits_for_the_call_to_be_known() -> None:
    desk = a_desk()
    desk.repository.calls.clear()
    unknown = "unavailable: The call 2027 has not arrived here yet; try again."
    assert refused(desk.decide) == unknown
    assert desk.decide("declined").state is State.DECIDED


# -- capacity ----------------------------------------------------------------------------------------------------------


def test_a_pending_admission_takes_a_place() -> None:
    assert refused(a_full_desk().decide) == FULL


def test_an_offer_takes_a_place() -> None:
    desk = a_full_desk()
    desk.send(OTHER)
    assert refused(desk.decide) == FULL


def test_a_confirmation_takes_a_place() -> None:
    desk = a_full_desk()
    desk.send(OTHER)
    desk.confirm(OTHER)
    assert refused(desk.decide) == FULL


def test_a_rescinded_or_declined_place_is_free_again() -> None:
    desk = a_full_desk()
    desk.rescind(OTHER)
    assert desk.decide().state is State.DECIDED
    desk.send()
    desk.decline()
    assert desk.decide(code=OTHER).state is State.DECIDED


@pytest.mark.parametrize("outcome", ["waitlisted", "declined"])
def test_only_admissions_need_a_place(outcome: str) -> None:
    desk = a_full_desk()
    assert desk.decide(outcome).state is State.DECIDED
    assert desk.repository.count_places_taken("2027") == 1


def test_another_call_has_its_own_places() -> None:
    assert a_full_desk().repository.count_places_taken("2028") == 0


@pytest.mark.parametrize("caller", [LEAD, ADMINISTRATOR])
def test_a_lead_admits_over_capacity(caller: Caller) -> None:
    desk = a_full_desk()
    desk.decide(caller=caller, override="promised in person")
    assert desk.repository.count_places_taken("2027") == 2
    kept = desk.repository.decisions[-1]
    assert (kept["override_reason"], kept["decided_by"]) == ("promised in person", caller.actor)


def test_staff_do_not_admit_over_capacity() -> None:
    assert refused(lambda: a_full_desk().decide(override="promised in person")) == ONLY_LEADS


# -- ineligible cities -------------------------------------------------------------------------------------------------


def test_an_ineligible_city_is_admitted_only_by_a_lead() -> None:
    desk = a_desk(residents=99_000)
    assert refused(desk.decide) == "ineligible: The city does not meet: population."
    assert refused(lambda: desk.decide(override="a special case")) == ONLY_LEADS
    assert desk.decide(caller=LEAD, override="a special case").state is State.DECIDED


def test_an_ineligible_city_is_told_of_before_a_full_cohort() -> None:
    desk = a_full_desk()
    desk.check(version=2, residents=99_000)
    assert refused(desk.decide) == "ineligible: The city does not meet: population."


def test_an_ineligible_city_may_be_waitlisted_or_declined() -> None:
    for outcome in ("waitlisted", "declined"):
        assert a_desk(residents=99_000).decide(outcome).state is State.DECIDED


def test_the_latest_check_counts() -> None:
    desk = a_desk(residents=99_000)
    desk.check(version=2)
    assert desk.decide().state is State.DECIDED


# -- rescinding --------------------------------------------------------------------------------------------------------


def test_a_rescinded_decision_goes_back_to_where_it_was_made() -> None:
    desk = a_desk()
    desk.decide("declined")
    assert desk.rescind().state is State.CHECKED
    assert desk.outbox.events[-1] == DecisionRescinded(**KEYS, state=State.CHECKED, outcome="declined")
    desk.assign()
    desk.decide()
    shown = desk.rescind()
    assert (shown.state, shown.decision) == (State.IN_REVIEW, None)


def test_a_decision_rescinded_from_the_waitlist_leaves_the_waitlisting() -> None:
    desk = a_desk()
    desk.decide("waitlisted")
    desk.send()
    desk.decide("admitted")
    shown = desk.rescind()
    assert shown.decision is not None
    assert (shown.state, shown.decision.outcome, shown.decision.state) == (State.WAITLISTED, "waitlisted", "sent")
    assert desk.outbox.events[-1] == DecisionRescinded(**KEYS, state=State.WAITLISTED, outcome="admitted")


def test_what_was_sent_is_not_rescinded() -> None:
    desk = a_desk()
    desk.decide("waitlisted")
    desk.send()
    assert refused(desk.rescind).endswith("An application that is on the waitlist has no pending decision.")


def test_rescinding_is_judged_by_name_then_version_then_state() -> None:
    desk = a_desk()
    assert refused(lambda: desk.rescind("0000000000")) == "not_found: There is no checked application 0000000000."
    assert refused(lambda: desk.rescind(expected_version=9)) == (
        "stale_version: Somebody changed this after it was read: it is now at version 1. Read it again."
    )
    assert refused(desk.rescind) == "illegal_transition: An application that is checked has no pending decision."


# -- sending -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "state", "reply_by"),
    [
        ("admitted", State.OFFERED, date(2027, 4, 24)),
        ("waitlisted", State.WAITLISTED, None),
        ("declined", State.DECLINED, None),
    ],
)
def test_a_sent_decision_is_told_with_its_state(outcome: str, state: State, reply_by: date | None) -> None:
    desk = a_desk()
    desk.decide(outcome)
    shown = desk.send()
    assert shown.decision is not None
    assert (shown.state, shown.decision.state, shown.decision.sent_at) == (state, "sent", NOW)
    assert (shown.offer and shown.offer.reply_by) == reply_by
    assert desk.outbox.events[-1] == DecisionSent(
        **KEYS,
        state=state,
        outcome=outcome,
        reply_by=reply_by,
        has_feedback=True,
        decision_id=desk.last_decision()["decision_id"],
    )


@pytest.mark.parametrize(
    ("now", "reply_by"),
    [
        (datetime(2027, 4, 11, 3, 59, 59, tzinfo=UTC), date(2027, 4, 24)),  # 10 April, 23:59:59 in New York
        (datetime(2027, 4, 11, 4, tzinfo=UTC), date(2027, 4, 25)),
    ],
)
def test_the_days_to_reply_are_counted_in_the_calls_zone(now: datetime, reply_by: date) -> None:
    shown = Desk().offered(now=now)
    assert shown.offer is not None
    assert shown.offer.reply_by == reply_by


def test_a_decision_without_feedback_says_so() -> None:
    desk = a_desk()
    request = eligibility.Decide(code=CODE, outcome="declined")
    deciding.decide(request, desk.repository, desk.outbox, PROGRAM, STAFF, NOW)
    desk.send()
    told = desk.outbox.events[-1]
    assert isinstance(told, DecisionSent)
    assert told.has_feedback is False


def test_sending_again_gives_the_same_answer() -> None:
    desk = a_desk()
    desk.decide()
    first = desk.send()
    assert desk.send(now=NOW + timedelta(days=3)) == first
    assert len(desk.outbox.events) == 2


def test_a_second_decision_from_the_waitlist_is_sent_too() -> None:
    desk = a_desk()
    desk.decide("waitlisted")
    desk.send()
    desk.decide()
    shown = desk.send()
    assert shown.offer is not None
    assert (shown.state, shown.offer.state) == (State.OFFERED, "offered")


def test_what_is_not_decided_is_not_sent() -> None:
    desk = a_desk()
    assert refused(desk.send) == "illegal_transition: An application that is checked has no pending decision."
    assert refused(lambda: desk.send("0000000000")) == "not_found: There is no checked application 0000000000."
    desk.decide()
    desk.withdraw()
    assert refused(desk.send) == "illegal_transition: An application that is withdrawn has no pending decision."


def test_pending_decisions_are_listed_by_call() -> None:
    desk = a_full_desk()
    desk.decide("declined")

    def pending(call: str | None) -> tuple[str, ...]:
        request = eligibility.ListPendingDecisions(call=call)
        return deciding.list_pending_decisions(request, desk.repository, FakeOwners()).codes

    assert (pending(None), pending("2027")) == ((OTHER, CODE), (OTHER, CODE))
    (detail,) = refusal_of(lambda: pending("2028")).details
    assert (detail.field, detail.code) == ("call", "no_such_call")
    desk.send()
    assert pending(None) == (OTHER,)


# -- what goes with it -------------------------------------------------------------------------------------------------


def feedback(desk: Desk) -> str | None:
    said: Any = {"recipient": "intake:1", "language": "es", "values": {}}
    request = eligibility.GetMailFacts(code=CODE, about="decision", **said)
    return mail_facts.get_mail_facts(request, desk.repository, NOW).values.get("feedback")


def test_feedback_goes_out_only_with_a_decision_that_was_sent() -> None:
    desk = a_desk()
    assert feedback(desk) is None
    desk.decide("declined")
    assert feedback(desk) is None
    desk.send()
    assert feedback(desk) == "try again next year"


def test_no_event_of_a_whole_selection_holds_what_people_wrote() -> None:
    desk = Desk(capacity=1)
    desk.check(OTHER)
    desk.decide(code=OTHER)
    desk.check()
    desk.assign()
    desk.review()
    desk.decide(caller=LEAD, override="promised in person")
    desk.rescind()
    desk.decide(caller=LEAD, override="promised in person")
    desk.send()
    desk.confirm()
    told = "".join(event.model_dump_json() for event in desk.outbox.events)
    kept = f"{desk.repository.decisions} {desk.repository.entries} {desk.repository.answers}"
    assert [word for word in WRITTEN if word not in kept] == []  # they could have leaked
    assert [word for word in WRITTEN if word in told] == []
