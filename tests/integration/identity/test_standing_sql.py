"""Roles, deactivation and sessions on a real PostgreSQL; of two who take the last administrators' roles one wins."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from services.identity.handlers import people, standing
from services.identity.repository import Repository
from shared.contracts.errors import Refusal
from shared.contracts.identity import AddPerson, ChangePerson, DeactivatePerson, Person, ReactivatePerson
from shared.contracts.people import Caller, Role
from shared.messaging.outbox import Outbox
from tests.integration.identity.test_sign_in_sql import confirm, mail
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.identity.desk import NOW, SECRET
from tests.unit.identity.test_standing import MACHINE

ADMINISTRATOR = Caller(f"person:{uuid4()}", frozenset({Role.ADMINISTRATOR}))


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    with store_of(foundations, "identity", lambda tx: (Repository(tx), Outbox(tx))) as made:
        yield made


def added(store: Store, name: str, *roles: Role) -> UUID:
    email = f"{name.lower()}@city.example"
    request = AddPerson(name=name, email=email, roles=roles, languages=("es",))
    reply = store.run(lambda rows, outbox: people.add_person(request, rows, outbox, MACHINE, NOW))
    return UUID(str(reply.person.id))


def changed(store: Store, person: UUID, **fields: object) -> Person:
    request = ChangePerson(person=person, **fields)  # type: ignore[arg-type]
    made = store.run(lambda rows, outbox: standing.change_person(request, rows, outbox, ADMINISTRATOR))
    assert isinstance(made, Person)
    return made


def deactivation(person: UUID) -> object:
    request = DeactivatePerson(person=person, because="misuse")
    return lambda rows, outbox: standing.deactivate_person(request, rows, outbox, ADMINISTRATOR, SECRET, NOW)


def test_what_is_changed_is_kept(store: Store) -> None:
    ana = added(store, "Ana", Role.COACH)
    made = changed(store, ana, name="Núria", roles=(Role.STAFF,), languages=("fr", "pt"))
    assert store.run(lambda rows, _: rows.find_person(ana)) == made
    assert store.rows("select folded_name, version from people") == [{"folded_name": "nuria", "version": 2}]
    assert store.events() == ["person_added", "person_changed", "roles_changed"]


def test_deactivated_and_let_in_again(store: Store) -> None:
    ana = added(store, "Ana", Role.COACH)
    first = mail(store, "ana@city.example")
    assert first is not None
    confirm(store, key=first.key)
    waiting = mail(store, "ana@city.example")
    assert waiting is not None
    gone = store.run(deactivation(ana))
    assert (gone.person.active, gone.sessions_ended) == (False, 1)
    assert store.rows("select ended_at = %(now)s as over from sessions", {"now": NOW}) == [{"over": True}]
    assert confirm(store, key=waiting.key) == Refusal("sign_in_failed")
    assert mail(store, "ana@city.example") is None
    request = ReactivatePerson(person=ana)
    back = store.run(lambda rows, outbox: standing.reactivate_person(request, rows, outbox, ADMINISTRATOR))
    assert store.run(lambda rows, _: rows.find_person(ana)) == back
    assert mail(store, "ana@city.example") is not None


def test_a_session_of_somebody_deactivated_is_over_whatever_its_row_says(store: Store) -> None:
    ana = added(store, "Ana", Role.COACH)
    first = mail(store, "ana@city.example")
    assert first is not None
    confirm(store, key=first.key)
    store.run(deactivation(ana))
    with store.database.transaction() as tx:
        tx.execute("update sessions set ended_at = null", {})
    (kept,) = store.rows("select secret_sha256 from sessions")
    found = store.run(lambda rows, _: rows.find_session(bytes(kept["secret_sha256"])))
    assert found.ended_at == NOW


def test_of_two_who_deactivate_the_last_two_administrators_one_wins(store: Store) -> None:
    both = [added(store, name, Role.ADMINISTRATOR) for name in ("Ana", "Eve")]
    done = store.at_once(*(deactivation(one) for one in both))
    assert sum(isinstance(one, Refusal) for one in done) == 1
    assert len(store.run(lambda rows, _: rows.lock_administrators())) == 1
