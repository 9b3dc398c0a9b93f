"""Writing to a group, and what is logged of calls, on a real PostgreSQL: the cases of the unit tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from services.notifications.domain import Mail
from services.notifications.handlers import applications
from services.notifications.mail_rows import as_mails
from services.notifications.repository import Repository
from shared.messaging.outbox import Outbox
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.notifications.fake_ledger import CALL, SUBMITTED
from tests.unit.notifications.writing_cases import *  # noqa: F403  (the cases)


@dataclass(frozen=True)
class OverTables:
    store: Store

    def run(self, work: Callable[..., Any]) -> Any:
        return self.store.run(work)

    @property
    def mails(self) -> list[Mail]:
        return as_mails(self.store.rows("select *, mail_id as id from mails order by number"))

    @property
    def events(self) -> list[str]:
        return self.store.events()


@pytest.fixture
def desk(foundations: Foundations) -> Iterator[OverTables]:
    with store_of(foundations, "notifications", lambda tx: (Repository(tx), Outbox(tx))) as store:
        contacts = applications.as_contacts(SUBMITTED.contacts, SUBMITTED.primary_contact)
        store.run(lambda repository, _: applications.take_in_call(CALL, repository))
        store.run(lambda repository, _: repository.upsert_application(SUBMITTED, contacts))
        yield OverTables(store)
