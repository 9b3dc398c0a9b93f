"""Personal access tokens on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.identity.repository import Repository
from shared.contracts.identity import AccessToken
from shared.contracts.people import Role
from shared.messaging.outbox import Outbox
from tests.integration.identity.test_standing_sql import added, deactivation
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.identity.desk import NOW

SECRET = b"\1" * 32


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    with store_of(foundations, "identity", lambda tx: (Repository(tx), Outbox(tx))) as made:
        yield made


def token(name: str = "Nightly report") -> AccessToken:
    return AccessToken(
        id=uuid4(), name=name, scopes=("read", "cohort.write"), made_at=NOW, expires_at=NOW + timedelta(days=30),
        used_at=None, used_from=None,
    )  # fmt: skip


def insert(store: Store, person: UUID, made: AccessToken, secret: bytes = SECRET) -> object:
    return store.run(lambda rows, _: rows.insert_access_token(made, person, secret, NOW))


def test_a_token_is_kept_found_used_listed_and_revoked(store: Store) -> None:
    ana, made = added(store, "Ana", Role.COACH), token()
    assert insert(store, ana, made) is True
    found = store.run(lambda rows, _: rows.find_access_token(SECRET))
    assert (found.id, found.person_id, found.roles, found.scopes) == (made.id, ana, ("coach",), made.scopes)
    assert found.is_live(NOW)
    assert store.run(lambda rows, _: rows.find_access_token(b"\2" * 32)) is None
    store.run(lambda rows, _: rows.update_access_token_used(made.id, "203.0.113.0/24", NOW))
    (listed,) = store.run(lambda rows, _: rows.list_access_tokens(ana))
    assert listed == made.model_copy(update={"used_at": NOW, "used_from": "203.0.113.0/24"})
    assert store.run(lambda rows, _: rows.find_owner_of_access_token(made.id)) == ana
    ended = [store.run(lambda rows, _: rows.update_access_token_ended(made.id, NOW)) for _ in range(2)]
    assert ended == [True, False]
    assert not store.run(lambda rows, _: rows.find_access_token(SECRET)).is_live(NOW)
    assert store.run(lambda rows, _: rows.list_access_tokens(ana)) == []


def test_a_name_is_free_again_once_its_token_is_over(store: Store) -> None:
    ana, eva = added(store, "Ana", Role.COACH), added(store, "Eva", Role.COACH)
    first = token()
    assert insert(store, ana, first) is True
    assert insert(store, ana, token(), b"\2" * 32) is False
    assert insert(store, eva, token(), b"\3" * 32) is True
    store.run(lambda rows, _: rows.update_access_token_ended(first.id, NOW))
    assert insert(store, ana, token(), b"\4" * 32) is True


def test_whoever_is_deactivated_has_none_left(store: Store) -> None:
    ana, made = added(store, "Ana", Role.COACH), token()
    insert(store, ana, made)
    store.run(deactivation(ana))
    assert not store.run(lambda rows, _: rows.find_access_token(SECRET)).is_live(NOW)
    assert "access_token_revoked" in store.events()


def test_what_is_long_over_is_deleted(store: Store) -> None:
    ana, made = added(store, "Ana", Role.COACH), token()
    insert(store, ana, made)
    store.run(lambda rows, _: rows.delete_access_tokens(made.expires_at))
    assert len(store.rows("select 1 from access_tokens")) == 1
    store.run(lambda rows, _: rows.delete_access_tokens(made.expires_at + timedelta(seconds=1)))
    assert store.rows("select 1 from access_tokens") == []
