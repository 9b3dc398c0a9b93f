"""Requests for information: known from eligibility's events, answered by a new version, once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.intake.handlers import answers
from shared.contracts import eligibility
from shared.contracts.intake import ApplicationSubmitted, Receipt
from shared.contracts.lifecycle import ApplicationState as State
from tests.support.refused import refusal_of, refused
from tests.unit.intake.fake_intake import NOW, Desk

LATE = NOW + timedelta(days=90)
NOT_ASKED = "not_asked: Nobody is waiting for an answer from "


def said(desk: Desk, receipt: Receipt, state: State) -> None:
    event = eligibility.DecisionRescinded(
        application_id=receipt.id, code=receipt.code, call="2027", state=state, outcome="more_info"
    )
    answers.follow_selection(event, desk.repository)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def asked(desk: Desk) -> Receipt:
    receipt = desk.submit()
    said(desk, receipt, State.MORE_INFO)
    return receipt


def test_an_answer_is_a_new_version_also_after_the_call_has_closed(desk: Desk, asked: Receipt) -> None:
    receipt = desk.answer(asked.code, now=LATE, residents=600_000)
    assert (receipt.code, receipt.state, receipt.version) == (asked.code, "submitted", 2)
    event = desk.outbox.events[-1]
    assert isinstance(event, ApplicationSubmitted)
    assert (event.version, event.answer, event.facts.residents) == (2, True, 600_000)


def test_the_same_answer_again_is_the_same_receipt(desk: Desk, asked: Receipt) -> None:
    receipt = desk.answer(asked.code, residents=600_000)
    assert desk.answer(asked.code, residents=600_000) == receipt
    assert len(desk.outbox.events) == 2


def test_another_answer_after_the_first_is_refused(desk: Desk, asked: Receipt) -> None:
    desk.answer(asked.code, residents=600_000)
    assert refused(lambda: desk.answer(asked.code, residents=600_001)) == f"{NOT_ASKED}{asked.code}."


def test_who_was_not_asked_has_nothing_to_answer(desk: Desk) -> None:
    code = desk.submit().code
    assert refused(lambda: desk.answer(code)) == f"{NOT_ASKED}{code}."
    assert len(desk.outbox.events) == 1


def test_a_repeated_answer_after_a_later_version_is_refused(desk: Desk, asked: Receipt) -> None:
    desk.answer(asked.code, residents=600_000)
    desk.resubmit(asked.code, residents=700_000)
    assert refused(lambda: desk.answer(asked.code, residents=600_000)) == f"{NOT_ASKED}{asked.code}."


@pytest.mark.parametrize("state", [state for state in State if state not in (State.MORE_INFO, State.DECIDED)])
def test_a_question_is_open_only_in_more_info(desk: Desk, asked: Receipt, state: State) -> None:
    said(desk, asked, state)
    assert refused(lambda: desk.answer(asked.code)) == f"{NOT_ASKED}{asked.code}."


def test_a_second_question_takes_a_second_answer(desk: Desk, asked: Receipt) -> None:
    desk.answer(asked.code, residents=600_000)
    said(desk, asked, State.CHECKED)
    said(desk, asked, State.MORE_INFO)
    assert desk.answer(asked.code, residents=600_000).version == 3


def test_a_question_about_an_application_that_is_not_known_here_is_kept(desk: Desk) -> None:
    unknown = Receipt(id=uuid4(), code="K7Q2M9X4TB", state=State.SUBMITTED, version=1)
    said(desk, unknown, State.MORE_INFO)
    assert desk.repository.questions[unknown.id].open


def test_a_withdrawn_application_answers_nothing(desk: Desk, asked: Receipt) -> None:
    desk.withdraw(asked.code)
    assert refused(lambda: desk.answer(asked.code)) == (
        "illegal_transition: An application that is withdrawn cannot become received."
    )


def test_an_answer_is_judged_like_any_version(desk: Desk, asked: Receipt) -> None:
    refusal = refusal_of(lambda: desk.answer(asked.code, residents=0, call="2028"))
    assert [(detail.field, detail.code) for detail in refusal.details] == [("residents", "too_small")]
    refusal = refusal_of(lambda: desk.answer(asked.code, call="2028"))
    assert [(detail.field, detail.code) for detail in refusal.details] == [("call", "not_changeable")]
