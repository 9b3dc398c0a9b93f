"""What mails about a selection may still say when they go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, get_args

import pytest

from services.eligibility.handlers import mail_facts
from shared.contracts.eligibility import GetMailFacts
from shared.contracts.eligibility.mail_facts import SelectionSubject
from tests.support.refused import refused
from tests.unit.eligibility.fake_eligibility import CODE, DUE_ON, NOW, REVIEWERS, Desk

CONTACT = "intake:11111111-1111-4111-8111-111111111111"
LATER = DUE_ON + timedelta(days=20)


def told(outcome: str) -> Desk:
    desk = Desk()
    desk.check()
    desk.reach_sent(outcome)
    return desk


def facts(desk: Desk, about: Any, recipient: str = CONTACT, **values: Any) -> Any:
    request = GetMailFacts(code=CODE, about=about, recipient=recipient, language="es", values=values)
    return mail_facts.get_mail_facts(request, desk.repository, NOW)


def decision_of(desk: Desk) -> str:
    return str(desk.last_decision()["decision_id"])


@pytest.mark.parametrize("outcome", ["admitted", "waitlisted", "declined", "more_info"])
def test_a_decision_stands_as_it_was_sent_with_its_own_text(outcome: str) -> None:
    desk = told(outcome)
    found = facts(desk, "decision", decision_id=decision_of(desk))
    assert (found.holds, found.values["outcome"], found.values["feedback"]) == (True, outcome, "try again next year")
    assert facts(desk, "decision").holds  # a mail from before it named its decision


@pytest.mark.parametrize(
    ("outcome", "change"),
    [
        ("admitted", Desk.confirm),
        ("admitted", Desk.decline),
        ("admitted", lambda desk: desk.correct("declined")),
        ("waitlisted", lambda desk: desk.correct("declined")),
        ("declined", lambda desk: desk.correct("waitlisted")),
        ("waitlisted", Desk.withdraw),
    ],
)
def test_a_decision_that_the_city_or_staff_went_past_is_not_told(outcome: str, change: Callable[[Desk], Any]) -> None:
    desk = told(outcome)
    first = decision_of(desk)
    change(desk)
    assert not facts(desk, "decision", decision_id=first).holds


@pytest.mark.parametrize(
    ("outcome", "reply_by"), [("admitted", "2027-04-24"), ("declined", None), ("more_info", DUE_ON.isoformat())]
)
def test_what_a_pending_decision_would_tell_is_asked_for_as_long_as_it_is_pending(
    outcome: str, reply_by: str | None
) -> None:
    desk = Desk()
    desk.check()
    desk.decide(outcome, due_on=DUE_ON if outcome == "more_info" else None)
    found = facts(desk, "decision", decision_id=decision_of(desk), pending=True)
    assert (found.holds, found.values["feedback"], found.values["reply_by"]) == (True, "try again next year", reply_by)
    assert not facts(desk, "decision", decision_id=CONTACT.partition(":")[2], pending=True).holds
    assert not facts(desk, "decision", decision_id=decision_of(desk)).holds  # it is not sent
    desk.send()
    assert not facts(desk, "decision", decision_id=decision_of(desk), pending=True).holds


def test_an_offer_says_the_day_that_it_has_now() -> None:
    desk = told("admitted")
    desk.decline()
    desk.reinstate(DUE_ON)
    desk.extend(LATER)
    assert facts(desk, "correction", decision_id=None, reply_by=DUE_ON.isoformat()).model_dump() == {
        "holds": True, "values": {"reply_by": LATER.isoformat()}, "to_stranger": False,
    }  # fmt: skip
    assert facts(desk, "offer").values == {"reply_by": LATER.isoformat()}
    desk.confirm()
    assert not facts(desk, "correction", decision_id=None).holds
    assert facts(desk, "confirmation").holds


def test_an_offer_that_is_only_looked_at_keeps_the_day_that_it_would_have() -> None:
    desk = told("admitted")
    assert facts(desk, "offer", pending=True, reply_by=LATER.isoformat()).model_dump() == {
        "holds": True, "values": {}, "to_stranger": False,
    }  # fmt: skip
    desk.confirm()
    assert not facts(desk, "offer", pending=True).holds


def test_a_reminder_belongs_to_its_day() -> None:
    desk = told("admitted")
    assert facts(desk, "offer_date", reply_by=DUE_ON.isoformat()).holds
    desk.extend(LATER)
    assert not facts(desk, "offer_date", reply_by=DUE_ON.isoformat()).holds
    desk.decline()
    assert not facts(desk, "offer_date", reply_by=LATER.isoformat()).holds


def test_a_pending_decision_is_looked_at_before_it_is_sent() -> None:
    desk = Desk()
    desk.check()
    assert not facts(desk, "decision", pending=True).holds
    desk.decide("declined")
    (feedback,) = {one["feedback"] for one in desk.repository.decisions}
    shown = facts(desk, "decision", pending=True)
    assert (shown.holds, shown.values["outcome"], shown.values["feedback"]) == (True, "declined", feedback)
    assert not facts(desk, "decision").holds


def test_a_review_that_came_in_is_asked_for_no_more() -> None:
    desk = Desk()
    desk.check()
    desk.assign(0)
    reviewer = f"identity:{REVIEWERS[0]}"
    assert facts(desk, "review", reviewer).holds
    assert not facts(desk, "review", f"identity:{REVIEWERS[1]}").holds
    desk.repository.update_reminder_note(desk.record().application_id, REVIEWERS[0], "Thank you!")
    assert facts(desk, "review", reviewer, by_staff=True).values == {"note": "Thank you!"}
    assert facts(desk, "review", reviewer).values == {}
    desk.review(0)
    assert not facts(desk, "review", reviewer).holds


def test_an_interview_is_told_as_long_as_it_is_then_and_to_its_panel() -> None:
    desk = Desk()
    desk.check()
    (shown,) = desk.schedule().items
    values = {"meeting_id": str(shown.id), "starts_at": shown.starts_at.isoformat()}
    panelist = f"identity:{shown.panel[0]}"
    assert facts(desk, "interview", panelist, **values).holds
    assert facts(desk, "interview", **values).holds
    assert not facts(desk, "interview", CONTACT.replace("intake", "identity"), **values).holds
    assert not facts(desk, "interview", panelist, **values, cancelled=True).holds
    desk.schedule(interview_id=shown.id, starts_at=shown.starts_at + timedelta(hours=1))
    assert not facts(desk, "interview", panelist, **values).holds
    desk.cancel_interview()
    assert facts(desk, "interview", panelist, **values, cancelled=True).holds


def test_the_waitlist_has_closed_for_whom_it_did() -> None:
    assert facts(told("declined"), "waitlist_closed").holds
    assert not facts(told("admitted"), "waitlist_closed").holds


def test_every_subject_is_known_and_a_city_that_is_not_is_refused() -> None:
    assert set(mail_facts.ABOUT) == set(get_args(SelectionSubject))
    assert refused(lambda: facts(Desk(), "offer")).startswith("not_found")


def test_that_a_review_is_not_needed_is_not_told_once_it_is_asked_for_again() -> None:
    desk = Desk()
    desk.check()
    desk.assign(0)
    reviewer = f"identity:{REVIEWERS[0]}"
    assert not facts(desk, "review_end", reviewer).holds
    desk.withdraw()
    assert facts(desk, "review_end", reviewer).holds
    desk.check(version=2)
    assert not facts(desk, "review_end", reviewer).holds
    desk.unassign(0)
    assert facts(desk, "review_end", reviewer).holds
