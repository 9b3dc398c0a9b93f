"""Passwords, factors, passkeys and stamps on a real PostgreSQL: each statement runs, each code and stamp opens once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.identity.domain.passkeys import Passkey
from services.identity.domain.totp import Totp
from services.identity.repository import Repository
from shared.contracts.identity import FactorKind
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.identity.test_passwords import ANA, NOW

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    with store_of(foundations, "identity", lambda tx: (Repository(tx),)) as made:
        made.run(lambda rows: rows.insert_person(ANA, NOW))
        yield made


def test_a_password_is_replaced(store: Store) -> None:
    assert store.run(lambda rows: rows.find_password(ANA.id)) is None
    for hashed in ("one", "another"):
        store.run(lambda rows, hashed=hashed: rows.upsert_password(ANA.id, hashed, NOW))
    assert store.run(lambda rows: rows.find_password(ANA.id)) == "another"


def test_codes_by_time_are_begun_confirmed_used_and_begun_anew(store: Store) -> None:
    first = Totp(uuid4(), b"sealed", None, 0)
    store.run(lambda rows: rows.upsert_totp(ANA.id, first, NOW))
    assert store.run(lambda rows: rows.lock_totp(ANA.id)) == first
    assert store.run(lambda rows: rows.list_factors(ANA.id)) == []
    store.run(lambda rows: (rows.update_totp_confirmed(ANA.id, NOW), rows.update_totp_used(ANA.id, 7, LATER)))
    (factor,) = store.run(lambda rows: rows.list_factors(ANA.id))
    assert (factor.id, factor.kind, factor.added_at, factor.used_at) == (first.factor_id, FactorKind.TOTP, NOW, LATER)
    second = Totp(uuid4(), b"sealed anew", None, 0)
    store.run(lambda rows: rows.upsert_totp(ANA.id, second, LATER))
    assert store.run(lambda rows: rows.lock_totp(ANA.id)) == second
    assert not store.run(lambda rows: rows.delete_totp(ANA.id, first.factor_id))
    assert store.run(lambda rows: rows.delete_totp(ANA.id, second.factor_id))


def test_a_recovery_code_has_one_winner(store: Store) -> None:
    hashes = [bytes([number]) * 32 for number in range(10)]
    store.run(lambda rows: rows.replace_recovery_codes(ANA.id, hashes))
    taken = store.at_once(*[lambda rows: rows.take_recovery_code(ANA.id, hashes[3], NOW)] * 4)
    assert sorted(taken) == [False, False, False, True]
    assert store.run(lambda rows: rows.count_recovery_codes(ANA.id)) == 9
    store.run(lambda rows: rows.replace_recovery_codes(ANA.id, hashes))
    assert store.run(lambda rows: rows.count_recovery_codes(ANA.id)) == 10


def passkey(**changes: Any) -> Passkey:
    fields: dict[str, Any] = {
        "id": uuid4(), "person_id": ANA.id, "credential_id": uuid4().bytes, "public_key": b"key", "sign_count": 0,
        "name": "Laptop", "added_at": NOW, "used_at": None,
    }  # fmt: skip
    return Passkey(**fields | changes)


def test_a_passkey_is_kept_used_and_removed(store: Store) -> None:
    kept = passkey()
    assert store.run(lambda rows: rows.insert_passkey(kept))
    assert not store.run(lambda rows: rows.insert_passkey(passkey(credential_id=kept.credential_id)))
    store.run(lambda rows: rows.update_passkey_used(kept.id, 2**31, LATER))
    found = store.run(lambda rows: rows.lock_passkey(kept.credential_id))
    assert (found.id, found.sign_count, found.used_at) == (kept.id, 2**31, LATER)
    assert store.run(lambda rows: rows.list_credentials(ANA.id)) == [kept.credential_id]
    assert [one.name for one in store.run(lambda rows: rows.list_factors(ANA.id))] == ["Laptop"]
    assert not store.run(lambda rows: rows.delete_passkey(UUID(int=7), kept.id))
    assert store.run(lambda rows: rows.delete_passkey(ANA.id, kept.id))
    assert store.run(lambda rows: rows.lock_passkey(kept.credential_id)) is None


def test_a_stamp_is_used_once(store: Store) -> None:
    used = store.at_once(*[lambda rows: rows.use_stamp(b"a stamp", NOW)] * 4)
    assert sorted(used) == [False, False, False, True]
    store.run(lambda rows: rows.delete_used_stamps(LATER))
    assert store.rows("select count(*) as left from used_stamps")[0]["left"] == 0


def test_a_reset_leaves_nothing(store: Store) -> None:
    store.run(lambda rows: rows.upsert_password(ANA.id, "hashed", NOW))
    store.run(lambda rows: rows.upsert_totp(ANA.id, Totp(uuid4(), b"sealed", None, 0), NOW))
    store.run(lambda rows: rows.replace_recovery_codes(ANA.id, [b"hash"]))
    store.run(lambda rows: rows.insert_passkey(passkey()))
    store.run(lambda rows: rows.delete_all_factors(ANA.id))
    assert store.run(lambda rows: (rows.find_password(ANA.id), rows.lock_totp(ANA.id))) == (None, None)
    assert store.run(lambda rows: (rows.list_factors(ANA.id), rows.count_recovery_codes(ANA.id))) == ([], 0)
