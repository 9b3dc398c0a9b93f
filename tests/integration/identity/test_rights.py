"""Each request of identity about one person, as everybody whose role may send it: one's own is there, no other's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.identity.domain.proofs import sha256
from services.identity.handlers import people
from services.identity.repository import Repository
from services.identity.service import Service
from shared.contracts.identity import AccessToken, AddPerson, Session
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Request
from shared.messaging.outbox import Outbox
from shared.storage.database import Transaction
from tests.integration.identity.test_sign_in_sql import confirm, mail
from tests.rights.identity import ROWS, SignedInPerson
from tests.rights.row import GATE, owners_of, sent
from tests.support.foundations import Foundations
from tests.support.store import store_of
from tests.unit.identity.desk import NOW
from tests.unit.identity.test_standing import MACHINE


@dataclass
class World:
    tx: Transaction
    own: SignedInPerson
    foreign: SignedInPerson

    def ask(self, request: Request[Any], role: Role, person: SignedInPerson) -> tuple[str, str]:
        roles = frozenset({role, Role.APPLICANT, Role.CITY_MEMBER})
        caller = Caller(f"person:{person.person_id}", roles, session=str(person.session_id))
        return sent(request, caller, Service(), self.tx)


@pytest.fixture(scope="module")
def world(foundations: Foundations) -> Iterator[World]:
    made: list[SignedInPerson] = []
    with store_of(foundations, "identity", lambda tx: (Repository(tx), Outbox(tx))) as store:
        for name in ("Ana", "Evelina"):
            email = f"{name.lower()}@city.example"
            request = AddPerson(name=name, email=email, roles=(Role.COACH, Role.REVIEWER), languages=("es",))
            store.run(lambda rows, outbox, request=request: people.add_person(request, rows, outbox, MACHINE, NOW))
            found = mail(store, email)
            assert found is not None
            session = confirm(store, key=found.key)
            assert isinstance(session, Session)
            with store.database.transaction() as tx:  # by the database's clock, as the service looks at it
                tx.execute("update sessions set used_at = now(), expires_at = now() + interval '1 hour'", {})
            (row,) = store.rows("select session_id from sessions where person_id = %(id)s", {"id": session.person_id})
            token = AccessToken(
                id=uuid4(), name=f"of {name}", scopes=("read",), made_at=NOW, expires_at=NOW + timedelta(days=1),
                used_at=None, used_from=None,
            )  # fmt: skip
            owner, digest = session.person_id, sha256(name)
            store.run(
                lambda rows, _, token=token, owner=owner, digest=digest: rows.insert_access_token(
                    token, owner, digest, NOW
                )
            )
            if made:  # nobody's colleague: somebody who has proven an address
                store.rows(
                    "update people set roles = '{}' where person_id = %(id)s returning 1", {"id": session.person_id}
                )
            made.append(SignedInPerson(session.person_id, row["session_id"], token.id, email, name))
        with store.database.transaction(seconds=300) as tx:
            yield World(tx, *made)


TRIED = [(request, role) for request in ROWS for role in owners_of(request)]


@pytest.mark.parametrize(("request_", "role"), TRIED, ids=[f"{r.method}-{role}" for r, role in TRIED])
def test_ones_own_alone_is_there(request_: type[Request[Any]], role: Role, world: World) -> None:
    row = ROWS[request_]
    code, text = world.ask(row.make(world.own), role, world.own)
    assert code == "", text
    code, text = world.ask(row.make(world.foreign), role, world.own)
    assert row.lists or code in GATE, text
    assert not row.lists or not [mark for mark in world.foreign.marks if mark in text], text
