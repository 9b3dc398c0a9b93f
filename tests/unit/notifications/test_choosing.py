"""What whoever reads at an address does without: by one click of a mail program, or on the page of choices."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

import pytest

from services.notifications.domain import Untrue, as_contacts
from services.notifications.handlers import choosing
from services.notifications.mails import MAILS
from services.notifications.samples import SAMPLES
from services.notifications.sending.letters import Letters
from services.notifications.templates import Templates
from shared.contracts.errors import Refusal
from shared.contracts.notifications import GetMailChoices, SetMailChoices, Unsubscribe
from tests.unit.notifications.fake_ledger import LETTERS, NOW, PROGRAM, SUBMITTED, a_mail
from tests.unit.notifications.letter_samples import RESOLVED, mail_of
from tests.unit.notifications.returning_cases import ANA, gone, ours
from tests.unit.notifications.settling_cases import admit
from tests.unit.notifications.tables import put, tables


def key_of(ledger: Any, template: str = "survey_opened") -> str:
    return ours(ledger).key("u", gone(ledger, template=template).id)


def test_one_click_ends_mails_like_that_one_and_no_others() -> None:
    ledger = tables(contacts=as_contacts(SUBMITTED.contacts, SUBMITTED.primary_contact))
    found = choosing.unsubscribe(Unsubscribe(key=key_of(ledger)), ledger, ours, NOW)
    assert {one.topic: one.wanted for one in found.choices} == {
        "drafts": True, "surveys": False, "news": True, "reports": True,
    }  # fmt: skip
    assert (found.topic, found.language) == ("surveys", "en")
    digest = ours(ledger).digest(ANA)
    with pytest.raises(Untrue, match="unwanted"):
        admit(put(ledger, a_mail(template="survey_opened")), ANA, ledger, digest)
    for template in ("draft_reminder", "application_received", "decision_admitted"):
        admit(put(ledger, a_mail(template=template)), ANA, ledger, digest)
    admit(
        put(ledger, a_mail(template="survey_opened")),
        "bea@puerto.example",
        ledger,
        ours(ledger).digest("bea@puerto.example"),
    )


def test_one_click_ends_reports_by_mail() -> None:
    ledger = tables()
    assert choosing.unsubscribe(Unsubscribe(key=key_of(ledger, "report_due")), ledger, ours, NOW).topic == "reports"
    with pytest.raises(Untrue, match="unwanted"):
        admit(
            put(ledger, a_mail(template="report_due", recipient=f"identity:{UUID(int=9)}")),
            ANA,
            ledger,
            ours(ledger).digest(ANA),
        )


def test_of_what_everybody_gets_nothing_can_be_done_without() -> None:
    ledger = tables()
    found = choosing.unsubscribe(Unsubscribe(key=key_of(ledger, "application_received")), ledger, ours, NOW)
    assert (found.topic, ledger.unwanted) == (None, set())


def test_choices_are_what_was_chosen_last() -> None:
    ledger = tables()
    key = key_of(ledger)
    for wanted in (("news",), (), ("drafts", "surveys")):
        chosen = choosing.set_mail_choices(SetMailChoices(key=key, wanted=wanted), ledger, ours, NOW)
        assert {one.topic for one in chosen.choices if one.wanted} == set(wanted)
    assert choosing.get_mail_choices(GetMailChoices(key=key.upper()), ledger, ours) == chosen


def test_a_key_is_for_its_purpose_and_cannot_be_made_up() -> None:
    ledger = tables()
    mail = gone(ledger)
    unsent = a_mail()
    put(ledger, unsent)
    addresses = ours(ledger)
    for key in (addresses.key("b", mail.id), addresses.key("u", unsent.id), addresses.key("u", a_mail().id), "a" * 42):
        with pytest.raises(Refusal, match="not one of ours"):
            choosing.get_mail_choices(GetMailChoices(key=key), ledger, ours)


@pytest.mark.parametrize("template", sorted(MAILS.keys() - {"sign_in"}))
def test_a_mail_says_so_where_it_can_be_done_without(template: str) -> None:
    letters = Letters(PROGRAM, Templates(), "https://portal.example/", ours(tables()))
    mail = mail_of(template, "fr", SAMPLES[template][0])
    message = message_from_bytes(letters.write(mail, RESOLVED, NOW), policy=policy.default)
    key = ours(tables()).key("u", mail.id)
    if MAILS[template].topic is None:
        assert message["List-Unsubscribe"] is None
        return
    assert message["List-Unsubscribe"] == f"<https://portal.example/unsubscribe/{key}?lang=fr>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        assert f"https://portal.example/unsubscribe/{key}?lang=fr" in body.get_content()
    assert "unsubscribe" not in LETTERS.write(mail, RESOLVED, NOW).decode()
