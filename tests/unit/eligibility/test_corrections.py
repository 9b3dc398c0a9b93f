"""The way back: decisions corrected after they were sent, offers reinstated. Overrides on record, overdue offers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.eligibility.handlers import deciding, mail_facts, offering
from shared.contracts import eligibility
from shared.contracts.eligibility import (
    DecisionCorrected,
    DecisionMade,
    GetDecisionHistory,
    ListOffers,
    OfferOverdue,
    OfferReinstated,
)
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Caller, Role
from shared.contracts.remarks import Remark
from tests.support.owners import FakeOwners
from tests.support.refused import refusal_of, refused
from tests.support.states import words
from tests.unit.eligibility.fake_eligibility import CODE, DUE_ON, LEAD, NOW, STAFF, Desk, application_id

KEYS = {"application_id": application_id(CODE), "code": CODE, "call": "2027"}
OTHER = "AAAAAAAAAA"
OVERDUE = datetime(2027, 4, 25, 4, tzinfo=UTC)  # the first moment after 24 April in New York


def told(outcome: str, capacity: int = 22) -> Desk:
    """A city that was told the outcome."""
    desk = Desk(capacity)
    desk.check()
    desk.reach_sent(outcome)
    desk.outbox.events.clear()
    return desk


# -- corrections -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "state", "reply_by"),
    [
        ("admitted", "waitlisted", State.WAITLISTED, None),
        ("admitted", "declined", State.DECLINED, None),
        ("waitlisted", "admitted", State.OFFERED, DUE_ON),
        ("waitlisted", "declined", State.DECLINED, None),
        ("declined", "admitted", State.OFFERED, DUE_ON),
        ("declined", "waitlisted", State.WAITLISTED, None),
    ],
)
def test_a_sent_decision_is_replaced_at_once(before: str, after: str, state: State, reply_by: date | None) -> None:
    desk = told(before)
    shown = desk.correct(after, feedback="we are sorry")
    assert shown.decision is not None
    assert (shown.state, shown.decision.outcome, shown.decision.state) == (state, after, "sent")
    assert (shown.offer and shown.offer.reply_by) == reply_by
    assert shown.waitlist_rank == (1 if after == "waitlisted" else None)
    assert desk.outbox.events == [
        DecisionCorrected(
            **KEYS,
            state=state,
            before=before,
            outcome=after,
            reply_by=reply_by,
            has_feedback=True,
            decision_id=desk.last_decision()["decision_id"],
        )
    ]


@pytest.mark.parametrize("state", [State.CHECKED, State.IN_REVIEW, State.DECIDED, State.MORE_INFO, State.CONFIRMED])
def test_what_was_not_told_or_was_answered_is_not_corrected(state: State) -> None:
    desk = Desk()
    desk.reach(state)
    assert refused(lambda: desk.correct("declined")) == (
        f"illegal_transition: An application that is {words(state)} has no decision to correct."
    )


def test_the_same_outcome_is_no_correction() -> None:
    assert refused(lambda: told("declined").correct("declined")) == (
        "illegal_transition: An application that is declined cannot become declined."
    )


def test_a_correction_is_judged_by_form_then_name_then_version_then_state_then_rules() -> None:
    desk = told("declined", capacity=1)
    desk.offered(OTHER)
    refusal = refusal_of(lambda: desk.correct("declined", "0000000000", rank=1))
    assert [(one.field, one.code) for one in refusal.details] == [("rank", "not_allowed")]
    assert refused(lambda: desk.correct("admitted", "0000000000")).startswith("not_found")
    assert refused(lambda: desk.correct("admitted", expected_version=1)).startswith("stale_version")
    assert refused(lambda: desk.correct("declined")).startswith("illegal_transition")
    assert refused(lambda: desk.correct("admitted")) == ("cohort_full: The 1 place is pending, offered, or confirmed.")


def test_a_correction_to_an_offer_needs_a_place_or_a_lead() -> None:
    desk = told("declined", capacity=1)
    desk.offered(OTHER)
    shown = desk.correct("admitted", caller=LEAD, override="promised in person")
    assert [(one.rule, one.reason, one.actor) for one in shown.overrides] == [
        ("cohort_full", "promised in person", LEAD.actor)
    ]
    corrected = desk.outbox.events[-1]
    assert isinstance(corrected, DecisionCorrected)
    assert corrected.overridden == ("cohort_full",)


def test_the_history_keeps_what_was_decided_before() -> None:
    desk = Desk()
    desk.check()
    desk.decide("admitted")
    desk.rescind()
    desk.decide("declined")
    desk.send()
    desk.correct("waitlisted")
    history = deciding.get_decision_history(GetDecisionHistory(code=CODE), desk.repository)
    assert [(one.outcome, one.state) for one in history.entries] == [
        ("admitted", "rescinded"),
        ("declined", "corrected"),
        ("waitlisted", "sent"),
    ]
    assert history.entries[2].corrects == history.entries[1].decision_id


# -- texts -------------------------------------------------------------------------------------------------------------


def texts(desk: Desk, **fields: Any) -> str | None:
    said: Any = {"recipient": "intake:1", "language": "es", "values": {name: str(one) for name, one in fields.items()}}
    request = eligibility.GetMailFacts(code=CODE, about="decision", **said)
    return mail_facts.get_mail_facts(request, desk.repository, NOW).values.get("feedback")


def test_each_sent_decision_keeps_its_own_text() -> None:
    desk = told("waitlisted")
    first = desk.last_decision()["decision_id"]
    desk.correct("declined", feedback="other words")
    second = desk.last_decision()["decision_id"]
    assert texts(desk, decision_id=first) == "try again next year"
    assert (texts(desk, decision_id=second), texts(desk)) == ("other words", "other words")


def test_a_pending_decision_gives_no_text_and_hides_none() -> None:
    desk = told("waitlisted")
    desk.decide("declined")
    pending = desk.last_decision()["decision_id"]
    assert (texts(desk, decision_id=pending), texts(desk)) == (None, "try again next year")


# -- reinstating -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("end", "before"), [(Desk.decline, "declined_by_city"), (Desk.lapse, "lapsed")])
def test_an_offer_stands_again(end: Any, before: Any) -> None:
    desk = told("admitted")
    end(desk)
    shown = desk.reinstate(date(2027, 5, 1))
    assert shown.offer is not None
    assert (shown.state, shown.offer.reply_by, shown.offer.answered_at) == (State.OFFERED, date(2027, 5, 1), None)
    assert [(one.rule, one.reason) for one in shown.overrides] == [("reinstated", "a lost letter")]
    assert desk.outbox.events[-1] == OfferReinstated(
        **KEYS, state=State.OFFERED, reply_by=date(2027, 5, 1), before=before
    )
    assert desk.confirm().state is State.CONFIRMED


def test_an_offer_stands_again_only_in_a_free_place() -> None:
    desk = told("admitted", capacity=1)
    desk.decline()
    desk.offered(OTHER)
    assert refused(desk.reinstate) == "cohort_full: The 1 place is pending, offered, or confirmed."
    desk.reinstate(caller=LEAD, override="promised in person")
    assert desk.repository.count_places_taken("2027") == 2


def test_an_offer_is_reinstated_until_a_day_to_come() -> None:
    desk = told("admitted")
    desk.decline()
    refusal = refusal_of(lambda: desk.reinstate(date(2027, 4, 9)))
    assert [(one.field, one.code) for one in refusal.details] == [("reply_by", "before_today")]
    assert desk.reinstate(date(2027, 4, 10)).state is State.OFFERED


def test_an_offer_that_a_withdrawal_declined_is_reinstated_like_one_that_the_city_declined() -> None:
    desk = told("admitted")
    desk.withdraw()
    assert desk.reinstate().state is State.OFFERED


def test_what_was_not_offered_is_not_reinstated() -> None:
    states = {"waitlisted": "on the waitlist", "declined": "declined", "admitted": "offered a place"}
    for outcome, state in states.items():
        assert refused(told(outcome).reinstate) == (
            f"illegal_transition: An application that is {state} has no offer to reinstate."
        )
    assert refused(lambda: told("declined").reinstate(expected_version=1)).startswith("stale_version")


# -- overrides ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("residents", "capacity", "codes"),
    [(512_300, 22, ()), (99_000, 22, ("ineligible",)), (99_000, 0, ("ineligible", "cohort_full"))],
)
def test_an_event_names_the_rules_that_were_overridden(residents: int, capacity: int, codes: tuple[str, ...]) -> None:
    desk = Desk(capacity)
    desk.check(residents=residents)
    shown = desk.decide(caller=LEAD, override="promised in person")
    made = desk.outbox.events[-1]
    assert isinstance(made, DecisionMade)
    assert (made.overridden, tuple(one.rule for one in shown.overrides)) == (codes, codes)
    assert "promised" not in made.model_dump_json()


def test_a_lead_confirms_an_overdue_offer_and_lapses_an_open_one_on_the_record() -> None:
    desk = told("admitted")
    shown = desk.confirm(caller=LEAD, now=OVERDUE, override="a lost letter")
    assert [one.rule for one in shown.overrides] == ["offer_lapsed"]
    desk = told("admitted")
    shown = desk.lapse(caller=LEAD, now=NOW, override="asked to")
    assert [one.rule for one in shown.overrides] == ["offer_open"]


@pytest.mark.parametrize("caller", [STAFF, Caller(f"person:{UUID(int=7)}", frozenset({Role.APPLICANT}))])
def test_nobody_else_passes_a_rule(caller: Caller) -> None:
    desk = told("admitted")
    desk.own(UUID(int=7))
    assert refused(lambda: desk.confirm(caller=caller, now=OVERDUE, override="why not")).startswith("forbidden")
    assert desk.show().overrides == ()


# -- overdue offers ----------------------------------------------------------------------------------------------------


def test_an_offer_past_its_date_is_overdue_and_told_once() -> None:
    desk = told("admitted")
    last_moment = datetime(2027, 4, 25, 3, 59, 59, tzinfo=UTC)
    assert (desk.tell_overdue(last_moment), desk.tell_overdue(OVERDUE), desk.tell_overdue(OVERDUE)) == (0, 1, 0)
    assert desk.outbox.events == [OfferOverdue(**KEYS, state=State.OFFERED, reply_by=DUE_ON)]
    offers = (desk.show(now=last_moment).offer, desk.show(now=OVERDUE).offer)
    assert [one and one.overdue for one in offers] == [False, True]


def test_an_overdue_offer_is_extended_to_a_day_to_come_and_may_be_overdue_again() -> None:
    desk = told("admitted")
    desk.tell_overdue(OVERDUE)
    refusal = refusal_of(lambda: desk.extend(date(2027, 4, 25), now=datetime(2027, 4, 30, 12, tzinfo=UTC)))
    assert [(one.field, one.code) for one in refusal.details] == [("reply_by", "before_today")]
    desk.extend(date(2027, 5, 1), now=OVERDUE)
    assert desk.tell_overdue(OVERDUE) == 0
    assert desk.tell_overdue(datetime(2027, 5, 2, 4, tzinfo=UTC)) == 1


def test_an_answered_offer_is_never_overdue() -> None:
    desk = told("admitted")
    desk.confirm()
    assert desk.tell_overdue(OVERDUE) == 0
    shown = desk.show(now=OVERDUE)
    assert shown.offer is not None
    assert shown.offer.overdue is False


def test_offers_are_listed_by_their_date_and_the_overdue_alone_when_asked() -> None:
    desk = told("admitted")
    desk.offered(OTHER)
    desk.extend(date(2027, 6, 1), OTHER)

    def listed(**fields: Any) -> tuple[list[str], str | None, int]:
        page = offering.list_offers(ListOffers(call="2027", **fields), desk.repository, OVERDUE, FakeOwners())
        return [one.code for one in page.items], page.next, page.total

    assert listed() == ([CODE, OTHER], None, 2)
    assert listed(overdue=True) == ([CODE], None, 1)
    assert listed(limit=1) == ([CODE], f"2027-04-24|Puerto Ejemplo|{CODE}", 2)
    assert listed(limit=1, after=f"2027-04-24|Puerto Ejemplo|{CODE}") == ([OTHER], None, 2)
    refusal = refusal_of(lambda: listed(after="tomorrow"))
    assert [(one.field, one.code) for one in refusal.details] == [("after", "unknown_page")]


# -- questions and warnings --------------------------------------------------------------------------------------------


def test_a_question_is_asked_until_a_day_to_come() -> None:
    desk = Desk()
    desk.check()
    refusal = refusal_of(lambda: desk.decide("more_info", due_on=date(2027, 4, 9)))
    assert [(one.field, one.code) for one in refusal.details] == [("due_on", "before_today")]
    assert desk.decide("more_info", due_on=date(2027, 4, 10)).state is State.DECIDED


def test_a_day_to_answer_is_only_for_a_question() -> None:
    desk = Desk()
    refusal = refusal_of(lambda: desk.decide("admitted", due_on=DUE_ON))
    assert [(one.field, one.code) for one in refusal.details] == [("due_on", "not_allowed")]


def test_a_mayor_who_leaves_before_the_cohort_ends_is_a_warning() -> None:
    desk = Desk()
    desk.check(mayor_term_ends_on=date(2028, 3, 31))
    dates = {"ends_on": "2028-03-31", "cohort_ends_on": "2028-04-01"}
    assert desk.show().warnings == (Remark(code="term_ends_before_cohort", values=dates),)
    desk.check(version=2, mayor_term_ends_on=date(2028, 4, 1))
    assert desk.show().warnings == ()
    desk.check(version=3, mayor_term_ends_on=None)
    assert desk.show().warnings == ()


def test_no_texts_of_corrections_are_told() -> None:
    desk = told("admitted", capacity=1)
    desk.correct("declined", feedback="other words")
    desk.offered(OTHER)
    desk.correct("admitted", caller=LEAD, override="promised in person")
    desk.decline()
    desk.reinstate(caller=LEAD, override="promised in person")
    said = "".join(event.model_dump_json() for event in desk.outbox.events)
    written = ("other words", "read wrongly", "promised in person", "a lost letter", "try again")
    assert [words for words in written if words in said] == []
    assert eligibility.CorrectDecision.is_command
