"""Each request about an application or a draft, as everybody whose role may send it: their own is answered, a foreign
one is not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from services.intake.domain.audience import FirstMails
from services.intake.handlers import colleagues
from services.intake.service import Service
from shared.contracts import intake as contract
from shared.contracts.intake import KeptFile
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Request
from shared.files.store import FileStore
from shared.storage.database import Transaction
from tests.integration.intake.conftest import RealDesk
from tests.rights.intake import FILE, ROWS, Written
from tests.rights.row import GATE, owners_of, sent, told_apart
from tests.support.foundations import Foundations
from tests.support.sample_files import PDF
from tests.support.store import store_of
from tests.unit.intake.fake_intake import NOW, PROGRAM, document

OWNER, OTHER_OWNER, IDLE = UUID(int=41), UUID(int=42), UUID(int=43)


@dataclass
class World:
    tx: Transaction
    service: Any
    own: Written
    foreign: Written


def written(desk: RealDesk, city: str, owner: UUID) -> Written:
    """An application and a draft of one person, who coaches the city, too."""
    address = f"{owner.int}@puerto.example"
    contacts = [document()["contacts"][0] | {"name": f"Nadie {city}", "email": address}]
    fields = {"city": city, "contacts": contacts, "evidence": [{"kind": "policy", "text": "x", "file": FILE.sha256}]}
    receipt = desk.submit(**fields | {"evidence": [{"kind": "policy", "text": "x"}]})
    file = KeptFile(sha256=FILE.sha256, name="a.pdf", media_type="application/pdf", size=len(PDF), added_at=NOW)
    desk.repository.insert_file(receipt.id, file, "staff")
    draft = desk.save(city=f"{city} nueva", contacts=contacts)
    desk.repository.upsert_coach(receipt.id, owner)
    desk.claim(address, owner)
    people = [event for event in desk.outbox.events if getattr(event, "application_id", None) == receipt.id]
    ids = tuple(UUID(one.ref.partition(":")[2]) for event in people for one in getattr(event, "contacts", ()))
    whole = document(**fields | {"evidence": [{"kind": "policy", "text": "y"}]})
    marks = (receipt.code, draft.code, address, contacts[0]["name"], *map(str, ids))
    eva = contract.InviteColleague(code=receipt.code, name="Eva", email=f"eva.{owner.int}@puerto.example")
    (colleague,) = colleagues.invite_colleague(
        eva, desk.repository, desk.outbox, Caller("staff", frozenset()), NOW
    ).items
    return Written(receipt.code, draft.code, whole, ids, marks, colleague.id)


class HearingDesk(RealDesk):
    """Remembers what it told."""

    def __init__(self, tx: Transaction) -> None:
        super().__init__(tx)
        real, told = self.outbox, list[Any]()

        def record_all(events: Any) -> Any:
            told.extend(events)
            return real.record_all(events)

        self.outbox = SimpleNamespace(  # type: ignore[assignment]
            record=lambda event: record_all([event]), record_all=record_all, events=told
        )


@pytest.fixture(scope="module")
def world(foundations: Foundations, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with (
        store_of(foundations, "intake", lambda tx: (RealDesk(tx),)) as store,
        store.database.transaction(seconds=300) as tx,
    ):
        service: Any = Service()
        service.program, service.clock = PROGRAM, SimpleNamespace(now=lambda: NOW)
        service.first_mails = FirstMails()
        service.files = FileStore(tmp_path_factory.mktemp("files"))
        service.files.keep(FILE.sha256, PDF)
        desk = HearingDesk(tx)
        desk.open_call()
        own, foreign = written(desk, "Puerto Ejemplo", OWNER), written(desk, "Otra", OTHER_OWNER)
        yield World(tx, service, own, foreign)


TRIED = [(request, role) for request in ROWS for role in owners_of(request)]


EACH = pytest.mark.parametrize(("request_", "role"), TRIED, ids=[f"{r.method}-{role}" for r, role in TRIED])


@EACH
def test_own_things_alone_are_there(request_: type[Request[Any]], role: Role, world: World) -> None:
    row = ROWS[request_]

    def answer(one: Written, person: UUID = OWNER) -> tuple[str, str]:
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
        refused, said = answer(world.own, IDLE)
        assert not [mark for mark in world.own.marks if mark in said], said


@EACH
def test_what_others_have_is_as_what_nobody_has(request_: type[Request[Any]], role: Role, world: World) -> None:
    def answer(request: Request[Any]) -> tuple[str, str]:
        caller = Caller(f"person:{OWNER}", frozenset({role, Role.APPLICANT}))
        return sent(request, caller, world.service, world.tx)

    assert told_apart(ROWS[request_], world.own, world.foreign, answer) == []
