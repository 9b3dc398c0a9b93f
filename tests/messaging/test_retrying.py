"""Handlers that fail: again after 5 s, 30 s, 5 min, 1 h, then a dead letter that says why."""

from __future__ import annotations

from uuid import UUID, uuid4

from psycopg2.errors import DeadlockDetected

from shared.messaging.retry import Permanent
from shared.storage.database import Transaction
from tests.messaging.parcels import ParcelPacked, ParcelSent
from tests.messaging.services import Depot, Parcels
from tests.messaging.world import ALWAYS, World, fail_times, wait_for


def packed(parcel: UUID) -> ParcelPacked:
    return ParcelPacked(parcel_id=parcel, grams=5)


def test_a_failed_event_waits_in_the_first_retry_queue(world: World) -> None:
    """With what is known of the failure, but not what the exception said."""
    world.slow_retries()
    container = world.start(Depot)
    world.stage.on("on_parcel_packed", fail_times(ALWAYS, ValueError("mayor@city.example")))
    event_id = world.publish(packed(uuid4()))
    (message,) = world.take_all("depot.retry.5s", 1)
    assert message.headers.pop("x-first-failed-at") is not None
    assert message.headers == {"x-attempt": 2, "x-queue": "depot.parcels", "x-reason": "ValueError"}
    assert message.properties["message_id"] == str(event_id)
    container.stop()
    assert world.ready("depot.parcels") == 0
    assert world.shelf() == []


def test_a_failed_event_comes_back_and_is_handled(world: World) -> None:
    world.start(Depot)
    world.stage.on("on_parcel_packed", fail_times(2))
    parcel = uuid4()
    world.publish(packed(parcel))
    assert world.wait_for_shelf(1) == [(parcel, "packed")]
    assert world.stage.count("on_parcel_packed") == 3


def test_after_the_last_attempt_comes_the_dead_letter(world: World) -> None:
    """It passed through each of the four queues, and holds queue, reason, attempts and the whole event."""
    taps = [world.tap(f"depot.retry.{delay}s") for delay in (5, 30, 300, 3600)]
    world.start(Depot)
    world.stage.on("on_parcel_packed", fail_times(ALWAYS))
    event_id = world.publish(packed(uuid4()))
    (message,) = world.take_all("dead", 1)
    first_failed_at = message.headers.pop("x-first-failed-at")
    assert message.headers == {
        "x-queue": "depot.parcels",
        "x-reason": "gave up after 5 attempts: RuntimeError",
        "x-attempt": 5,
    }
    assert str(event_id) in message.body.decode()
    assert world.stage.count("on_parcel_packed") == 5
    copies = [world.take_all(tap, 1)[0] for tap in taps]
    assert [copy.headers["x-attempt"] for copy in copies] == [2, 3, 4, 5]
    assert {copy.headers["x-first-failed-at"] for copy in copies} == {first_failed_at}


def test_a_permanent_failure_is_dead_at_once(world: World) -> None:
    world.start(Depot)
    world.stage.on("on_parcel_packed", fail_times(1, Permanent("a parcel of no weight")))
    world.publish(packed(uuid4()))
    assert world.dead() == [("depot.parcels", "a parcel of no weight")]
    assert world.stage.count("on_parcel_packed") == 1


def test_a_dead_letter_put_back_is_handled_and_frees_its_aggregate(world: World) -> None:
    """Until then its successors wait, and other aggregates go on."""
    world.start(Depot)
    world.stage.on("on_parcel_packed", fail_times(1, Permanent("not now")))
    parcel, other = uuid4(), uuid4()
    world.publish(packed(parcel), version=1)
    world.publish(ParcelSent(parcel_id=parcel, carrier="mule"), version=2)
    world.publish(packed(other))
    assert world.wait_for_shelf(1) == [(other, "packed")]
    (message,) = world.take_all("dead", 1)
    world.send(message.body, headers=message.headers, message_id=message.properties["message_id"])
    assert world.wait_for_shelf(3) == [(other, "packed"), (parcel, "packed"), (parcel, "sent")]


def test_a_failed_handler_leaves_nothing_behind(world: World) -> None:
    """Neither its rows, nor the position that would make the next attempt a duplicate."""
    world.slow_retries()
    world.start(Depot)

    def write_then_fail(event: ParcelPacked, tx: Transaction) -> None:
        tx.execute("insert into shelf (parcel_id, what) values (%s, 'half')", (event.parcel_id,))
        raise RuntimeError

    world.stage.on("on_parcel_packed", write_then_fail)
    world.publish(packed(uuid4()))
    world.take_all("depot.retry.5s", 1)
    assert [world.count("depot", table) for table in ("shelf", "positions")] == [0, 0]


def test_a_deadlock_is_tried_again_at_once(world: World) -> None:
    """Three times in all, without a retry queue."""
    world.slow_retries()
    world.start(Depot)
    world.stage.on("on_parcel_packed", fail_times(2, DeadlockDetected()))
    parcel = uuid4()
    world.publish(packed(parcel))
    assert world.wait_for_shelf(1) == [(parcel, "packed")]
    assert world.stage.count("on_parcel_packed") == 3


def test_an_endless_deadlock_goes_the_way_of_other_failures(world: World) -> None:
    world.slow_retries()
    world.start(Depot)
    world.stage.on("on_parcel_packed", fail_times(ALWAYS, DeadlockDetected()))
    world.publish(packed(uuid4()))
    (message,) = world.take_all("depot.retry.5s", 1)
    assert message.headers["x-reason"] == "DeadlockDetected"
    assert world.stage.count("on_parcel_packed") == 3


def test_a_dead_letter_tells_by_its_exchange_who_gave_it_up(world: World) -> None:
    """The broker's own no service may publish to: operations believes what comes over it of any queue."""
    world.send(b"{}", key="rpc-parcels")
    given_up = wait_for(lambda: world.channel.basic_get("rpc-parcels"), "the request")
    world.channel.basic_reject(given_up.delivery_info["delivery_tag"], requeue=False)
    exchanges = [wait_for(lambda: world.channel.basic_get("dead", no_ack=True)).delivery_info["exchange"]]
    world.start(Parcels)
    world.send(b"{}", key="rpc-parcels")
    exchanges.append(wait_for(lambda: world.channel.basic_get("dead", no_ack=True)).delivery_info["exchange"])
    assert exchanges == ["dead", "parcels.dead"]
