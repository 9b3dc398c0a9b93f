"""An upgrade over a broker that a former version set up."""

from __future__ import annotations

from uuid import uuid4

from shared.messaging.former import clear_former
from shared.messaging.management import management
from tests.messaging.parcels import ParcelPacked
from tests.messaging.services import Depot
from tests.messaging.world import World

FORMER = {"x-queue-type": "quorum", "x-message-ttl": 3_600_000, "x-dead-letter-exchange": ""}


def test_what_waits_in_the_former_retry_queues_is_handled_and_they_are_gone(world: World) -> None:
    """Also one for a queue that nobody knows any more: a dead letter. Repeated, it does nothing."""
    for delay in (5, 3600):
        name = f"retry.{delay}s"
        world.channel.queue_declare(name, durable=True, auto_delete=False, arguments=FORMER)
        world.channel.exchange_declare(name, "fanout", durable=True, auto_delete=False)
        world.channel.queue_bind(name, name)
    parcels = [uuid4() for _ in range(3)]
    for parcel in parcels:
        headers = {"x-attempt": 2, "x-queue": "depot.parcels"}
        world.publish(
            ParcelPacked(parcel_id=parcel, grams=5), exchange="retry.5s", key="depot.parcels", headers=headers
        )
    world.send(b"{}", exchange="retry.3600s", key="gone.parcels", headers={"x-queue": "gone.parcels", "x-reason": "x"})
    with management(world.foundations.management) as http:
        for _ in range(2):
            clear_former(http, world.vhost, world.uri)
    world.start(Depot)
    assert sorted(world.wait_for_shelf(3)) == sorted((parcel, "packed") for parcel in parcels)
    assert world.dead() == [("gone.parcels", "x")]
    assert not [queue for queue in world.queues() if queue.startswith("retry.")]
