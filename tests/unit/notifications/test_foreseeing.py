"""A decision's mail before it is sent: as its recipient would read it, and nothing is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.notifications.domain import Mail
from services.notifications.handlers import applications, foreseeing, sampling
from services.notifications.sending.letters import Resolved
from services.notifications.templates import Letter
from shared.contracts import notifications
from shared.contracts.errors import Refusal
from shared.contracts.people import PersonRef
from shared.messaging.cause import Cause
from tests.unit.notifications.fake_ledger import (
    CALL,
    CODE,
    LETTERS,
    MAYORS_OFFICE,
    PRIMARY,
    SUBMITTED,
    telling_of,
)
from tests.unit.notifications.tables import tables

CAUSE = Cause(actor="test", traceparent="00-1-2-01")


def read(mail: Mail) -> tuple[Letter, str]:
    resolved = Resolved("Ana Ficticia", "ana@puerto.example", {"outcome": "declined", "feedback": "Add a baseline."})
    return LETTERS.read(mail, resolved), resolved.email


def ledger() -> Any:
    kept = tables()
    applications.take_in_call(CALL, kept)
    kept.upsert_application(SUBMITTED, applications.as_contacts(SUBMITTED.contacts, SUBMITTED.primary_contact))
    return kept


def preview(kept: Any, **asked: Any) -> notifications.DecisionMail:
    request = notifications.PreviewDecisionMail.model_validate({"code": CODE, "outcome": "declined"} | asked)
    return foreseeing.preview_decision_mail(request, telling_of(kept, CAUSE), read)


def test_the_mail_is_read_as_its_recipient_would() -> None:
    kept = ledger()
    shown = preview(kept)
    assert (shown.template, shown.to, kept.mails) == ("decision_declined", "ana@puerto.example", {})
    assert "Add a baseline." in shown.text


def test_a_place_off_the_waitlist_has_its_own_mail_and_its_date() -> None:
    shown = preview(ledger(), outcome="admitted", from_waitlist=True, reply_by=date(2027, 5, 14))
    assert shown.template == "offered_from_waitlist"


def test_a_longer_offer_says_its_new_day() -> None:
    shown = preview(ledger(), outcome="extended", reply_by=date(2027, 6, 3))
    assert (shown.template, shown.to) == ("offer_extended", "ana@puerto.example")
    assert "3 de junio de 2027" in shown.text


@pytest.mark.parametrize(("kind", "reader"), [("leaders", PRIMARY), ("mayors", MAYORS_OFFICE), ("other", PRIMARY)])
def test_an_invitation_is_read_as_one_of_those_whom_the_program_invites(kind: str, reader: PersonRef) -> None:
    kept = ledger()
    asked: list[Mail] = []
    at = "2027-10-12T13:00:00+00:00"
    times = {"starts_at": at, "ends_at": at, "meeting_zone": "America/Bogota", "rsvp_by": "2027-09-20"}

    def read_invitation(mail: Mail) -> tuple[Letter, str]:
        asked.append(mail)
        return LETTERS.read(mail, Resolved("Luz", "luz@puerto.example", times | {"place": "Casa Ejemplo"})), "luz"

    request = notifications.PreviewDecisionMail(code=CODE, outcome="invited", kind=kind)
    shown = foreseeing.preview_decision_mail(request, telling_of(kept, CAUSE), read_invitation)
    (mail,) = asked
    assert (mail.values["pending"], mail.values["kind"], mail.template) == (True, kind, "convening_invitation")
    assert mail.recipient == reader.ref
    assert "Casa Ejemplo" in shown.text
    assert kept.mails == {}


def test_an_application_that_nobody_knows_has_no_mail() -> None:
    with pytest.raises(Refusal, match="not_found"):
        preview(tables())


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_a_kind_of_mail_is_read_with_values_that_are_nobodys(language: str) -> None:
    request = notifications.PreviewTemplate.model_validate({"template": "offer_reminder", "language": language})
    shown = sampling.preview_template(request, LETTERS)
    assert "https://portal.example/applications/K7Q2M9X4TB" in shown.text
    assert "Ana Ruiz" in shown.html
    assert shown.subject.endswith(" (K7Q2M9X4TB)")


def test_a_kind_of_mail_that_is_none_is_not_found() -> None:
    request = notifications.PreviewTemplate(template="love_letter", language="en")
    with pytest.raises(Refusal, match="not_found"):
        sampling.preview_template(request, LETTERS)
