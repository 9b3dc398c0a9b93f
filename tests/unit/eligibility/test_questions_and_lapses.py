"""Requests for information, and offers that are extended or let go."""

from datetime import date, timedelta

from shared.contracts import eligibility
from shared.contracts.lifecycle import ApplicationState as State
from tests.support.refused import refused
from tests.unit.eligibility.fake_eligibility import DUE_ON, LEAD, NOW, Desk


def a_question(desk: Desk) -> None:
    desk.decide("more_info", due_on=DUE_ON)
    desk.send()


def test_a_question_without_its_date_is_refused() -> None:
    desk = Desk()
    desk.check()

    assert refused(lambda: desk.decide("more_info")).startswith("invalid: ")
    assert desk.state() is State.CHECKED


def test_a_question_is_sent_with_its_date() -> None:
    desk = Desk()
    desk.check()
    a_question(desk)

    sent = desk.outbox.events[-1]
    assert isinstance(sent, eligibility.DecisionSent)
    assert (sent.outcome, sent.reply_by, sent.state) == ("more_info", DUE_ON, State.MORE_INFO)


def test_an_answer_goes_back_to_where_it_was_asked() -> None:
    desk = Desk()
    desk.check()
    desk.assign()
    a_question(desk)

    desk.check(version=2)

    assert desk.state() is State.IN_REVIEW
    assert eligibility.InformationReceived in {type(event) for event in desk.outbox.events}


def test_a_question_takes_no_place() -> None:
    desk = Desk(capacity=1)
    desk.check()
    a_question(desk)

    desk.check(code="AAAAAAAAAA")
    desk.decide(code="AAAAAAAAAA")

    assert desk.state("AAAAAAAAAA") is State.DECIDED


def test_an_open_offer_lapses_only_by_override() -> None:
    desk = Desk()
    desk.offered()

    assert refused(lambda: desk.lapse(now=NOW)) == "offer_open: The city has until April 24, 2027 to answer."
    desk.lapse(now=NOW, caller=LEAD, override="the city withdrew by telephone")
    assert desk.state() is State.LAPSED


def test_an_offer_lapses_on_the_day_after_its_date_and_not_before() -> None:
    desk = Desk()
    desk.offered()

    assert refused(lambda: desk.lapse(now=NOW + timedelta(days=14))).startswith("offer_open: ")
    assert desk.lapse(now=NOW + timedelta(days=15)).state is State.LAPSED


def test_an_extended_offer_can_be_confirmed_after_its_first_date() -> None:
    desk = Desk()
    desk.offered()
    desk.extend(date(2027, 5, 10))

    assert desk.confirm(now=NOW + timedelta(days=20)).state is State.CONFIRMED


def test_an_offer_is_not_shortened() -> None:
    desk = Desk()
    desk.offered()

    assert refused(lambda: desk.extend(date(2027, 4, 24))).startswith("invalid: ")
