"""A mail that staff change before it goes: its subject, a note before its text; who did it is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from services.notifications.domain import Mail, State
from services.notifications.handlers import desk
from services.notifications.sending.letters import Resolved
from shared.contracts import notifications
from shared.contracts.errors import Refusal
from shared.contracts.notifications import EditMail, MailEdited
from shared.contracts.people import Caller, Role
from tests.support.fakes import FakeOutbox
from tests.unit.notifications.fake_ledger import APPLICATION_ID, CODE, LETTERS, NOW, a_mail
from tests.unit.notifications.tables import tables

STAFF = Caller(actor=f"person:{UUID(int=7)}", roles=frozenset({Role.STAFF}))
ANA = Resolved("Ana Ruiz", "ana@puerto.example")


def edited(mail: Mail, **words: Any) -> tuple[Any, FakeOutbox, notifications.Mail]:
    ledger, outbox = tables(mail), FakeOutbox()
    request = EditMail(mail_id=mail.id, **words)
    return ledger, outbox, desk.edit_mail(request, ledger, LETTERS, STAFF, outbox, NOW)


@pytest.mark.parametrize("state", [State.HELD, State.QUEUED])
def test_it_goes_with_its_new_words_and_says_who_gave_them(state: State) -> None:
    mail = a_mail(state=state)
    ledger, outbox, shown = edited(mail, subject="We have your file", note="We spoke on Monday.\n<b>Thank you</b>")
    assert shown.subject == f"We have your file ({CODE})"
    assert (shown.edited_by, shown.edited_at, shown.state) == (STAFF.actor, NOW, state.value)
    letter = LETTERS.read(ledger.mails[mail.id], ANA)
    assert letter.title == "We have your file"
    assert "We spoke on Monday.\n<b>Thank you</b>\n\nDear Ana Ruiz," in letter.text
    assert letter.text.startswith("A note from the City Data Alliance team:\n")
    assert "We spoke on Monday.<br>&lt;b&gt;Thank you&lt;/b&gt;" in letter.html
    assert "<h1" in letter.html and ">We have your file</h1>" in letter.html
    assert outbox.events == [
        MailEdited(
            mail_id=mail.id, template=mail.template, language="en", recipient=mail.recipient,
            application_id=APPLICATION_ID, code=CODE,
        )
    ]  # fmt: skip


def test_no_word_of_staff_becomes_a_header() -> None:
    mail = a_mail(state=State.HELD)
    ledger, *_ = edited(mail, subject="=?utf-8?q?x?= Bcc: a@b.example")
    sent = LETTERS.write(ledger.mails[mail.id], ANA, NOW)
    head = sent.partition(b"\r\n\r\n")[0].decode()
    assert "\r\nBcc" not in head
    assert "=?" not in head.split("Subject: ")[1].split("\r\n")[0]


def test_changed_to_nothing_it_is_as_it_was() -> None:
    mail = a_mail(state=State.HELD, edited_subject="Other", note="A note.", edited_by="person:1", edited_at=NOW)
    ledger, _, shown = edited(mail)
    assert LETTERS.read(ledger.mails[mail.id], ANA) == LETTERS.read(a_mail(), ANA)
    assert (shown.subject, shown.edited_by) == (LETTERS.subject(a_mail(id=mail.id)), STAFF.actor)


def test_who_is_a_stranger_to_us_reads_no_word_of_anybodys() -> None:
    mail = a_mail(note="We spoke on Monday.")
    assert "Monday" not in LETTERS.read(mail, Resolved("", "ana@puerto.example", to_stranger=True)).text


def test_one_that_is_sent_again_says_what_the_first_said() -> None:
    mail = a_mail(state=State.SENT, note="We spoke on Monday.", edited_by=STAFF.actor, edited_at=NOW)
    ledger = tables(mail)
    again = desk.resend_mail(notifications.ResendMail(mail_id=mail.id), ledger, LETTERS, NOW)
    assert ledger.mails[again.id].note == "We spoke on Monday."


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.FAILED, State.SUPPRESSED, State.CANCELLED])
def test_what_has_gone_or_will_not_is_not_changed(state: State) -> None:
    with pytest.raises(Refusal, match="illegal_transition"):
        edited(a_mail(state=state), note="Too late.")


def test_a_sign_in_mail_is_nobody_elses_to_change() -> None:
    with pytest.raises(Refusal, match="forbidden"):
        edited(a_mail(state=State.QUEUED, template="sign_in"), note="Hello there")


def test_the_preview_shows_what_was_changed() -> None:
    mail = a_mail(state=State.HELD)
    ledger, *_ = edited(mail, subject="We have your file", note="We spoke on Monday.")
    read = lambda one: (LETTERS.read(one, ANA), ANA.email)  # noqa: E731
    shown = desk.preview_mail(notifications.PreviewMail(mail_id=mail.id), ledger, LETTERS, read)
    assert (shown.edited_subject, shown.note) == ("We have your file", "We spoke on Monday.")
    assert shown.mail.subject == f"We have your file ({CODE})"
