"""What mails about applications and drafts may still say when they go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.intake.handlers import mail_facts
from shared.contracts.intake import GetMailFacts
from shared.contracts.mail_facts import MailFacts
from tests.unit.intake.fake_intake import NOW, Desk

CONTACT = "intake:11111111-1111-4111-8111-111111111111"


def facts(desk: Desk, code: str, about: Any, now: Any = NOW, **values: Any) -> Any:
    request = GetMailFacts(code=code, about=about, recipient=CONTACT, language="es", values=values)
    return mail_facts.get_mail_facts(request, desk.repository, now)


def closing(desk: Desk) -> Any:
    return desk.repository.find_call("2027").closes_at  # type: ignore[union-attr]


def test_a_call_that_was_extended_meanwhile_closes_at_its_new_moment() -> None:
    desk = Desk()
    code, draft, old = desk.submit().code, desk.save(city="Otra Ciudad").code, closing(desk)
    desk.extend(old + timedelta(days=9))
    new = (old + timedelta(days=9)).isoformat()
    assert facts(desk, code, "application", closes_at=old.isoformat()).values == {"closes_at": new}
    assert facts(desk, code, "application", closes_at=None).values == {"closes_at": None}
    assert facts(desk, draft, "draft", closes_at=old.isoformat()).values == {"closes_at": new}


def test_a_draft_that_was_sent_or_is_too_late_is_not_asked_for() -> None:
    desk = Desk()
    draft = desk.save().code
    assert facts(desk, draft, "draft").holds
    assert not facts(desk, draft, "draft", closing(desk) + timedelta(seconds=1)).holds
    desk.submit_draft(draft)
    assert not facts(desk, draft, "draft").holds


def test_what_was_withdrawn_gets_no_mail_but_of_that() -> None:
    desk = Desk()
    code = desk.submit().code
    assert (facts(desk, code, "application").holds, facts(desk, code, "withdrawal").holds) == (True, False)
    desk.withdraw(code)
    assert (facts(desk, code, "application").holds, facts(desk, code, "withdrawal").holds) == (False, True)
    desk.reinstate(code)
    assert (facts(desk, code, "application").holds, facts(desk, code, "withdrawal").holds) == (True, False)


def test_a_reopening_is_told_while_it_lasts() -> None:
    desk = Desk()
    code, late = desk.submit().code, closing(desk) + timedelta(days=3)
    desk.reopen(code, late, closing(desk) + timedelta(days=1))
    assert facts(desk, code, "reopening", late) == MailFacts(values={"closes_at": late.isoformat()})
    assert not facts(desk, code, "reopening", late + timedelta(seconds=1)).holds


def test_the_mayor_is_the_one_of_the_application() -> None:
    desk = Desk()
    assert facts(desk, desk.submit().code, "mayor") == MailFacts(values={"mayor": "Ana Ficticia"})
