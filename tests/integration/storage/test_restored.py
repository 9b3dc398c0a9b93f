"""What a restored system settles before a service starts, on real tables: once, however often it starts."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest

from services.identity.domain.device import DeviceLogin
from services.identity.repository import Repository as Identity
from services.notifications.repository import Repository as Notifications
from shared.runtime.restored import restored_at, settle
from shared.runtime.settings import SERVICES, SettingError, Settings
from shared.runtime.setup import settle_restored
from shared.storage.database import Transaction
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.identity.test_passwords import ANA, NOW

RESTORED_AT = NOW + timedelta(days=1)
AFTER = RESTORED_AT + timedelta(hours=1)


def settled(store: Store, service: str) -> None:
    with store.database.transaction() as tx:
        settle(tx, f"services.{service}", RESTORED_AT)


def test_who_had_signed_in_before_signs_in_anew(foundations: Foundations) -> None:
    with store_of(foundations, "identity", lambda tx: (Identity(tx),)) as store:
        store.run(lambda rows: rows.insert_person(ANA, NOW))
        for began in (NOW, AFTER):
            with store.database.transaction() as tx:
                session(tx, began)
            login = DeviceLogin(uuid4(), "laptop", "", began, None, None, None)
            store.run(lambda rows, login=login: rows.insert_device_login(login, login.id.bytes, login.id.bytes))
        settled(store, "identity")
        sessions = store.rows("select created_at, ended_at from sessions order by created_at")
        logins = store.rows("select started_at, ended_at from device_logins order by started_at")
    ended = [(NOW, RESTORED_AT), (AFTER, None)]
    assert [(row["created_at"], row["ended_at"]) for row in sessions] == ended
    assert [(row["started_at"], row["ended_at"]) for row in logins] == ended


def session(tx: Transaction, began: Any) -> None:
    tx.execute(
        """insert into sessions (session_id, secret_sha256, person_id, created_at, used_at, expires_at,
                                 authenticated_at)
        values (%(id)s, %(secret)s, %(person)s, %(began)s, %(began)s, %(expires)s, %(began)s)""",
        {"id": uuid4(), "secret": uuid4().bytes, "person": ANA.id, "began": began, "expires": began + timedelta(9)},
    )


def test_every_mail_is_held_until_staff_lift_the_rule(foundations: Foundations) -> None:
    with store_of(foundations, "notifications", lambda tx: (Notifications(tx),)) as store:
        settled(store, "notifications")
        (rule,) = store.run(lambda rows: rows.list_hold_rules(False, 10, None))
        assert (rule.template, rule.code, rule.call, rule.made_at) == (None, None, None, RESTORED_AT)
        store.run(lambda rows: rows.lift_hold_rule(rule.id, f"person:{UUID(int=7)}", AFTER))
        settled(store, "notifications")
        assert store.run(lambda rows: rows.list_hold_rules(False, 10, None)) == []


@pytest.mark.parametrize("service", sorted(set(SERVICES) - {"identity", "notifications"}))
def test_others_have_nothing_to_settle(foundations: Foundations, service: str) -> None:
    with store_of(foundations, service, lambda _: ()) as store:
        settled(store, service)


def test_the_set_up_step_settles_it_where_it_cannot_sign_in_as_a_service(foundations: Foundations) -> None:
    """As in compose, where each role is known by a certificate of its own."""
    with ExitStack() as stack:
        stores = {one: stack.enter_context(store_of(foundations, one, lambda tx: (tx,))) for one in SERVICES}
        urls = {f"{one.upper()}_DATABASE_URL": shut(store.database._url) for one, store in stores.items()}
        settings = Settings("setup", {"DATABASE_ADMIN_URL": foundations.database_admin, **urls})
        settle_restored(settings, RESTORED_AT)
        with stores["notifications"].database.transaction() as tx:
            assert len(Notifications(tx).list_hold_rules(False, 10, None)) == 1


def shut(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=f"{parts.username}:wrong@{parts.hostname}:{parts.port}").geturl()


@pytest.mark.parametrize("value", ["yesterday", "2027-03-01T08:00:00", "2027-13-01T08:00:00Z"])
def test_a_moment_that_cannot_be_stops_the_set_up(value: str) -> None:
    with pytest.raises(SettingError, match="RESTORED_AT must be a moment"):
        restored_at(Settings("setup", {"RESTORED_AT": value}))
