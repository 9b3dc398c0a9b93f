"""Events come in batches, and a batch is one transaction; nobody who writes a handler has to know."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from uuid import UUID, uuid4

import eventlet
import pytest
from structlog.testing import capture_logs

from shared.messaging import broker
from shared.messaging.consumer import consumes
from shared.messaging.retry import Permanent
from shared.storage.database import Transaction
from tests.messaging.parcels import ParcelPacked, ParcelSent
from tests.messaging.services import Depot, OnStage
from tests.messaging.world import World, wait_for

PUT = "insert into shelf (parcel_id, what) values (%s, %s)"


def packed(parcel: UUID) -> ParcelPacked:
    return ParcelPacked(parcel_id=parcel, grams=5)


def refuse(*parcels: UUID) -> object:
    def act(event: ParcelPacked, _tx: Transaction) -> None:
        if event.parcel_id in parcels:
            raise Permanent("the test says no")

    return act


def test_a_backlog_is_taken_in_together(world: World) -> None:
    """After the first, which comes alone in case that it ends the process."""
    transactions: list[int] = []

    def note(_event: ParcelPacked, tx: Transaction) -> None:
        transactions.append(tx.one("select txid_current() as id")["id"])

    world.stage.on("on_parcel_packed", note)
    parcels = [uuid4() for _ in range(21)]
    for parcel in parcels:
        world.publish(packed(parcel))
    container = world.start(Depot)
    assert world.wait_for_shelf(21) == [(parcel, "packed") for parcel in parcels]
    together = [transactions.count(each) for each in dict.fromkeys(transactions)]
    assert together[0] == 1
    assert len(together) <= 5  # one by one they would be 21; on a slow machine they do not all come at once
    container.stop()
    assert world.ready("depot.parcels") == 0


def test_what_events_in_a_row_ask_is_read_once_for_them(world: World) -> None:
    """And forgotten after the last of them; one alone asks for itself."""
    rows: list[int] = []

    def read(events: Sequence[ParcelPacked], tx: Transaction) -> None:
        rows.append(len(events))
        tx.known.update({event.parcel_id: "known" for event in events})

    class Reading(Depot):
        stage = OnStage()

        @consumes(ParcelPacked, ahead=read)
        def on_parcel_packed(self, event: ParcelPacked, tx: Transaction) -> None:
            tx.execute(PUT, (event.parcel_id, tx.known.get(event.parcel_id, "asked")))

        @consumes(ParcelSent)
        def on_parcel_sent(self, event: ParcelSent, tx: Transaction) -> None:
            tx.execute(PUT, (event.parcel_id, f"{len(tx.known)} known"))

    parcels = [uuid4() for _ in range(12)]
    for parcel in parcels:
        world.publish(packed(parcel))
    world.publish(ParcelSent(parcel_id=parcels[0], carrier="mule"), version=2)
    world.start(Reading)
    *first, sent = world.wait_for_shelf(13)
    assert [parcel for parcel, _ in first] == parcels
    assert first[0] == (parcels[0], "asked")  # it comes alone in case that it ends the process
    assert [what for _, what in first].count("known") == sum(rows) > 0
    assert min(rows) > 1
    assert sent == (parcels[0], "0 known")


@pytest.mark.parametrize("bad", [{1}, {20}, {5, 6}, set(range(1, 21))], ids=["first", "last", "neighbours", "all"])
def test_what_fails_leaves_its_neighbours_done(world: World, bad: set[int]) -> None:
    parcels = [uuid4() for _ in range(21)]
    world.stage.on("on_parcel_packed", refuse(*(parcels[n] for n in bad)))
    for parcel in parcels:
        world.publish(packed(parcel))
    container = world.start(Depot)
    assert world.dead(len(bad)) == [("depot.parcels", "the test says no")] * len(bad)
    good = [(parcel, "packed") for n, parcel in enumerate(parcels) if n not in bad]
    assert world.wait_for_shelf(len(good)) == good
    container.stop()
    assert world.ready("depot.parcels") == 0
    assert world.count("depot", "positions") == len(good)


def test_what_fails_holds_its_own_successor_alone(world: World) -> None:
    """The successor waits, although it came in the same batch; another aggregate's event does not."""
    before, held, after = uuid4(), uuid4(), uuid4()
    world.stage.on("on_parcel_packed", refuse(held))
    world.publish(packed(before))
    world.publish(packed(held))
    world.publish(ParcelSent(parcel_id=held, carrier="mule"), version=2)
    world.publish(packed(after))
    world.start(Depot)
    world.dead()
    assert world.wait_for_shelf(2) == [(before, "packed"), (after, "packed")]
    assert world.rows("depot", "select aggregate_id, aggregate_version from waiting") == [
        {"aggregate_id": held, "aggregate_version": 2}
    ]


def test_two_copies_in_one_batch_have_one_effect(world: World) -> None:
    first, twice, event_id = uuid4(), uuid4(), uuid4()
    world.publish(packed(first))
    for _ in range(3):
        world.publish(packed(twice), id=str(event_id))
    last = uuid4()
    world.publish(packed(last))
    world.start(Depot)
    assert world.wait_for_shelf(3) == [(first, "packed"), (twice, "packed"), (last, "packed")]
    assert world.stage.count("on_parcel_packed") == 3


def test_two_copies_around_their_predecessor_leave_nothing_waiting(world: World) -> None:
    """The first copy is parked; the second must not overtake it and leave it parked for good."""
    first, parcel, sent = uuid4(), uuid4(), str(uuid4())
    world.publish(packed(first))
    world.publish(ParcelSent(parcel_id=parcel, carrier="mule"), version=2, id=sent)
    world.publish(packed(parcel), version=1)
    world.publish(ParcelSent(parcel_id=parcel, carrier="mule"), version=2, id=sent)
    world.start(Depot)
    assert world.wait_for_shelf(3) == [(first, "packed"), (parcel, "packed"), (parcel, "sent")]
    wait_for(lambda: world.count("depot", "waiting") == 0, "nothing waits")


def test_disorder_within_a_batch_is_put_right(world: World) -> None:
    first, parcel = uuid4(), uuid4()
    world.publish(packed(first))
    world.publish(ParcelSent(parcel_id=parcel, carrier="mule"), version=2)
    world.publish(packed(parcel), version=1)
    world.start(Depot)
    assert world.wait_for_shelf(3) == [(first, "packed"), (parcel, "packed"), (parcel, "sent")]
    assert world.count("depot", "waiting") == 0


def test_what_is_held_through_an_outage_is_not_delivered_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broker counts deliveries and gives a message up after some: the heartbeat goes on while nothing else does."""
    first, second, third = uuid4(), uuid4(), uuid4()
    world.publish(packed(first))
    monkeypatch.setattr(broker, "HEARTBEAT_S", 1)
    world.start(Depot)
    world.wait_for_shelf(1)
    with capture_logs() as logs:
        with world.database_down("depot"):
            world.publish(packed(second))
            eventlet.sleep(5)  # the broker closes a silent connection after twice its heartbeat
        world.wait_for_shelf(2)
        world.publish(packed(third))
        assert world.wait_for_shelf(3) == [(first, "packed"), (second, "packed"), (third, "packed")]
    events = {entry["event"] for entry in logs}
    assert "database_down" in events
    assert "subscription_lost" not in events


def test_what_waits_for_a_lock_is_not_delivered_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The heartbeat goes on while a method waits in the database, and the next ones find their connection as it was."""
    first, second, third = uuid4(), uuid4(), uuid4()
    world.publish(packed(first))
    monkeypatch.setattr(broker, "HEARTBEAT_S", 1)
    world.start(Depot)
    world.wait_for_shelf(1)
    with capture_logs() as logs, closing(world.connect("depot")) as other:
        other.cursor().execute("begin; lock table shelf in exclusive mode")
        world.publish(packed(second))
        wait_for(lambda: world.blocked("depot"), "a wait for the lock")
        eventlet.sleep(5)  # the broker closes a silent connection after twice its heartbeat
        other.cursor().execute("rollback")
        world.wait_for_shelf(2)
        world.publish(packed(third))
        assert world.wait_for_shelf(3) == [(first, "packed"), (second, "packed"), (third, "packed")]
    assert {entry["event"] for entry in logs} & {
        "subscription_lost",
        "ack_lost",
        "connection_lost_while_holding",
    } == set()
