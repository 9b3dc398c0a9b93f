"""The nameko services that the tests of the kernel drive. What a method does beside its one row, the test says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from nameko.extensions import DependencyProvider

from shared.contracts.people import Caller
from shared.contracts.requests import Outcomes
from shared.messaging.consumer import consumes
from shared.messaging.outbox import Outbox
from shared.messaging.parts import Parts
from shared.messaging.periodic import Turn, periodic
from shared.messaging.relay import Relay
from shared.messaging.rpc import command, query
from shared.runtime.service import ServiceBase
from shared.runtime.transactions import Transactions
from shared.storage.database import Transaction
from tests.messaging.parcels import (
    BurnParcel,
    CountParcels,
    FindParcel,
    PackParcel,
    PackParcels,
    Parcel,
    ParcelPacked,
    ParcelSent,
    PeekParcel,
    ReadLabel,
    SealParcel,
)

#: After so many deliveries the broker gives a message up; the real number takes longer.
DELIVERY_LIMIT = 5

_PUT = "insert into shelf (parcel_id, what) values (%s, %s)"
_COUNT = "select count(*) as packed from shelf where parcel_id = %s and what = 'packed'"


@dataclass(frozen=True)
class Named:
    code: str


Act = Callable[[Any, Any], None]  # (the method's subject, its transaction)


class Stage:
    """Shared by a test and the services it starts: which methods ran, and what they are to do on the way."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Any]] = []
        self._acts: dict[str, Act] = {}

    def on(self, method: str, act: Act) -> None:
        """From now on `method` begins with `act(its subject, its transaction)`."""
        self._acts[method] = act

    def forget(self, method: str) -> None:
        self._acts.pop(method, None)

    def enter(self, method: str, subject: Any, tx: Transaction | None = None) -> None:
        self.calls.append((method, subject))
        if method in self._acts:
            self._acts[method](subject, tx)

    def count(self, method: str) -> int:
        return sum(name == method for name, _ in self.calls)


class OnStage(DependencyProvider):  # type: ignore[misc]
    def get_dependency(self, _worker_ctx: object) -> Stage:
        stage: Stage = self.container.config.get("stage") or Stage()
        return stage


class Parcels(ServiceBase):
    """The producer: answers requests, records events, relays them."""

    name = "parcels"
    stage = OnStage()

    @command(PackParcel)
    def pack_parcel(self, request: PackParcel, tx: Transaction, _caller: Caller) -> Parcel:
        tx.execute(_PUT, (request.parcel_id, "packed"))
        Outbox(tx).record(ParcelPacked(parcel_id=request.parcel_id, grams=request.grams))
        self.stage.enter("pack_parcel", request, tx)
        return _parcel(request.parcel_id, tx)

    @command(PackParcels)
    def pack_parcels(self, request: PackParcels, parts: Parts, _caller: Caller) -> Outcomes[Parcel]:
        def pack(one: Named, tx: Transaction) -> Parcel:
            parcel_id = UUID(one.code)
            tx.execute(_PUT, (parcel_id, "packed"))
            Outbox(tx).record(ParcelPacked(parcel_id=parcel_id, grams=1))
            self.stage.enter("pack_parcels", parcel_id, tx)
            return _parcel(parcel_id, tx)

        with parts.read() as tx:
            tx.one("select 1")
        return parts.each([Named(str(parcel_id)) for parcel_id in request.parcel_ids], pack)

    @command(PeekParcel)
    def peek_parcel(self, request: PeekParcel, tx: Transaction, _caller: Caller) -> Parcel:
        tx.execute(_PUT, (request.parcel_id, "peeked"))
        self.stage.enter("peek_parcel", request, tx)
        return _parcel(request.parcel_id, tx)

    @command(SealParcel)
    def seal_parcel(self, request: SealParcel, tx: Transaction, _caller: Caller) -> Parcel:
        return _parcel(request.parcel_id, tx)

    @query(FindParcel)
    def find_parcel(self, request: FindParcel, tx: Transaction, _caller: Caller) -> Parcel:
        self.stage.enter("find_parcel", request, tx)
        return _parcel(request.parcel_id, tx)

    @query(ReadLabel)
    def read_label(self, request: ReadLabel, tx: Transaction, _caller: Caller) -> Parcel:
        self.stage.enter("read_label", request, tx)
        return _parcel(request.parcel_id, tx)

    @command(BurnParcel)
    def burn_parcel(self, request: BurnParcel, tx: Transaction, _caller: Caller) -> Parcel:
        return _parcel(request.parcel_id, tx)

    @query(CountParcels)
    def count_parcels(self, _request: CountParcels, tx: Transaction, _caller: Caller) -> Parcel:
        return _parcel(UUID(int=0), tx)


class Depot:
    """The consumer."""

    name = "depot"
    stage = OnStage()

    @consumes(ParcelPacked)
    def on_parcel_packed(self, event: ParcelPacked, tx: Transaction) -> None:
        self.stage.enter("on_parcel_packed", event, tx)
        tx.execute(_PUT, (event.parcel_id, "packed"))

    @consumes(ParcelSent)
    def on_parcel_sent(self, event: ParcelSent, tx: Transaction) -> None:
        self.stage.enter("on_parcel_sent", event, tx)
        tx.execute(_PUT, (event.parcel_id, "sent"))


class Bell:
    """Periodic work."""

    name = "bell"
    stage = OnStage()
    begin = Transactions()
    relay = Relay()

    @periodic(seconds=3600)
    def ring(self) -> None:
        with self.begin() as tx:
            self.stage.enter("ring", None, tx)
            tx.execute(_PUT, (UUID(int=0), "rung"))


class Chime:
    """Periodic work for each of many."""

    name = "bell"
    stage = OnStage()
    relay = Relay()

    @periodic(seconds=3600, in_turns=True)
    def chime(self, turn: Turn) -> None:
        def strike(bell: UUID, tx: Transaction) -> None:
            tx.execute(_PUT, (bell, "struck"))
            self.stage.enter("chime", bell, tx)

        turn.each([UUID(int=number) for number in (1, 2, 3)], strike)


class Everything:
    """Hears every event of every service, as reporting does."""

    name = "everything"
    stage = OnStage()

    @consumes()
    def on_any(self, envelope: Any, tx: Transaction) -> None:
        self.stage.enter("on_any", envelope, tx)


def _parcel(parcel_id: UUID, tx: Transaction) -> Parcel:
    return Parcel(parcel_id=parcel_id, packed=tx.one(_COUNT, (parcel_id,))["packed"])
