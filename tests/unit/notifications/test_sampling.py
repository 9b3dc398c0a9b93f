"""Samples of mails that staff have sent to themselves: each kind in each language as its recipient would read it,
marked, to nobody else, and not without end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from services.notifications.domain import State
from services.notifications.handlers import choosing, desk, holding, sampling
from services.notifications.handlers.settling import claim
from services.notifications.mails import MAILS, SAMPLE
from services.notifications.reminders import is_reminder
from services.notifications.samples import SAMPLES
from services.notifications.sending.letters import Resolved
from services.notifications.sending.resolving import Resolver
from services.notifications.templates import CannotRender
from shared.contracts import notifications
from shared.contracts.errors import Refusal
from shared.contracts.identity import Recipient
from shared.contracts.notifications import SampleRequested, SendSamples, Unsubscribe
from shared.contracts.people import Caller, Role
from shared.messaging.cause import Cause
from tests.support.fake_client import FakeClient
from tests.support.fakes import FakeOutbox
from tests.support.owners import FakeOwners
from tests.unit.notifications.fake_ledger import LETTERS, NOW, a_mail, telling_of
from tests.unit.notifications.letter_samples import LANGUAGES, body
from tests.unit.notifications.returning_cases import ANA, ours
from tests.unit.notifications.settling_cases import admit
from tests.unit.notifications.tables import put, tables

STAFF = Caller(actor=f"person:{UUID(int=7)}", roles=frozenset({Role.STAFF}))
OWN = f"identity:{UUID(int=7)}"
CAUSE = Cause(actor=STAFF.actor, traceparent="00-" + "1" * 32 + "-" + "2" * 16 + "-01")
TO = Resolved("Bea Own", "bea@alliance.example")
MARKED = {
    "en": "This is a sample.",
    "es": "Este es un ejemplo.",
    "pt": "Este é um exemplo.",
    "fr": "Ceci est un exemple.",
}
TITLED = {"en": "Sample: ", "es": "Ejemplo: ", "pt": "Exemplo: ", "fr": "Exemple : "}


def send(ledger: Any, caller: Caller = STAFF, now: Any = NOW, **asked: Any) -> notifications.SentSamples:
    request = SendSamples.model_validate({"languages": ("en",)} | asked)
    return sampling.send_samples(request, replace(telling_of(ledger, CAUSE), now=now), caller, FakeOutbox())


def arrived(row: Any) -> EmailMessage:
    message = message_from_bytes(LETTERS.write(row, TO, NOW), policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def test_a_sample_is_a_row_to_whoever_asked_and_keeps_nothing_but_its_kind() -> None:
    ledger, outbox = tables(), FakeOutbox()
    request = SendSamples(templates=("offer_reminder",), languages=("pt",))
    sent = sampling.send_samples(request, telling_of(ledger, CAUSE), STAFF, outbox)
    (row,) = ledger.mails.values()
    assert (row.template, row.recipient, row.language, row.values) == (SAMPLE, OWN, "pt", {"of": "offer_reminder"})
    assert (row.state, row.code, row.application_id) == (State.QUEUED, None, None)
    assert [(one.id, one.subject[:9]) for one in sent.items] == [(row.id, TITLED["pt"])]
    assert outbox.events == [SampleRequested(mail_id=row.id, recipient=OWN, template="offer_reminder", language="pt")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_reads_as_to_its_recipient_and_says_that_it_is_a_sample(language: str) -> None:
    ledger = tables()
    send(ledger, languages=(language,))
    assert sorted(row.values["of"] for row in ledger.mails.values()) == sorted(SAMPLES)
    for row in ledger.mails.values():
        kind, mail = row.values["of"], arrived(row)
        theirs = sampling.sample_of(kind, language, LETTERS)
        assert str(mail["Subject"]).replace("\u00a0", " ") == f"{TITLED[language]}{theirs.subject}".replace(
            "\u00a0", " "
        )
        assert str(mail["To"]) == "Bea Own <bea@alliance.example>"
        assert str(mail["Reply-To"]) == LETTERS.program.reply_to
        assert (str(mail["Message-ID"]), str(mail["Content-Language"])) == (row.message_id, language)
        assert mail["X-Alliance-Correlation-Id"] is None
        text = body(mail)
        assert text.startswith(MARKED[language]), kind
        assert body(mail, "html").count(MARKED[language]) == 1, kind
        own = theirs.text.replace("Ana Ruiz", "Bea Own").split()
        assert text.split()[-len(own) :] == own, kind


def test_in_the_calendar_a_sample_says_that_it_is_one() -> None:
    ledger = tables()
    send(ledger, templates=("visit_scheduled",))
    (row,) = ledger.mails.values()
    (entry,) = [part for part in arrived(row).walk() if part.get_content_type() == "text/calendar"]
    assert "SUMMARY:Sample: " in str(entry.get_content())


def test_who_is_asked_of_a_sample_is_the_person_alone() -> None:
    ledger = tables()
    send(ledger, templates=("decision_admitted",))
    (row,) = ledger.mails.values()
    client: Any = FakeClient()
    client.answers["get_recipient"] = Recipient(
        name="Bea Own", email="bea@alliance.example", language="en", roles=(Role.STAFF,)
    )
    known = Resolver(client).resolve(row)
    assert (known.name, known.email, known.holds) == ("Bea Own", "bea@alliance.example", True)
    assert [type(one.request).__name__ for one in client.asked] == ["GetRecipient"]


def test_the_preview_of_one_says_the_subject_that_goes_out() -> None:
    ledger = tables()
    send(ledger, templates=("welcome",))
    (row,) = ledger.mails.values()
    shown = desk.preview_mail(
        notifications.PreviewMail(mail_id=row.id), ledger, LETTERS, lambda one: (LETTERS.read(one, TO), TO.email)
    )
    assert shown.mail.subject == str(arrived(row)["Subject"])


def test_no_rule_holds_a_sample_and_none_goes_with_reminders() -> None:
    ledger = tables()
    send(ledger, templates=("review_reminder",))
    (row,) = ledger.mails.values()
    request = notifications.HoldMails(everything=True, reason="It is being discussed.")
    holding.hold_mails(request, ledger, FakeOwners(), STAFF, FakeOutbox(), NOW)
    assert [one.id for one in claim(ledger, 50, NOW)[1]] == [row.id]
    assert not is_reminder(row)


def test_by_the_link_in_a_sample_nobody_does_without_mails() -> None:
    ledger = tables()
    send(ledger, templates=("survey_opened",))
    (row,) = ledger.mails.values()
    admit(row, ANA, ledger, ours(ledger).digest(ANA))
    found = choosing.unsubscribe(Unsubscribe(key=ours(ledger).key("u", row.id)), ledger, ours, NOW)
    assert (found.topic, [one.wanted for one in found.choices]) == (None, [True] * 4)


def test_all_may_be_asked_for_once_an_hour_and_not_twice() -> None:
    ledger, kinds = tables(), len(SAMPLES) * len(LANGUAGES)
    assert len(send(ledger, languages=LANGUAGES).items) == kinds <= sampling.MOST_AN_HOUR
    with pytest.raises(Refusal) as refused:
        send(ledger, languages=LANGUAGES)
    assert (refused.value.code, refused.value.reason) == ("too_many_tries", "samples")
    assert len(ledger.mails) == kinds
    other = Caller(actor=f"person:{UUID(int=8)}", roles=STAFF.roles)
    send(ledger, other, templates=("welcome",))
    send(ledger, now=NOW + timedelta(hours=1), languages=LANGUAGES)


def test_other_mails_to_them_do_not_count() -> None:
    ledger = tables()
    for _ in range(2):
        put(ledger, a_mail(template="report_due", recipient=OWN))
    assert ledger.count_samples(OWN, NOW - timedelta(hours=1)) == 0


def test_who_is_nobody_that_mail_reaches_is_refused() -> None:
    machine = Caller(actor="local_admin", roles=frozenset({Role.ADMINISTRATOR}))
    with pytest.raises(Refusal) as refused:
        send(tables(), machine, templates=("welcome",))
    assert (refused.value.code, refused.value.reason) == ("forbidden", "no_mailbox")


def test_of_a_kind_that_is_not_there_nothing_goes() -> None:
    ledger = tables()
    with pytest.raises(Refusal, match="love_letter"):
        send(ledger, templates=("welcome", "love_letter"))
    assert not ledger.mails


@pytest.mark.parametrize("asked", [{"languages": ()}, {"languages": ("en", "en")}, {"templates": ()}])
def test_a_request_says_what_it_wants_once(asked: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SendSamples.model_validate({"languages": ("en",)} | asked)


def test_a_sample_of_a_kind_that_is_no_more_is_listed_and_does_not_go() -> None:
    row = a_mail(template=SAMPLE, values={"of": "love_letter"})
    assert LETTERS.subject(row) == SAMPLE
    with pytest.raises(CannotRender):
        LETTERS.write(row, TO, NOW)


def test_a_sample_is_no_kind_of_mail() -> None:
    assert SAMPLE not in MAILS
