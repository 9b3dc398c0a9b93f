"""The mails of a city on a real database, as everybody whose role may ask: a foreign city is not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.domain import State
from services.notifications.exchange import ExchangeRecord
from services.notifications.handlers import applications, exchanges, of_cities
from services.notifications.repository import Repository
from services.notifications.templates import Letter
from shared.contracts import notifications
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Request
from shared.messaging.outbox import Outbox
from shared.storage.database import Database, Transaction
from tests.rights.notifications import ROWS, Mailed
from tests.rights.row import owners_of, sent
from tests.support.foundations import Foundations
from tests.support.owners import FakeOwners
from tests.unit.notifications.fake_ledger import CALL, CODE, LETTERS, NOW, SUBMITTED, a_mail

FOREIGN, PERSON, IDLE = "M4X7K2Q9TB", UUID(int=7), UUID(int=8)
OWNERS = FakeOwners(people=frozenset({(CODE, PERSON)}))
LETTER = Letter("We received it", "Dear Rosa", "<p>Dear Rosa</p>", None, "")


@dataclass
class World:
    tx: Transaction
    own: Mailed
    foreign: Mailed

    @property
    def service(self) -> Any:
        """The entrypoints' handlers, over this transaction."""

        def listed(request: notifications.ListCityMails, tx: Transaction, caller: Caller) -> Any:
            return of_cities.list_city_mails(request, Repository(tx), LETTERS, OWNERS, caller)

        def one(request: notifications.GetCityMail, tx: Transaction, caller: Caller) -> Any:
            return of_cities.get_city_mail(request, Repository(tx), LETTERS, OWNERS, caller, lambda _: (LETTER, ""))

        def calls(request: notifications.ListExchanges, tx: Transaction, caller: Caller) -> Any:
            return exchanges.list_exchanges(request, Repository(tx), OWNERS, caller)

        def called(request: notifications.LogExchange, tx: Transaction, caller: Caller) -> Any:
            return exchanges.log_exchange(request, Repository(tx), OWNERS, caller, Outbox(tx), NOW)

        return SimpleNamespace(
            list_city_mails=listed, get_city_mail=one, list_exchanges=calls, log_exchange=called
        )  # fmt: skip

    def ask(self, request: Request[Any], role: Role, person: UUID = PERSON) -> tuple[str, str]:
        return sent(request, Caller(f"person:{person}", frozenset({role})), self.service, self.tx)


@pytest.fixture(scope="module")
def world(foundations: Foundations) -> Iterator[World]:
    url = foundations.database_of("notifications")
    database = Database(url)
    mails = [
        a_mail(state=State.SENT, code=CODE), a_mail(state=State.SENT, code=FOREIGN, recipient="intake:2"),
        a_mail(state=State.HELD, code=CODE), a_mail(state=State.SENT, code=CODE, recipient="identity:1"),
    ]  # fmt: skip
    with database.transaction() as tx:
        for mail in mails:
            Repository(tx).insert_mail(mail, mail.template, NOW)
    with database.transaction() as tx:
        applications.take_in_call(CALL, Repository(tx))
        for code in (CODE, FOREIGN):
            known = SUBMITTED.model_copy(update={"application_id": uuid4(), "code": code})
            Repository(tx).upsert_application(known, ())
            Repository(tx).insert_exchange(
                ExchangeRecord(uuid4(), known.application_id, code, "call", "from_city", NOW.date(), "Rosa", "Soon.",
                               f"person:{PERSON}", NOW)
            )  # fmt: skip
    with database.transaction() as tx:
        tx.execute("update mails set sent_at = %s where state = 'sent'", (NOW,))
    with database.transaction() as tx:
        yield World(tx, Mailed(CODE, mails[0].id), Mailed(FOREIGN, mails[1].id))
    database.close()
    foundations.give_back(url)


TRIED = [(request, role) for request in ROWS for role in owners_of(request)]


@pytest.mark.parametrize(("request_", "role"), TRIED, ids=[f"{r.method}-{role}" for r, role in TRIED])
def test_the_mails_of_ones_own_city_alone_are_there(request_: type[Request[Any]], role: Role, world: World) -> None:
    row = ROWS[request_]
    code, text = world.ask(row.make(world.own), role)
    assert code == "", text
    assert str(world.own.mail_id) in text or f'"code":"{CODE}"' in text
    assert world.ask(row.make(world.foreign), role)[0] == "not_found"
    assert world.ask(row.make(world.own), role, IDLE)[0] == "not_found"


def test_the_list_holds_what_was_sent_to_the_city_alone(world: World) -> None:
    _, text = world.ask(notifications.ListCityMails(code=CODE), Role.CITY_MEMBER)
    found = notifications.ListCityMails.reply.model_validate_json(text)
    assert ([one.id for one in found.items], found.total) == ([world.own.mail_id], 1)
