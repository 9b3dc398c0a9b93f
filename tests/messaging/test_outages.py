"""Broker and database let go of the services: nothing is lost, nothing is dead because of it, one effect each."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg2.errors import QueryCanceled

from shared.storage.database import Transaction
from tests.messaging.parcels import ParcelPacked, ParcelSent
from tests.messaging.services import Depot
from tests.messaging.world import Gate, World, fail_times, wait_for


def packed(parcel: UUID) -> ParcelPacked:
    return ParcelPacked(parcel_id=parcel, grams=5)


def nothing_failed(world: World) -> bool:
    return [world.ready(queue) for queue in ("depot.retry.5s", "dead")] == [0, 0]


def test_events_wait_while_the_database_is_away(world: World) -> None:
    """Held, not failed; then handled in their order."""
    world.slow_retries()
    world.start(Depot)
    before, first, second = uuid4(), uuid4(), uuid4()
    world.publish(packed(before))
    world.wait_for_shelf(1)
    with world.database_down("depot"):
        for parcel in (first, second):
            world.publish(packed(parcel))
        wait_for(lambda: world.ready("depot.parcels") == 0, "delivery")
        assert nothing_failed(world)
    assert world.wait_for_shelf(3) == [(before, "packed"), (first, "packed"), (second, "packed")]
    assert nothing_failed(world)


def test_events_wait_while_the_database_only_reads(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Which it says at the first write: no transaction insists on writing."""
    world.slow_retries()
    world.start(Depot)
    before, during = uuid4(), uuid4()
    world.publish(packed(before))
    world.wait_for_shelf(1)
    with world.database_read_only("depot"):
        world.publish(packed(during))
        wait_for(lambda: "database_down" in caplog.text, "the attempt")
        assert (world.shelf(), nothing_failed(world)) == ([(before, "packed")], True)
    assert world.wait_for_shelf(2) == [(before, "packed"), (during, "packed")]
    assert nothing_failed(world)


def test_an_event_is_repeated_when_its_session_is_killed(world: World) -> None:
    """In the middle of the handler: what it wrote is gone, and it runs again."""
    world.slow_retries()
    world.start(Depot)
    gate, parcel = Gate(), uuid4()
    world.stage.on("on_parcel_packed", gate.wait)
    world.publish(packed(parcel))
    wait_for(lambda: world.stage.calls, "the handler")
    assert world.kill_sessions("depot", "%positions%") == 1
    world.stage.forget("on_parcel_packed")
    gate.open()
    assert world.wait_for_shelf(1) == [(parcel, "packed")]
    assert world.stage.count("on_parcel_packed") == 2
    assert nothing_failed(world)


def test_an_event_is_repeated_when_its_commit_fails(world: World) -> None:
    """The session dies after the handler's last statement: whether the commit was carried out is in doubt."""
    world.slow_retries()
    world.start(Depot)
    world.rows("depot", COMMIT_KILLS)
    parcel = uuid4()
    world.publish(packed(parcel))
    wait_for(lambda: world.stage.count("on_parcel_packed") >= 2, "the repetition")
    assert world.shelf() == []
    world.rows("depot", "drop trigger killing on shelf")
    assert world.wait_for_shelf(1) == [(parcel, "packed")]
    assert nothing_failed(world)


#: A constraint trigger that is deferred runs within the commit.
COMMIT_KILLS = """
create function kill_session() returns trigger language plpgsql security definer as
$$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
create constraint trigger killing after insert on shelf initially deferred for each row execute function kill_session()
"""


def test_an_event_that_is_cut_off_again_and_again_gives_way(world: World) -> None:
    """The database answers, so it is the event's own fault: a failed attempt, and the others go on."""
    world.slow_retries()
    world.start(Depot)
    slow, other = uuid4(), uuid4()

    def take_too_long(event: ParcelPacked, tx: Transaction) -> None:
        if event.parcel_id == slow:
            tx.execute("set local statement_timeout = 20")
            tx.execute("select pg_sleep(5)")

    world.stage.on("on_parcel_packed", take_too_long)
    world.publish(packed(slow))
    world.publish(packed(other))
    assert world.wait_for_shelf(1) == [(other, "packed")]
    (message,) = world.take_all("depot.retry.5s", 1)
    assert message.headers["x-reason"] == "CutOff"


def test_a_parked_event_waits_while_its_handler_is_cut_off(world: World) -> None:
    """It stays parked and is tried again; the service goes on."""
    world.slow_retries()
    container = world.start(Depot)
    parcel = uuid4()
    world.stage.on("on_parcel_sent", fail_times(1, QueryCanceled()))
    world.publish(ParcelSent(parcel_id=parcel, carrier="mule"), version=2)
    wait_for(lambda: world.count("depot", "waiting") == 1, "parking")
    kill: Any = lambda *_: world.kill_sessions("depot")  # noqa: E731
    world.stage.on("on_parcel_sent", kill)
    world.publish(packed(parcel), version=1)
    wait_for(lambda: world.stage.count("on_parcel_sent") >= 2, "the repetition")
    world.stage.forget("on_parcel_sent")
    assert world.wait_for_shelf(2) == [(parcel, "packed"), (parcel, "sent")]
    assert nothing_failed(world)
    container.stop()
    container.wait()


def test_an_event_is_redelivered_when_its_connection_is_closed(world: World) -> None:
    """In the middle of its handler: that one commits, its ack is lost, and the second delivery has no effect."""
    world.start(Depot)
    gate, parcel, marker = Gate(), uuid4(), uuid4()
    world.stage.on("on_parcel_packed", gate.wait)
    world.publish(packed(parcel))
    wait_for(lambda: world.stage.calls, "the handler")
    world.close_connections("consume depot.parcels")
    wait_for(lambda: world.ready("depot.parcels") == 1, "the return to the queue")
    world.stage.forget("on_parcel_packed")
    gate.open()
    world.publish(packed(marker))
    assert world.wait_for_shelf(2) == [(parcel, "packed"), (marker, "packed")]
    assert world.stage.count("on_parcel_packed") == 2


def test_a_failed_event_reaches_its_retry_queue_over_a_new_connection(world: World) -> None:
    world.slow_retries()
    world.start(Depot)
    world.stage.on("on_parcel_packed", fail_times(2))
    first, second = world.publish(packed(uuid4())), None
    world.take_all("depot.retry.5s", 1)
    world.close_connections("retries of depot")
    second = world.publish(packed(uuid4()))
    (message,) = world.take_all("depot.retry.5s", 1)
    assert (message.properties["message_id"], first != second) == (str(second), True)


def test_a_poisonous_neighbour_of_a_crash_takes_nobody_along(world: World) -> None:
    """A message on which its consumer dies each time reaches the delivery limit alone."""
    container = world.start(Depot)
    killer, others = uuid4(), [uuid4() for _ in range(5)]
    gate = Gate()

    def act(event: ParcelPacked, _tx: Transaction) -> None:
        if event.parcel_id == killer:
            gate.wait()

    world.stage.on("on_parcel_packed", act)
    for parcel in (killer, *others):
        world.publish(packed(parcel))
    del container
    # the process ends as a kill would end it: the connection goes, the handler never finishes
    for _ in range(20):
        wait_for(lambda: world.stage.calls, "the killer's delivery")
        world.stage.calls.clear()
        crash(world)
        if world.ready("dead"):
            break
        world.start(Depot)
    world.stage.forget("on_parcel_packed")
    world.start(Depot)
    assert set(world.wait_for_shelf(5)) == {(parcel, "packed") for parcel in others}
    (message,) = world.take_all("dead", 1)
    assert str(killer) in message.body.decode()


def crash(world: World) -> None:
    container = world.containers.pop()
    for thread in (*container._managed_threads, *container._worker_threads.values()):
        thread.kill()
