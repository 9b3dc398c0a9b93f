"""Mails to addresses that nobody has proven: one, without anybody's words; none more until it is proven."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from services.intake.domain.audience import FirstMails
from services.intake.handlers import mail_facts
from shared.contracts.intake import ApplicationSubmitted, DraftSaved, GetMailFacts
from shared.contracts.mail_facts import MailFacts
from shared.contracts.people import Caller
from tests.support.refused import refusal_of
from tests.unit.intake.fake_intake import ANYBODY, NOW, STAFF, Desk, document

VICTIM = "luz@puerto.example"


def stranger(source: str = "192.0.2.7") -> Caller:
    return replace(ANYBODY, source=source)


def told(desk: Desk, about: str, ref: str, code: str, **values: Any) -> MailFacts:
    request = GetMailFacts.model_validate(
        {"code": code, "about": about, "recipient": ref, "language": "es", "values": values}
    )
    return mail_facts.get_mail_facts(request, desk.repository, NOW)


def receipt(desk: Desk) -> MailFacts:
    """What is asked before the receipt of what came in last goes to its primary contact."""
    event = [one for one in desk.outbox.events if isinstance(one, ApplicationSubmitted)][-1]
    return told(desk, "application", event.primary_contact, event.code, version=event.version)


def kept(desk: Desk) -> MailFacts:
    event = [one for one in desk.outbox.events if isinstance(one, DraftSaved)][-1]
    return told(desk, "kept_draft", event.owner.ref, event.code)


def goes(facts: MailFacts) -> str:
    return ("short" if facts.to_stranger else "whole") if facts.holds else "not"


def test_an_unproven_address_gets_one_short_mail_and_no_second_however_often_it_is_named() -> None:
    desk = Desk()
    desk.save(caller=stranger())
    assert goes(kept(desk)) == "short"
    for n in range(3):
        desk.save(caller=stranger())
        assert goes(kept(desk)) == "not"
        desk.submit(caller=stranger(), city=f"Ciudad {n}")
        assert goes(receipt(desk)) == "not"


def test_whoever_has_proven_the_address_is_written_to_in_full_at_once() -> None:
    desk = Desk()
    desk.submit(caller=stranger())
    assert goes(receipt(desk)) == "short"
    desk.claim(VICTIM)
    assert goes(receipt(desk)) == "whole"
    desk.save(caller=stranger())
    assert goes(kept(desk)) == "whole"


@pytest.mark.parametrize("how", ["staff", "import"])
def test_staff_know_whom_they_enter(how: str) -> None:
    desk = Desk()
    if how == "import":
        desk.bring_in({}, notify=True)
    else:
        desk.submit(caller=STAFF)
    assert goes(receipt(desk)) == "whole"
    assert desk.repository.first_mails == {}


def test_what_staff_named_stays_vouched_for_and_what_its_owner_adds_is_not() -> None:
    desk = Desk()
    code = desk.submit(caller=STAFF).code
    leo = desk.claim("leo@puerto.example")
    more = [*document()["contacts"], {"name": "Eva", "email": "eva@otra.example", "role": "mayors_office"}]
    desk.resubmit(code, caller=leo, contacts=more)
    assert goes(receipt(desk)) == "whole"
    assert list(desk.repository.first_mails) == ["eva@otra.example"]
    (event,) = [one for one in desk.outbox.events if isinstance(one, ApplicationSubmitted) and one.version == 2]
    assert goes(told(desk, "application", event.contacts[2].ref, code, version=2)) == "short"
    desk.resubmit(code, caller=leo, contacts=more)
    assert goes(told(desk, "application", event.contacts[2].ref, code, version=3)) == "not"


@pytest.mark.parametrize("about", ["draft", "withdrawal"])
def test_reminders_and_withdrawals_do_not_reach_who_was_only_named(about: str) -> None:
    desk = Desk()
    code = desk.save(caller=stranger()).code
    event = next(one for one in desk.outbox.events if isinstance(one, DraftSaved))
    if about == "withdrawal":
        desk.withdraw(code, caller=desk.claim("leo@puerto.example"))
    assert goes(told(desk, about, event.owner.ref, code)) == "not"
    desk.claim(VICTIM)
    assert goes(told(desk, about, event.owner.ref, code)) == "whole"


def test_a_network_and_all_together_cause_so_many_in_an_hour() -> None:
    desk = Desk()
    desk.repository.limits = FirstMails(by_source=2, in_all=3)

    def named(n: int, source: str) -> str:
        contacts = [document()["contacts"][0] | {"email": f"{n}@puerto.example"}]
        desk.submit(caller=stranger(source), city=f"Ciudad {n}", contacts=contacts)
        return goes(receipt(desk))

    assert [named(n, f"192.0.2.{n}") for n in range(3)] == ["short", "short", "not"]  # one network
    assert [named(n, "198.51.100.1") for n in range(3, 5)] == ["short", "not"]


FIELDS = {"city": "city", "admin_area": "admin_area", "mayor": "mayor.name", "contacts": "contacts.0.name"}
MESSAGES = ["Claim at https://evil.example", "write to me@evil.example", "www.evil.example", "evil.com now"]


@pytest.mark.parametrize(("field", "path"), FIELDS.items())
@pytest.mark.parametrize("text", MESSAGES)
def test_a_name_is_no_message(field: str, path: str, text: str) -> None:
    whole = document()
    value: Any = text
    if field == "mayor":
        value = whole["mayor"] | {"name": text}
    if field == "contacts":
        value = [whole["contacts"][0] | {"name": text}, *whole["contacts"][1:]]
    for act in (Desk().submit, Desk().save):
        refusal = refusal_of(lambda act=act: act(caller=stranger(), **{field: value}))
        assert [(one.field, one.code) for one in refusal.details] == [(path, "no_addresses_in_names")]


@pytest.mark.parametrize("city", ["St. John’s", "Washington, D.C.", "San Juan N.L.", "L’Île-d’Orléans", "Sta. Cruz"])
def test_names_with_points_are_names(city: str) -> None:
    assert Desk().submit(city=city).version == 1
