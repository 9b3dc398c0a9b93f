"""A queue that is missing, or of another shape than this version declares, is named."""

from __future__ import annotations

from contextlib import closing
from typing import Any
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from shared.messaging import broker
from shared.messaging.queues import TopologyError
from shared.messaging.rpc import query
from tests.messaging.parcels import CountParcels, ParcelPacked
from tests.messaging.services import Depot
from tests.messaging.world import SHORT_MS, World, wait_for

MISSING = "queue {} is missing: run the set-up step (alliance up does)"
OTHER = "queue {} has another shape than this version declares: delete it once it is empty, then run the set-up step"


class Answering:
    """A service without a relay, which would be connecting to the database when the start fails."""

    name = "parcels"

    @query(CountParcels)
    def count_parcels(self, *_: object) -> None: ...


@pytest.mark.parametrize(("service", "queue"), [(Depot, "depot.parcels"), (Answering, "rpc-parcels")])
@pytest.mark.parametrize("shape", ["missing", "other"])
def test_a_service_does_not_start_without_its_queue(world: World, service: type, queue: str, shape: str) -> None:
    world.channel.queue_delete(queue)
    if shape == "other":
        world.channel.queue_declare(queue, durable=True, auto_delete=False)
    container = world.container(service)
    with pytest.raises(TopologyError) as error:
        container.start()
    assert str(error.value) == (MISSING if shape == "missing" else OTHER).format(queue)
    container.kill()


def test_a_queue_that_disappears_ends_the_service(world: World) -> None:
    container = world.start(Depot)
    world.channel.queue_delete("depot.parcels")
    with pytest.raises(TopologyError) as error:
        wait_for_death(container)
    assert str(error.value) == MISSING.format("depot.parcels")


def test_a_queue_that_disappears_while_a_method_waits_ends_the_service(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who keeps the heartbeat meanwhile is told by the broker, once; the loop must not wait for what never comes."""
    monkeypatch.setattr(broker, "HEARTBEAT_S", 1)
    container = world.start(Depot)
    world.publish(ParcelPacked(parcel_id=uuid4(), grams=5))
    world.wait_for_shelf(1)
    with capture_logs() as logs, closing(world.connect("depot")) as other:
        other.cursor().execute("begin; lock table shelf in exclusive mode")
        world.publish(ParcelPacked(parcel_id=uuid4(), grams=5))
        wait_for(lambda: world.blocked("depot"), "a wait for the lock")
        world.channel.queue_delete("depot.parcels")
        wait_for(lambda: "connection_lost_while_holding" in {entry["event"] for entry in logs}, "the broker's word")
        other.cursor().execute("rollback")
        with pytest.raises(TopologyError) as error:
            wait_for_death(container)
    assert str(error.value) == MISSING.format("depot.parcels")


def wait_for_death(container: Any) -> None:
    wait_for(container._died.ready, "the end of the service")
    container.wait()


def test_the_set_up_step_may_be_repeated(world: World) -> None:
    before = {name: queue["arguments"] for name, queue in world.queues().items()}
    world.set_up(SHORT_MS)
    assert {name: queue["arguments"] for name, queue in world.queues().items()} == before


def test_the_set_up_step_names_a_queue_of_another_shape(world: World) -> None:
    """It could not change it, and does not delete what may hold messages."""
    world.channel.queue_delete("depot.parcels")
    world.channel.queue_declare("depot.parcels", durable=True, auto_delete=False)
    with pytest.raises(TopologyError) as error:
        world.set_up(SHORT_MS)
    assert "queue depot.parcels has another shape than this version declares" in str(error.value)
