"""Each request about a review or an offer, as everybody whose role may send it: their own is answered, a foreign one is
not there. And who owns a selection, on the real tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from services.eligibility.domain.audience import audience_of
from services.eligibility.repository import Repository
from services.eligibility.service import Service
from shared.contracts.handed_in import FilePart
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Model, Request
from shared.messaging.outbox import Outbox
from shared.storage.database import Transaction
from tests.rights.eligibility import ROWS, Selected
from tests.rights.row import GATE, owners_of, sent, told_apart
from tests.support.foundations import Foundations
from tests.support.owners import FakeOwners
from tests.support.store import store_of
from tests.unit.eligibility.fake_eligibility import DECREE, NOW, PROGRAM, REVIEWERS, TEXTS, Desk

OWN = ("AAAAAAAA22", "AAAAAAAA33")  # offered, reviewed
FOREIGN = ("BBBBBBBB22", "BBBBBBBB33")
IDLE = UUID(int=43)


class RealDesk(Desk):
    """The desk of the unit tests, over the real tables, in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx, fakes = tx, Desk()
        self.repository = Repository(tx)  # type: ignore[assignment]  # which has every method of the fake
        self.outbox = Outbox(tx)  # type: ignore[assignment]
        self.repository.upsert_call(fakes.repository.calls["2027"])
        for person in REVIEWERS:
            self.repository.upsert_reviewer(person, ["es"])

    def seen(self, request: Model, caller: Caller) -> Repository:
        return Repository(self._tx, audience_of(type(request), caller))


@dataclass
class World:
    tx: Transaction
    service: Any
    own: Selected
    foreign: Selected


def selected(desk: RealDesk, codes: tuple[str, str], person: int) -> Selected:
    """An application that is offered a place, and owned, and one that is reviewed, by one person."""
    offered, reviewed = codes
    desk.offered(offered)
    desk.own(REVIEWERS[person], code=offered)
    desk.check(reviewed)
    desk.assign(person, reviewed)
    desk.declare("none", person, reviewed)
    return Selected(offered, reviewed, REVIEWERS[person], DECREE, (*codes, str(REVIEWERS[person])))


@pytest.fixture(scope="module")
def world(foundations: Foundations) -> Iterator[World]:
    with (
        store_of(foundations, "eligibility", lambda tx: (RealDesk(tx),)) as store,
        store.database.transaction(seconds=300) as tx,
    ):
        service: Any = Service()
        service.program, service.clock, service.owners = PROGRAM, SimpleNamespace(now=lambda: NOW), FakeOwners()
        service.texts = SimpleNamespace(of=lambda _: TEXTS, file_part=lambda *_: FilePart(content="x"))
        desk = RealDesk(tx)
        yield World(tx, service, selected(desk, OWN, 0), selected(desk, FOREIGN, 1))


TRIED = [(request, role) for request in ROWS for role in owners_of(request)]


EACH = pytest.mark.parametrize(("request_", "role"), TRIED, ids=[f"{r.method}-{role}" for r, role in TRIED])


@EACH
def test_own_things_alone_are_there(request_: type[Request[Any]], role: Role, world: World) -> None:
    row = ROWS[request_]

    def answer(one: Selected, person: UUID = REVIEWERS[0]) -> tuple[str, str]:
        caller = Caller(f"person:{person}", frozenset({role, Role.APPLICANT}))
        return sent(row.make(one), caller, world.service, world.tx)

    code, text = answer(world.own)
    assert code not in GATE, text
    assert not [mark for mark in world.foreign.marks if mark in text], text
    for refused, said in (answer(world.foreign), answer(world.own, IDLE)):
        if row.lists:
            assert not [mark for mark in world.foreign.marks if mark in said], said
        else:
            assert refused == "not_found", said
    if row.lists:
        assert [mark for mark in world.own.marks if mark in text]
        refused, said = answer(world.own, IDLE)
        assert not [mark for mark in world.own.marks if mark in said], said


@EACH
def test_what_others_have_is_as_what_nobody_has(request_: type[Request[Any]], role: Role, world: World) -> None:
    def answer(request: Request[Any]) -> tuple[str, str]:
        caller = Caller(f"person:{REVIEWERS[0]}", frozenset({role, Role.APPLICANT}))
        return sent(request, caller, world.service, world.tx)

    assert told_apart(ROWS[request_], world.own, world.foreign, answer) == []


def test_nobody_is_asked_to_review_a_city_of_theirs(foundations: Foundations) -> None:
    with store_of(foundations, "eligibility", lambda tx: (RealDesk(tx),)) as store:
        store.run(lambda desk: desk.check(OWN[0]))
        store.run(lambda desk: desk.assign(0, OWN[0]))
        for _ in range(2):
            store.run(lambda desk: desk.own(*REVIEWERS[:2], code=OWN[0]))
        assert store.rows("select state from reviews") == [{"state": "recused"}]
        assert store.events().count("review_declared") == 1
        part = store.run(lambda desk: desk.balance())
        assert [one.reviewer_id for one in part.assigned] == [REVIEWERS[2]]
        store.run(lambda desk: desk.own(code=OWN[0]))
        assert store.rows("select count(*) as n from application_people") == [{"n": 0}]
