"""Batches of mails, from real rows to a real mail server: each goes once, while it is true, whatever goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any
from uuid import UUID

import pytest

from services.notifications.domain import TRIED_FOR
from services.notifications.repository import Repository
from services.notifications.sending import batch as batching
from services.notifications.sending.addresses import Addresses
from services.notifications.sending.letters import Letters
from services.notifications.sending.rates import Rates
from services.notifications.sending.resolving import Resolver
from services.notifications.sending.sender import Sender as MailSender
from services.notifications.sending.smtp import SmtpLine
from services.notifications.sending.surroundings import Surroundings
from shared.contracts import intake
from shared.contracts.mail_facts import MailFacts
from shared.contracts.people import PersonRef
from shared.storage.database import DatabaseDown, Transaction
from tests.integration.notifications.test_ledger_sql import Store, store
from tests.integration.notifications.test_smtp import Server, controller, line, server
from tests.support.fake_client import FakeClient
from tests.unit.notifications.fake_ledger import LETTERS, NOW, PROGRAM, a_mail

__all__ = ["controller", "line", "server", "store"]

DUE = datetime(2026, 1, 1, tzinfo=UTC)  # by the database's clock
PEOPLE = tuple(PersonRef(ref=f"intake:{UUID(int=number)}", role="team", language="en") for number in range(1, 61))


class Sender:
    def __init__(self, store: Store, line: SmtpLine) -> None:
        self.store, self.line = store, line
        self.letters = Letters(PROGRAM, LETTERS.templates, "https://portal.example")
        self.letters.addresses = Addresses("", "a secret")
        self.holds: Callable[[Any], bool] = lambda _: True
        self.begin: Any = store.database.transaction
        self.paused = 0
        self.going_on = True
        self.client = FakeClient(get_mail_facts=self.facts, get_contact=self.contact)

    def facts(self, request: Any) -> MailFacts:
        return MailFacts(holds=self.holds(request))

    def contact(self, request: Any) -> intake.Contact:
        return intake.Contact(name="Luz Prado", email=f"n{request.contact_id.int}@city.example", language="en")

    def put(self, number: int) -> None:
        """So many mails, of one occasion each, to as many people."""
        for one in PEOPLE[:number]:
            mail = a_mail(recipient=one.ref, created_at=DUE, next_at=DUE)
            self.store.run(lambda repository, mail=mail: repository.insert_mail(mail, "", DUE))

    def pause(self, _seconds: float) -> None:
        self.paused += 1

    def send(self, rates: Rates | None = None) -> None:
        surroundings = Surroundings(
            begin=self.begin, letters=self.letters, now=lambda: NOW, pause=self.pause, going_on=lambda: self.going_on,
            rates=rates or Rates({}),
        )  # fmt: skip
        MailSender(surroundings, lambda: Resolver(self.client), self.line).send_due()  # type: ignore[arg-type]

    @property
    def states(self) -> dict[str, int]:
        rows = self.store.rows("select state, count(*) as number from mails group by state")
        return {row["state"]: row["number"] for row in rows}


@pytest.fixture
def sender(store: Store, line: SmtpLine) -> Sender:
    store.submit(notify=False, contacts=PEOPLE, primary_contact=PEOPLE[0].ref)
    return Sender(store, line)


def told_to(server: Server) -> list[str]:
    return [recipient for envelope in server.taken for recipient in envelope.rcpt_tos]


def test_many_go_in_batches_each_once_and_each_is_told(sender: Sender, server: Server) -> None:
    sender.put(60)
    sender.send()
    assert sorted(told_to(server)) == sorted(f"n{number}@city.example" for number in range(1, 61))
    assert len(server.sessions) == 1
    told = "select correlation_id, causation_id, payload ->> 'mail_id' as mail_id from outbox where type = 'mail_sent'"
    events = {row["mail_id"]: row for row in sender.store.rows(told)}
    assert len(events) == 60
    for mail in sender.store.rows("select mail_id, occasion_id, application_id, state, claimed_at from mails"):
        caused_by = events[str(mail["mail_id"])]
        assert (mail["state"], mail["claimed_at"]) == ("sent", None)
        assert (caused_by["causation_id"], caused_by["correlation_id"]) == (
            mail["occasion_id"], mail["application_id"],
        )  # fmt: skip


def after(server: Server, number: int, act: Callable[[], Any]) -> None:
    """The server does this before it says anything to that many-th text."""
    take = server.handle_DATA

    async def acting(smtp: Any, session: Any, envelope: Any) -> str:
        if len(server.taken) == number - 1:
            await asyncio.get_running_loop().run_in_executor(None, act)
        return await take(smtp, session, envelope)

    server.handle_DATA = acting  # type: ignore[method-assign]


def asked_more_than(sender: Sender, number: int) -> Event:
    """Set once facts were asked of more mails than that."""
    asked, reached = list[Any](), Event()

    def holds(request: Any) -> bool:
        asked.append(request)
        if len(asked) > number:
            reached.set()
        return True

    sender.holds = holds
    return reached


def test_the_next_batch_is_made_ready_while_one_goes(sender: Sender, server: Server) -> None:
    sender.put(60)
    reached = asked_more_than(sender, 50)
    waited = list[bool]()
    after(server, 40, lambda: waited.append(reached.wait(8)))
    sender.send()
    assert waited == [True]
    assert sender.states == {"sent": 60}
    assert len(set(told_to(server))) == 60


def test_a_process_that_is_to_end_gives_back_what_it_had_made_ready(sender: Sender, server: Server) -> None:
    sender.put(60)
    reached = asked_more_than(sender, 50)

    def end() -> None:
        assert reached.wait(8)
        sender.going_on = False

    after(server, 40, end)
    sender.send()
    assert sender.states == {"sent": 40, "queued": 20}
    notes = sender.store.rows("select distinct notes from mails where state = 'queued'")
    assert [row["notes"] for row in notes] == [[]]


def test_a_batch_asks_each_question_once(sender: Sender) -> None:
    sender.put(20)
    sender.send()
    assert sorted(sender.client.methods) == ["get_contact"] * 20 + ["get_mail_facts"] * 20


def test_each_of_a_batch_has_an_end_of_its_own(sender: Sender, server: Server) -> None:
    sender.put(6)
    server.on_recipient = {"n1@city.example": "550 5.1.1 no such user", "n2@city.example": "452 mailbox full"}
    sender.holds = lambda request: request.recipient != PEOPLE[2].ref
    sender.store.submit(
        notify=False, contacts=[one for one in PEOPLE if one is not PEOPLE[3]], primary_contact=PEOPLE[0].ref, version=2
    )
    sender.send()
    assert sender.states == {"failed": 1, "queued": 1, "suppressed": 2, "sent": 2}
    assert sorted(told_to(server)) == ["n5@city.example", "n6@city.example"]
    rows = sender.store.rows("select recipient, notes from mails where state = 'suppressed'")
    notes = {row["recipient"]: row["notes"][0]["code"] for row in rows}
    assert notes == {PEOPLE[2].ref: "changed", PEOPLE[3].ref: "no_contact"}
    assert len(sender.store.rows("select 1 from suppressed_addresses where status = '5.1.1'")) == 1


def test_two_of_a_batch_for_one_address_are_one(sender: Sender, server: Server) -> None:
    first = a_mail(recipient=PEOPLE[0].ref, created_at=DUE, next_at=DUE)
    second = replace(a_mail(recipient=PEOPLE[1].ref), occasion_id=first.occasion_id, created_at=DUE, next_at=DUE)
    for one in (first, second):
        sender.store.run(lambda repository, one=one: repository.insert_mail(one, "", DUE))
    contact = intake.Contact(name="Luz Prado", email="desk@city.example", language="en")
    sender.client.answers["get_contact"] = contact
    sender.send()
    assert told_to(server) == ["desk@city.example"]
    assert sender.states == {"sent": 1, "suppressed": 1}


def test_what_was_asked_too_long_ago_is_asked_again(
    sender: Sender, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is so no more when its turn comes does not go, though it was so when the batch began."""
    monkeypatch.setattr(batching, "TRUE_FOR_S", 0)
    sender.put(5)
    sender.holds = lambda _: len(server.taken) < 2
    sender.send()
    assert len(server.taken) == 2
    assert sender.states == {"sent": 2, "suppressed": 3}


def test_a_database_that_is_away_for_a_moment_doubles_nothing(sender: Sender, server: Server) -> None:
    sender.put(12)
    begun = []

    @contextmanager
    def failing(**options: Any) -> Iterator[Transaction]:
        begun.append(1)
        with sender.store.database.transaction(**options) as tx:
            yield tx
            if len(begun) in (3, 4):  # after the claim and the last look
                raise DatabaseDown("no commit")

    sender.begin = failing
    sender.send()
    assert sender.paused == 2
    assert sender.states == {"sent": 12}
    assert len(told_to(server)) == 12
    assert len(sender.store.rows("select 1 from outbox where type = 'mail_sent'")) == 12


def test_one_whose_last_look_fails_waits_and_has_not_left(sender: Sender, server: Server) -> None:
    sender.put(3)
    begun = []

    @contextmanager
    def failing(**options: Any) -> Iterator[Transaction]:
        begun.append(1)
        if len(begun) == 2:
            raise DatabaseDown("away")
        with sender.store.database.transaction(**options) as tx:
            yield tx

    sender.begin = failing
    sender.send()
    assert (sender.states, server.taken) == ({"queued": 3}, [])
    notes = sender.store.rows("select distinct notes -> 0 ->> 'code' as code from mails")
    assert [row["code"] for row in notes] == ["database_down"]


def test_a_claim_that_was_lost_meanwhile_writes_nothing(sender: Sender, server: Server) -> None:
    sender.put(2)

    def lose(_request: Any) -> bool:
        sender.store.rows("update mails set claimed_at = now() where recipient like '%1' returning 1")
        return True

    sender.holds = lose
    sender.send()
    assert sender.states == {"sending": 1, "sent": 1}
    assert len(sender.store.rows("select 1 from outbox where type = 'mail_sent'")) == 1


def test_a_killed_sender_leaves_no_more_unnoted_than_it_may_and_all_are_flagged(sender: Sender, server: Server) -> None:
    """As when it dies at the first word that one has left: all that it had claimed is flagged when it is recovered."""
    sender.put(50)

    class Killed(Exception):
        pass

    begun = []

    @contextmanager
    def killed(**options: Any) -> Iterator[Transaction]:
        begun.append(1)
        if len(begun) > 2:
            raise Killed
        with sender.store.database.transaction(**options) as tx:
            yield tx

    sender.begin = killed
    with pytest.raises(Killed):
        sender.send()
    unnoted = len(server.taken)
    assert sender.states == {"sending": 50}
    assert unnoted <= 21
    sender.begin = sender.store.database.transaction
    sender.store.rows("update mails set claimed_at = now() - interval '1 hour' returning 1")
    sender.send()
    assert len(server.taken) == unnoted + 50
    ids = [one.content.partition(b"Message-ID: ")[2].partition(b"\r\n")[0] for one in server.taken]  # type: ignore[union-attr]
    assert len(set(ids)) == 50
    flagged = sender.store.rows("select 1 from mails where notes -> 0 ->> 'code' = 'interrupted' and state = 'sent'")
    assert len(flagged) == 50


def test_a_domains_rate_lets_a_batch_through_one_by_one(sender: Sender, server: Server) -> None:
    sender.put(4)
    sender.send(Rates({"city.example": 1}))
    assert (len(server.taken), sender.states) == (1, {"sent": 1, "queued": 3})
    waits = sender.store.rows("select extract(epoch from next_at - now()) as s from mails where state = 'queued'")
    assert sorted(round(float(row["s"]) / 60) for row in waits) == [1, 2, 3]


def test_a_server_that_is_away_keeps_all_of_them(store: Store) -> None:
    store.submit(notify=False, contacts=PEOPLE, primary_contact=PEOPLE[0].ref)
    nobody = SmtpLine("smtp://127.0.0.1:9", "program.example")
    sender = Sender(store, nobody)
    sender.put(3)
    sender.send()
    assert sender.states == {"queued": 3}
    assert store.rows("select max(attempts) as tried from mails") == [{"tried": 0}], "it said nothing of any of them"
    with store.database.transaction() as tx:
        figures = [Repository(tx).count_figures()]
        tx.execute("update mails set state = 'sending' where notes <> '[]'")
        figures.append(Repository(tx).count_figures())
    assert [(one["kept_back"], one["oldest_waiting_s"]) for one in figures] == [(3, 0), (3, 0)], "tried again, too"


def test_a_mail_waits_since_it_was_due_or_was_first_tried(sender: Sender) -> None:
    """Not since it was made, which may be long ago: it was held, or its domain takes few at a time."""
    sender.put(3)
    refs, waited = [one.ref for one in PEOPLE], []
    put_off = (
        "update mails set attempts = %(tried)s, next_at = now() + %(due)s::interval where recipient = any(%(refs)s)"
    )
    with sender.store.database.transaction() as tx:
        for some, tried, due in ((refs, 0, "3 hours"), (refs[:1], 0, "-2 hours"), (refs[1:2], 8, "1 day")):
            tx.execute(put_off, {"tried": tried, "due": due, "refs": some})
            waited.append(Repository(tx).count_figures()["oldest_waiting_s"])
    assert waited == [0, 7200, (TRIED_FOR[8] - timedelta(days=1)).total_seconds()]
