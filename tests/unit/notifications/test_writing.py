"""Writing to a group over the fake ledger, and what a mail of it makes of its places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from services.notifications.domain import Mail
from services.notifications.handlers import applications
from services.notifications.sending.letters import Resolved
from services.notifications.templates import CannotRender
from tests.support.fakes import FakeOutbox
from tests.unit.notifications.fake_ledger import CALL, LETTERS, SUBMITTED
from tests.unit.notifications.letter_samples import body, mail_of, written
from tests.unit.notifications.tables import tables
from tests.unit.notifications.writing_cases import *  # noqa: F403  (the cases)


@dataclass
class OverFake:
    ledger: Any = field(default_factory=tables)
    outbox: FakeOutbox = field(default_factory=FakeOutbox)

    def run(self, work: Callable[..., Any]) -> Any:
        return work(self.ledger, self.outbox)

    @property
    def mails(self) -> list[Mail]:
        return list(self.ledger.mails.values())

    @property
    def events(self) -> list[str]:
        return [one.type for one in self.outbox.events]


@pytest.fixture
def desk() -> OverFake:
    made = OverFake()
    applications.take_in_call(CALL, made.ledger)
    made.ledger.upsert_application(SUBMITTED, applications.as_contacts(SUBMITTED.contacts, SUBMITTED.primary_contact))
    return made


# -- the mail ----------------------------------------------------------------------------------------------------------

VALUES = {"mayor": "Luz Ficticia", "phase": "demonstration", "coach": "Ben Inventado"}
RESOLVED = Resolved("Ana Ruiz", "ana@city.example", VALUES)
ALL = "{name} {city} {mayor} {phase} {coach} {deadline} {link}"


def message(language: str = "en", **values: Any) -> Mail:
    known = {"subject": "For {city}", "text": ALL, "deadline": "2027-03-05", "page": "project"}
    return mail_of("message", language, known | values)


def test_every_place_is_filled_when_the_mail_goes() -> None:
    text = body(written(message(), RESOLVED))
    for value in ("Ana Ruiz", "São Exemplo", "Luz Ficticia", "Ben Inventado", "Friday, March 5, 2027", "Colombia"):
        assert value in text
    assert "Resident Impact Data Project, phase 1" in text
    assert "https://portal.example/cities/K7Q2M9X4TB/project?lang=en" in text


@pytest.mark.parametrize("language", ["es", "pt", "fr"])
def test_dates_and_phases_are_said_in_the_language_of_the_mail(language: str) -> None:
    said = {"es": "5 de marzo de 2027", "pt": "5 de março de 2027", "fr": "5 mars 2027"}
    mail = written(message(language), RESOLVED)
    assert said[language] in body(mail)
    assert f"lang={language}" in body(mail)


def test_without_a_page_the_link_opens_the_citys_own() -> None:
    assert "/cities/K7Q2M9X4TB?lang=en" in body(written(message(page=None), RESOLVED))


@pytest.mark.parametrize("lacking", ["mayor", "coach", "phase"])
def test_a_place_without_a_value_holds_the_mail(lacking: str) -> None:
    resolved = Resolved("Ana Ruiz", "ana@city.example", VALUES | {lacking: None})
    with pytest.raises(CannotRender, match=lacking):
        LETTERS.read(message(), resolved)


def test_what_was_erased_cannot_be_written_again_and_is_listed_by_its_kind() -> None:
    values = {name: one for name, one in message().values.items() if name not in ("subject", "text")}
    erased = mail_of("message", "en", values)
    with pytest.raises(CannotRender):
        LETTERS.read(erased, RESOLVED)
    assert LETTERS.subject(erased) == "message"


def test_what_is_written_is_no_template_and_no_markup() -> None:
    text = "{{ 7 * 7 }} {% include 'letter.html' %} {name.__class__} <b>bold</b>\n\n=?utf-8?q?x?="
    mail = message(text=text, subject="x\nBcc: a@b.example", deadline=None)
    message_ = written(mail, RESOLVED)
    assert "{{ 7 * 7 }} {% include 'letter.html' %} {name.__class__} <b>bold</b>" in body(message_)
    html = body(message_, "html")
    assert "&lt;b&gt;bold&lt;/b&gt;<br>" in html
    assert "49" not in html
    assert message_["Bcc"] is None
    assert message_["Subject"] == "x Bcc: a@b.example (K7Q2M9X4TB)"


def test_a_value_that_looks_like_a_place_is_filled_no_further() -> None:
    resolved = Resolved("{mayor}", "ana@city.example", VALUES)
    assert "Dear {mayor}," in body(written(message(text="Dear {name}, how are you?", deadline=None), resolved))
