"""What many mails ask of the services at once, and whose trouble an answer is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.notifications.sending.resolving import NotResolved, Resolved, Resolver
from services.notifications.templates import CannotRender
from shared.contracts.errors import Refusal
from shared.contracts.intake import Contact
from shared.contracts.mail_facts import MailFacts
from shared.messaging.broker import BrokerRefused
from tests.unit.notifications.fake_ledger import MAYORS_OFFICE, PRIMARY, a_mail

ANA = Contact(name="Ana Ruiz", email="ana@city.example", language="es")
KNOWN = Resolved("Ana Ruiz", "ana@city.example")


class Rounds:
    """A client that answers by method, and keeps what was asked together. A function answers each question."""

    def __init__(self, **answers: Any) -> None:
        self.answers = {"get_mail_facts": MailFacts(), "get_contact": ANA} | answers
        self.rounds: list[list[str]] = []

    def ask_many(self, queries: Sequence[Any], limit_s: float) -> list[Any]:
        self.rounds.append([one.method for one in queries])
        return [self._answer(one) for one in queries]

    def _answer(self, query: Any) -> Any:
        answer = self.answers[query.method]
        if isinstance(answer, Exception) and not isinstance(answer, Refusal):
            raise answer
        return answer(query) if callable(answer) else answer


def resolved(client: Rounds, *mails: Any) -> list[Any]:
    return Resolver(client).resolve_all(mails)  # type: ignore[arg-type]


def test_many_mails_ask_in_as_many_rounds_as_one_and_the_same_only_once() -> None:
    client = Rounds()
    one, other = a_mail(), a_mail(recipient=MAYORS_OFFICE.ref)
    again = replace(a_mail(), values=one.values)
    assert resolved(client, one, other, again) == [KNOWN] * 3
    assert client.rounds == [["get_mail_facts"] * 2, ["get_contact"] * 2]
    assert resolved(client) == []


def test_what_became_of_each_is_its_own_and_in_its_place() -> None:
    def facts(query: Any) -> Any:
        return Refusal("not_found") if query.recipient == PRIMARY.ref else MailFacts(holds=query.code != "AAAAAAAAAA")

    mails = [
        a_mail(recipient=MAYORS_OFFICE.ref, code="AAAAAAAAAA"), a_mail(), a_mail(recipient=MAYORS_OFFICE.ref),
        a_mail(code=None, recipient=f"nobody:{UUID(int=1)}"),
    ]  # fmt: skip
    untrue, gone, known, nobody = resolved(Rounds(get_mail_facts=facts), *mails)
    assert (untrue.holds, known) == (False, KNOWN)
    assert (type(gone), gone.refusal.code, type(nobody)) == (NotResolved, "not_found", CannotRender)


def test_what_cannot_be_asked_is_no_trouble_of_others() -> None:
    def facts(query: Any) -> Any:
        if query.recipient == PRIMARY.ref:
            raise Refusal("invalid", reason="too_deep")
        return MailFacts()

    bad, good = resolved(Rounds(get_mail_facts=facts), a_mail(), a_mail(recipient=MAYORS_OFFICE.ref))
    assert (bad.refusal.code, good) == ("invalid", KNOWN)


def test_a_broker_that_is_away_is_not_asked_again_for_each() -> None:
    class Away(Rounds):
        def ask_many(self, queries: Sequence[Any], limit_s: float) -> list[Any]:
            self.rounds.append([one.method for one in queries])
            raise Refusal("unavailable", reason="broker")

    client = Away()
    found = resolved(client, *(a_mail(recipient=ref) for ref in (PRIMARY.ref, MAYORS_OFFICE.ref)))
    assert [(type(one), one.refusal.code) for one in found] == [(NotResolved, "unavailable")] * 2
    assert len(client.rounds) == 1


@pytest.mark.parametrize("answer", [BrokerRefused("no"), Refusal("unavailable")])
def test_mails_that_need_nobody_else_go_while_a_service_is_down(answer: Exception) -> None:
    waits, goes = a_mail(template="welcome"), a_mail()

    def facts(query: Any) -> Any:
        if query.service != "cohort":
            return MailFacts()
        if isinstance(answer, Refusal):
            return answer
        raise answer

    found = resolved(Rounds(get_mail_facts=facts), waits, goes)
    assert isinstance(found[0], Exception)
    assert found[1] == KNOWN
