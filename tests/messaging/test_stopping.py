"""A service that is asked to end finishes and acks what runs; the rest goes back to the queues; nothing is repeated."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import eventlet
import pytest

from shared.messaging import names
from shared.messaging.rpc import RpcServer
from shared.messaging.subscription import Delivery, Subscription
from shared.messaging.topology import rpc_queue_spec
from tests.messaging.parcels import PackParcel, Parcel, ParcelPacked
from tests.messaging.services import Depot, Parcels
from tests.messaging.world import PATIENCE_S, Gate, World, fail_times, wait_for


def stop_while_it_runs(world: World, container: Any, gate: Gate) -> Any:
    """Asked to stop while somebody stands at the gate, which is opened once the service no longer listens."""
    stopping = eventlet.spawn(container.stop)
    wait_for(lambda: container.stopping, "stopping")
    assert not stopping.dead  # it waits
    gate.open()
    return stopping


def test_a_running_handler_is_finished_and_acked(world: World) -> None:
    container = world.start(Depot)
    gate, parcel, later = Gate(), uuid4(), uuid4()
    world.stage.on("on_parcel_packed", gate.wait)
    world.publish(ParcelPacked(parcel_id=parcel, grams=5))
    wait_for(lambda: world.stage.calls, "the handler")
    world.publish(ParcelPacked(parcel_id=later, grams=5))
    stop_while_it_runs(world, container, gate).wait()
    assert world.shelf() == [(parcel, "packed")]
    assert world.ready("depot.parcels") == 1
    world.start(Depot)
    assert world.wait_for_shelf(2) == [(parcel, "packed"), (later, "packed")]
    assert world.stage.count("on_parcel_packed") == 2


def test_an_event_taken_in_at_the_last_moment_is_handled(world: World) -> None:
    """It waits for its position when the service is asked to end: its handler must still be known then."""
    container = world.start(Depot)
    parcel = uuid4()
    blocker = world.connect("depot")
    blocker.autocommit = False
    blocker.cursor().execute("insert into positions values ('parcels', 'parcel', %s, 1)", (str(parcel),))
    world.publish(ParcelPacked(parcel_id=parcel, grams=5))
    wait_for(lambda: world.blocked("depot") == 1, "the position")
    stopping = eventlet.spawn(container.stop)
    wait_for(lambda: container.stopping, "stopping")
    blocker.rollback()
    blocker.close()
    stopping.wait()
    assert world.shelf() == [(parcel, "packed")]
    assert world.ready("depot.parcels") == 0


def test_a_running_request_is_finished_and_answered(world: World) -> None:
    container = world.start(Parcels)
    gate, parcel = Gate(), uuid4()
    world.stage.on("pack_parcel", gate.wait)
    call = eventlet.spawn(world.client().call, PackParcel(parcel_id=parcel, grams=5), limit_s=PATIENCE_S)
    wait_for(lambda: world.stage.calls, "the request")
    stopping = stop_while_it_runs(world, container, gate)
    assert call.wait() == Parcel(parcel_id=parcel, packed=1)
    stopping.wait()
    assert world.ready("rpc-parcels") == 0
    assert world.shelf("parcels") == [(parcel, "packed")]


def test_a_request_that_comes_too_late_is_left_to_another(world: World) -> None:
    container = world.start(Parcels)
    gate, parcel = Gate(), uuid4()
    world.stage.on("pack_parcel", gate.wait)
    client = world.client()
    first = eventlet.spawn(client.call, PackParcel(parcel_id=uuid4(), grams=5), limit_s=PATIENCE_S)
    wait_for(lambda: world.stage.calls, "the first request")
    stopping = eventlet.spawn(container.stop)
    (server,) = {e for e in container.extensions if isinstance(e, RpcServer)}
    wait_for(lambda: not server.attached, "stopping")
    second = eventlet.spawn(client.call, PackParcel(parcel_id=parcel, grams=5), limit_s=PATIENCE_S)
    wait_for(lambda: world.ready("rpc-parcels") == 1, "the second request in the queue")
    gate.open()
    first.wait()
    stopping.wait()
    world.stage.forget("pack_parcel")
    world.start(Parcels)
    assert second.wait() == Parcel(parcel_id=parcel, packed=1)


def test_an_event_held_in_an_outage_goes_back_to_its_queue(world: World) -> None:
    """A service whose database is away ends all the same, and nothing is lost."""
    container = world.start(Depot)
    parcel = uuid4()
    with world.database_down("depot"):
        world.publish(ParcelPacked(parcel_id=parcel, grams=5))
        wait_for(lambda: world.ready("depot.parcels") == 0, "delivery")
        container.stop()
        container.wait()
    wait_for(lambda: world.ready("depot.parcels") == 1, "the return to the queue")
    world.start(Depot)
    assert world.wait_for_shelf(1) == [(parcel, "packed")]


def test_a_failed_event_that_cannot_reach_its_retry_queue_goes_back(world: World) -> None:
    """The retry exchange is gone: the message is held, not lost, and the service ends when asked."""
    world.channel.exchange_delete(names.retry("depot", 5))
    container = world.start(Depot)
    world.stage.on("on_parcel_packed", fail_times(1))
    parcel = uuid4()
    world.publish(ParcelPacked(parcel_id=parcel, grams=5))
    wait_for(lambda: world.stage.calls, "the failure")
    container.stop()
    container.wait()
    wait_for(lambda: world.ready("depot.parcels") == 1, "the return to the queue")
    world.start(Depot)
    assert world.wait_for_shelf(1) == [(parcel, "packed")]


def test_a_parked_event_that_cannot_reach_its_retry_queue_stays_parked(world: World) -> None:
    world.channel.exchange_delete(names.retry("depot", 5))
    container = world.start(Depot)
    world.stage.on("on_parcel_packed", fail_times(1))
    parcel = uuid4()
    world.publish(ParcelPacked(parcel_id=parcel, grams=5), version=2)
    wait_for(lambda: world.count("depot", "waiting") == 1, "parking")
    world.publish(ParcelPacked(parcel_id=parcel, grams=5), version=1)
    wait_for(lambda: world.stage.calls, "the failure")
    container.stop()
    container.wait()
    assert world.count("depot", "waiting") == 1


def test_the_relay_finishes_its_batch(world: World) -> None:
    """What was published is marked, so that nothing is published again."""
    tap = world.tap()
    container = world.start(Parcels)
    world.client().call(PackParcel(parcel_id=uuid4(), grams=5))
    world.take_all(tap, 1)
    container.stop()
    assert world.count("parcels", "outbox where published_at is null") == 0


class LateWay:
    """A way to the broker on which bytes come late, and are lost where their sender has closed its socket meanwhile."""

    behind_s = 0.2

    def __init__(self, uri: str) -> None:
        self._broker = urlsplit(uri)
        self._door = eventlet.listen(("127.0.0.1", 0))
        self._pool = eventlet.GreenPool()
        self._serving = eventlet.spawn(eventlet.serve, self._door, self._let_in)
        self._lost: list[bytes] = []

    @property
    def uri(self) -> str:
        user, _, _ = self._broker.netloc.rpartition("@")
        return self._broker._replace(netloc=f"{user}@127.0.0.1:{self._door.getsockname()[1]}").geturl()

    def _let_in(self, client: Any, _address: object) -> None:
        broker = eventlet.connect((self._broker.hostname, self._broker.port))
        self._pool.spawn(self._bring, broker, client)
        while data := client.recv(65_536):
            self._pool.spawn(self._bring_late, data, broker)
        broker.shutdown(socket.SHUT_RDWR)

    def _bring(self, source: Any, goal: Any) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                goal.sendall(data)

    def _bring_late(self, data: bytes, goal: Any) -> None:
        eventlet.sleep(self.behind_s)
        try:
            goal.sendall(data)
        except OSError:
            self._lost.append(data)

    def lost(self) -> list[bytes]:
        """What did not arrive, once everything is on no way any more."""
        self._pool.waitall()
        return self._lost

    def close(self) -> None:
        self._serving.kill()
        self._door.close()


@pytest.fixture
def late_way(world: World) -> Iterator[LateWay]:
    way = LateWay(world.uri)
    yield way
    way.close()


def test_what_was_acked_last_has_arrived_before_the_connection_is_let_go(world: World, late_way: LateWay) -> None:
    world.send_request("find_parcel")
    taken: list[Delivery] = []

    def take(deliveries: list[Delivery]) -> None:
        taken.extend(deliveries)
        subscription.stop()

    def finish() -> None:
        taken[-1].ack()

    queue = rpc_queue_spec("parcels")
    subscription = Subscription(late_way.uri, queue, prefetch=1, receive=take, quiesce=finish)
    eventlet.spawn(subscription.run).wait()
    assert late_way.lost() == []
    assert world.ready("rpc-parcels") == 0


def test_what_could_not_be_acked_is_delivered_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would be held for as long as this reader is connected."""
    world.send_request("find_parcel")
    taken: list[bool] = []

    def take(deliveries: list[Delivery]) -> None:
        (delivery,) = deliveries
        taken.append(delivery.redelivered)
        if not delivery.redelivered:
            monkeypatch.setattr(subscription._channel, "basic_ack", refuse)
        else:
            subscription.stop()
        delivery.ack()

    def refuse(*_args: object, **_options: object) -> None:
        raise BrokenPipeError

    subscription = Subscription(world.uri, rpc_queue_spec("parcels"), prefetch=1, receive=take)
    with eventlet.Timeout(PATIENCE_S):
        subscription.run()
    assert taken == [False, True]
    assert world.ready("rpc-parcels") == 0
