"""Commands for many over the broker: each by itself, at most once, and what is left when it is repeated."""

from __future__ import annotations

from uuid import UUID, uuid4

import eventlet
from psycopg2.errors import LockNotAvailable

from shared.contracts.errors import Detail, Refusal
from shared.contracts.requests import Problem
from shared.storage.database import Transaction
from tests.messaging.parcels import PackParcels, Parcel
from tests.messaging.services import Parcels
from tests.messaging.test_requests import frame
from tests.messaging.world import ALWAYS, World, fail_times


def test_a_command_for_many_does_each_by_itself(world: World) -> None:
    """One is refused, and one stumbles over another's lock: the others are done, and nothing of the refused is left."""
    parcels = [uuid4() for _ in range(4)]
    lost_locks = {parcels[1]: fail_times(1, LockNotAvailable())}

    def act(parcel_id: UUID, tx: Transaction) -> None:
        if parcel_id == parcels[2]:
            raise Refusal("incomplete", Detail("paper", "missing"))
        lost_locks.get(parcel_id, lambda *_: None)(parcel_id, tx)

    world.stage.on("pack_parcels", act)
    world.start(Parcels)
    items = world.client().call(PackParcels(parcel_ids=tuple(parcels))).items
    assert [item.code for item in items] == [str(parcel) for parcel in parcels]
    assert [item.reply for item in items] == [
        None if parcel == parcels[2] else Parcel(parcel_id=parcel, packed=1) for parcel in parcels
    ]
    refusal = Refusal("incomplete", Detail("paper", "missing"))
    assert [item.error for item in items if item.error] == [Problem.model_validate(refusal.as_dict())]
    done = [parcel for parcel in parcels if parcel != parcels[2]]
    assert world.shelf("parcels") == [(parcel, "packed") for parcel in done]
    assert [
        row["aggregate_id"]
        for row in world.rows("parcels", "select aggregate_id from outbox where aggregate = 'parcel' order by seq")
    ] == done


def test_a_command_for_many_leaves_out_what_others_hold(world: World) -> None:
    parcels = [uuid4(), uuid4()]
    stumble = fail_times(ALWAYS, LockNotAvailable())
    world.stage.on("pack_parcels", lambda parcel_id, tx: stumble(parcel_id, tx) if parcel_id == parcels[0] else None)
    world.start(Parcels)
    items = world.client().call(PackParcels(parcel_ids=tuple(parcels))).items
    assert [item.error and item.error.code for item in items] == ["unavailable", None]
    assert world.shelf("parcels") == [(parcels[1], "packed")]


def test_a_command_for_many_repeated_does_what_is_left(world: World) -> None:
    """Those that were done keep their answer; the one that was refused is judged anew."""
    parcels, command_id = [uuid4() for _ in range(3)], uuid4()
    world.stage.on("pack_parcels", fail_times(1, Refusal("incomplete")))
    world.start(Parcels)
    request = PackParcels(parcel_ids=tuple(parcels))
    first = world.client().call(request, command_id=command_id)
    assert [item.error is None for item in first.items] == [False, True, True]
    again = world.client().call(request, command_id=command_id)
    assert [item.reply for item in again.items] == [Parcel(parcel_id=parcel, packed=1) for parcel in parcels]
    assert sorted(world.shelf("parcels")) == sorted((parcel, "packed") for parcel in parcels)
    other = world.client().call(PackParcels(parcel_ids=(parcels[0],)), command_id=command_id)
    assert [item.error.code for item in other.items if item.error] == ["idempotency_conflict"]


def test_a_command_for_many_leaves_undone_what_its_deadline_does_not_reach(world: World) -> None:
    parcels = [uuid4(), uuid4()]
    world.stage.on("pack_parcels", lambda parcel_id, _tx: eventlet.sleep(1.2) if parcel_id == parcels[0] else None)
    world.start(Parcels)
    body = {"parcel_ids": [str(parcel) for parcel in parcels]}
    outcome = world.ask("pack_parcels", body=body, command=frame(1))
    assert [item["error"] and item["error"]["code"] for item in outcome["result"]["items"]] == [None, "deadline_passed"]
