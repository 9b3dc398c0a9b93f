"""Device logins on a real PostgreSQL: asked for, polled, confirmed, taken by one alone, forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from services.identity.domain.device import DeviceLogin
from services.identity.repository import Repository
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.identity.test_passwords import ANA, NOW

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    with store_of(foundations, "identity", lambda tx: (Repository(tx),)) as made:
        made.run(lambda rows: rows.insert_person(ANA, NOW))
        yield made


def test_a_login_goes_its_way(store: Store) -> None:
    login = DeviceLogin(uuid4(), "laptop", "192.0.2.0/24", NOW, None, None, None)
    store.run(lambda rows: rows.insert_device_login(login, b"device", b"shown"))
    assert store.run(lambda rows: rows.lock_device_login(b"device")) == login
    assert store.run(lambda rows: rows.find_device_login_of_user_code(b"shown")) == login
    assert store.run(lambda rows: rows.lock_device_login(b"another")) is None
    store.run(lambda rows: rows.update_device_login_polled(login.id, LATER))
    store.run(lambda rows: rows.update_device_login_confirmed(login.id, ANA.id, NOW))
    store.run(lambda rows: rows.update_device_login_ended(login.id, LATER))
    found = store.run(lambda rows: rows.lock_device_login_of_user_code(b"shown"))
    assert (found.polled_at, found.person_id, found.ended_at, found.proven_at) == (LATER, ANA.id, LATER, NOW)


def test_those_that_a_person_confirmed_end_together(store: Store) -> None:
    mine, open_one = (DeviceLogin(uuid4(), "laptop", "", NOW, None, None, None) for _ in range(2))
    for login, shown in ((mine, b"mine"), (open_one, b"open")):
        store.run(lambda rows, login=login, shown=shown: rows.insert_device_login(login, shown, shown))
    store.run(lambda rows: rows.update_device_login_confirmed(mine.id, ANA.id, NOW))
    store.run(lambda rows: rows.update_device_logins_ended(ANA.id, LATER))
    ended = [
        store.run(lambda rows, shown=shown: rows.lock_device_login(shown)).ended_at for shown in (b"mine", b"open")
    ]
    assert ended == [LATER, None]


def test_of_two_that_show_one_code_the_newer_is_meant(store: Store) -> None:
    older, newer = (DeviceLogin(uuid4(), "laptop", "", at, None, None, None) for at in (NOW, LATER))
    store.run(lambda rows: rows.insert_device_login(newer, b"newer", b"shown"))
    store.run(lambda rows: rows.insert_device_login(older, b"older", b"shown"))
    assert store.run(lambda rows: rows.lock_device_login_of_user_code(b"shown")) == newer
    store.run(lambda rows: rows.delete_device_logins(LATER))
    assert store.run(lambda rows: rows.lock_device_login(b"older")) is None
    assert store.run(lambda rows: rows.lock_device_login(b"newer")) == newer
