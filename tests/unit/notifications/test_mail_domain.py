"""States of a mail, who gets it, and what follows each answer of the mail server."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.notifications.domain import (
    GIVEN_UP,
    INTERRUPTED,
    PAUSE,
    RETRY_DELAYS,
    TRANSITIONS,
    Answer,
    Audience,
    Occasion,
    Settlement,
    State,
    Step,
    as_contacts,
    mail_note,
    next_state,
    recipients,
    scrub,
    settle_answer,
    settle_refusal,
)
from shared.contracts.errors import CODES, Refusal
from shared.contracts.notifications import MailNote
from shared.contracts.people import PersonRef

STEPS = {
    (State.HELD, Step.RELEASE): State.QUEUED,
    (State.HELD, Step.DISCARD): State.CANCELLED,
    (State.QUEUED, Step.CLAIM): State.SENDING,
    (State.QUEUED, Step.DISCARD): State.CANCELLED,
    (State.SENDING, Step.DELIVER): State.SENT,
    (State.SENDING, Step.POSTPONE): State.QUEUED,
    (State.SENDING, Step.REFUSE): State.FAILED,
    (State.SENDING, Step.SUPPRESS): State.SUPPRESSED,
    (State.SENDING, Step.HOLD): State.HELD,
    (State.HELD, Step.EDIT): State.HELD,
    (State.QUEUED, Step.EDIT): State.QUEUED,
    (State.QUEUED, Step.HOLD): State.HELD,
    (State.SENT, Step.RESEND): State.SENT,
    (State.SENT, Step.BOUNCE): State.FAILED,
    (State.FAILED, Step.RESEND): State.FAILED,
    (State.FAILED, Step.DISCARD): State.CANCELLED,
    (State.SUPPRESSED, Step.RESEND): State.SUPPRESSED,
    (State.CANCELLED, Step.RESEND): State.CANCELLED,
}


NOT_REACHED = mail_note("not_reached", failure="TimeoutError")
BROKE = mail_note("connection_broke", failure="broke")


def said(number: int, text: str) -> MailNote:
    return mail_note("answered", number=number, text=text)


def test_the_table_knows_every_state() -> None:
    assert set(TRANSITIONS) == set(State)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_each_step_of_each_state_is_taken_or_refused(state: State, step: Step) -> None:
    if (state, step) in STEPS:
        assert next_state(state, step) is STEPS[state, step]
        return
    with pytest.raises(Refusal) as refused:
        next_state(state, step)
    assert refused.value.code == "illegal_transition"
    assert refused.value.values == {"state": state.value, "thing": "mail", "step": step.value}


@pytest.mark.parametrize(
    ("answer", "attempts", "settlement"),
    [
        (Answer(250, "kept"), 1, Settlement(Step.DELIVER, (said(250, "kept"),), counts=True)),
        (Answer(251, "forwarded"), 9, Settlement(Step.DELIVER, (said(251, "forwarded"),), counts=True)),
        (Answer(550, "no such user"), 1, Settlement(Step.REFUSE, (said(550, "no such user"),), counts=True)),
        (Answer(451, "later"), 1, Settlement(Step.POSTPONE, (said(451, "later"),), timedelta(seconds=10), counts=True)),
        (Answer(421, "bye"), 2, Settlement(Step.POSTPONE, (said(421, "bye"),), timedelta(minutes=1), counts=True)),
        (Answer(None, "broke"), 3, Settlement(Step.POSTPONE, (BROKE,), timedelta(minutes=5), counts=True)),
        (Answer(None, "broke", in_doubt=True), 3,
         Settlement(Step.POSTPONE, (INTERRUPTED, BROKE), timedelta(minutes=5), counts=True)),
        (Answer(None, "TimeoutError", reached=False), 1, Settlement(Step.POSTPONE, (NOT_REACHED,), PAUSE)),
        (Answer(None, "TimeoutError", reached=False), 9, Settlement(Step.POSTPONE, (NOT_REACHED,), PAUSE)),
        (Answer(354, "what"), 4, Settlement(Step.POSTPONE, (said(354, "what"),), timedelta(minutes=30), counts=True)),
        (Answer(451, "later"), 5, Settlement(Step.POSTPONE, (said(451, "later"),), timedelta(hours=2), counts=True)),
        (Answer(451, "later"), 9, Settlement(Step.REFUSE, (GIVEN_UP, said(451, "later")), counts=True)),
    ],
)  # fmt: skip
def test_what_follows_an_answer(answer: Answer, attempts: int, settlement: Settlement) -> None:
    assert settle_answer(answer, attempts) == settlement


def test_delays_grow_and_the_last_attempt_is_the_ninth() -> None:
    delays = [settle_answer(Answer(450, ""), attempt).delay for attempt in range(1, len(RETRY_DELAYS) + 1)]
    assert delays == sorted(set(delays))
    assert settle_answer(Answer(450, ""), len(RETRY_DELAYS) + 1).step is Step.REFUSE


@pytest.mark.parametrize("code", sorted(CODES))
def test_only_what_is_gone_is_suppressed_and_no_refusal_counts(code: str) -> None:
    settlement = settle_refusal(Refusal(code, "a text that is not kept"), "intake")
    assert not settlement.counts
    assert "a text" not in str(settlement.notes)
    expected = (Step.SUPPRESS, timedelta(0)) if code == "not_found" else (Step.POSTPONE, PAUSE)
    assert (settlement.step, settlement.delay) == expected


def test_answers_are_kept_without_addresses_and_in_one_line() -> None:
    answer = "5.1.1 <Ana.Ruiz@city.example>: unknown\r\n see ana@city.example\x00 " + "x" * 400
    assert scrub(answer).startswith("5.1.1 <<address>>: unknown see <address> xxx")
    assert len(scrub(answer)) == 300


def occasion(audience: Audience, **person: str) -> Occasion:
    return Occasion(UUID(int=1), UUID(int=2), "welcome", audience, {}, "", **person)


def test_an_applicants_mail_goes_to_the_primary_contact_and_the_mayors_office_once_each() -> None:
    people = [
        PersonRef(ref="intake:1", role="team", language="es"),
        PersonRef(ref="intake:2", role="mayors_office", language="es"),
        PersonRef(ref="intake:3", role="mayors_office", language="en"),
        PersonRef(ref="intake:4", role="team_lead", language="es"),
    ]
    contacts = as_contacts([*people, people[1]], primary="intake:2")
    assert recipients(occasion(Audience.APPLICANT), contacts) == [("intake:2", "es"), ("intake:3", "en")]
    assert len(recipients(occasion(Audience.TEAM), contacts)) == 4
    contacts = as_contacts(people, primary="intake:4")
    told = recipients(occasion(Audience.APPLICANT), contacts)
    assert {ref for ref, _ in told} == {"intake:2", "intake:3", "intake:4"}


def test_an_occasion_for_one_person_goes_to_nobody_else() -> None:
    contacts = as_contacts([PersonRef(ref="intake:1", role="mayors_office", language="es")], primary="intake:1")
    named = occasion(Audience.PERSON, recipient="intake:9", language="pt")
    assert recipients(named, contacts) == [("intake:9", "pt")]
