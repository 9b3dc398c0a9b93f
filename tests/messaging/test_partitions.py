"""An event queue divided by aggregate: read by several processes, resized while events come, and nothing lost."""

from __future__ import annotations

import signal
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import eventlet
import pytest

from shared.messaging import dividing, names, partitions
from shared.messaging.dividing import Dividing, EventQueueOf, alone, divide
from shared.messaging.management import management
from shared.messaging.partitions import shared_out
from shared.messaging.queues import TopologyError
from tests.messaging.parcels import ParcelPacked, ParcelSent
from tests.messaging.services import Depot, Parcels
from tests.messaging.test_processes import Runner
from tests.messaging.test_topology_check import MISSING, OTHER, wait_for_death
from tests.messaging.world import World, fail_times, wait_for

QUEUE_NAME = "depot.parcels"
#: The lock of each process that reads, and an insert that takes a moment.
PRESENT = "select 1 from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and granted"
SLOW_ROWS = """
create function take_long() returns trigger language plpgsql as $$ begin perform pg_sleep(0.05); return new; end $$;
create trigger taking_long before insert on shelf for each row execute function take_long()
"""
PARTITIONS = [names.partition(QUEUE_NAME, number) for number in (1, 2, 3, 4)]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dividing, "POLL_S", 0.02)


@contextmanager
def queue_of(world: World) -> Iterator[EventQueueOf]:
    followed = frozenset({"parcel", "access"})
    with management(world.foundations.management) as http:
        yield EventQueueOf("depot", "parcels", followed, http, world.vhost, world.uri, world.database("depot"))


def resize(world: World, number: int | None) -> None:
    with queue_of(world) as queue:
        divide(queue, number)


def started(world: World) -> Any:
    """A depot that notes the carrier of each parcel sent: here the version."""
    world.stage.on("on_parcel_sent", note)
    return world.start(Depot)


def note(event: ParcelSent, tx: Any) -> None:
    tx.execute("insert into shelf (parcel_id, what) values (%s, %s)", (event.parcel_id, event.carrier))


def send(world: World, parcel: UUID, version: int) -> None:
    event = (
        ParcelSent(parcel_id=parcel, carrier=str(version)) if version > 1 else ParcelPacked(parcel_id=parcel, grams=1)
    )
    world.publish(event, version, exchange="parcels.events", headers={names.AGGREGATE_ID: str(parcel)})


def noted(world: World) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for parcel, what in world.shelf():
        if what not in ("packed", "sent"):
            found[parcel].append(what)
    return dict(found)


def attached(container: Any) -> set[str]:
    """The queues that a service reads."""
    return {one.queue.name for one in subscriptions(container) if one.attached}


def subscriptions(container: Any) -> list[Any]:
    """Of the queues that it reads, or is about to."""
    (consumer,) = (one for one in container.extensions if hasattr(one, "_queues"))
    return [queue.subscription for queue in consumer._queues.values()]


def expected(parcels: Sequence[UUID], versions: int) -> dict[UUID, list[str]]:
    return {parcel: [str(version) for version in range(2, versions + 1)] for parcel in parcels}


def test_each_partition_gets_its_aggregates_in_their_order(world: World) -> None:
    depot = started(world)
    resize(world, 4)
    wait_for(lambda: attached(depot) == set(PARTITIONS), "every partition read")
    parcels = [uuid4() for _ in range(40)]
    for version in (1, 2, 3):
        for parcel in parcels:
            send(world, parcel, version)
    wait_for(lambda: noted(world) == expected(parcels, 3), "every effect, in order")
    depot.stop()
    for parcel in parcels:
        send(world, parcel, 4)
    depths = [world.ready(queue) for queue in PARTITIONS]
    assert sum(depths) == 40
    assert min(depths) > 0


def test_processes_share_the_partitions_and_one_goes_on_alone(world: World) -> None:
    resize(world, 4)
    first, second = started(world), started(world)
    wait_for(lambda: len(attached(first)) == len(attached(second)) == 2, "two each")
    assert attached(first) | attached(second) == set(PARTITIONS)
    parcels = [uuid4() for _ in range(20)]
    for parcel in parcels:
        send(world, parcel, 1)
        send(world, parcel, 2)
    wait_for(lambda: noted(world) == expected(parcels, 2), "every effect")
    second.stop()
    wait_for(lambda: attached(first) == set(PARTITIONS), "the rest taken over")
    for parcel in parcels:
        send(world, parcel, 3)
    wait_for(lambda: noted(world) == expected(parcels, 3), "every effect after")


@pytest.mark.parametrize(
    ("told", "readers", "own", "mine"),
    [
        ({}, 3, 1, {"a": {1}, "b": {1}}),
        ({"a": 1}, 1, 0, {"a": {1}, "b": {1}}),
        ({"a": 4}, 1, 0, {"a": {1, 2, 3, 4}, "b": {1}}),
        ({"a": 4}, 3, 0, {"a": {1, 4}, "b": {1}}),
        ({"a": 2, "b": 2}, 4, 2, {"a": set(), "b": {1}}),
        ({"a": 2}, 3, 2, {"a": set(), "b": {1}}),
    ],
)
def test_partitions_are_dealt_out_in_turn(
    told: dict[str, int], readers: int, own: int, mine: dict[str, set[int]]
) -> None:
    """More processes than partitions: some read nothing of it. More partitions than processes: some read several."""
    assert shared_out(["a", "b"], told, readers, own) == mine


def test_of_two_processes_one_is_killed_in_the_middle_and_the_other_goes_on(world: World, tmp_path: Path) -> None:
    """kill -9, with batches in its hands: what it had begun is done once, by the other."""
    resize(world, 4)
    runners = []
    for name in ("killed", "other"):
        (tmp_path / name).mkdir()
        runners.append(Runner(world, tmp_path / name))
    killed, other = (runner.start("depot") for runner in runners)
    try:
        wait_for(lambda: [world.readers(queue) for queue in PARTITIONS] == [1] * 4, "a reader for each")
        wait_for(lambda: len(world.rows("depot", PRESENT)) == 2, "both present")
        world.rows("depot", SLOW_ROWS)
        parcels = [uuid4() for _ in range(60)]
        for version in (1, 2):
            for parcel in parcels:
                send(world, parcel, version)
        wait_for(lambda: world.waiting("depot", "PgSleep") == 2, "both at work")
        killed.send_signal(signal.SIGKILL)
        runners[0].ended(killed)
        world.wait_for_shelf(120)
    finally:
        for runner in runners:
            runner.close()
    effects: dict[UUID, list[str]] = defaultdict(list)
    for parcel, what in world.shelf():
        effects[parcel].append(what)
    assert effects == {parcel: ["packed", "sent"] for parcel in parcels}
    assert other.returncode == -signal.SIGKILL  # by the test


def traffic(world: World, parcels: Sequence[UUID], until: Callable[[], bool]) -> int:
    """Versions of each, one after the other, for as long as that is not so; the last."""
    version = 0
    while version < 3 or not until():
        version += 1
        for parcel in parcels:
            send(world, parcel, version)
    return version


def test_resizing_under_traffic_loses_nothing_and_keeps_the_order(world: World) -> None:
    first, second = started(world), started(world)
    parcels = [uuid4() for _ in range(25)]
    resizing = eventlet.spawn(lambda: [resize(world, number) for number in (2, 4, 3, 1)])
    last = traffic(world, parcels, lambda: resizing.dead)
    resizing.wait()
    wait_for(lambda: sum(map(len, noted(world).values())) >= 25 * (last - 1), "every effect")
    assert noted(world) == expected(parcels, last)
    assert world.count("depot", "waiting") == 0
    assert world.take("dead") is None
    assert {one for one in world.queues() if names.whole(one) == QUEUE_NAME} == {QUEUE_NAME}
    assert attached(first) | attached(second) == {QUEUE_NAME}


def test_what_nobody_reads_is_moved(world: World) -> None:
    """As where all services are down: nothing waits for them."""
    resize(world, 4)
    parcels = [uuid4() for _ in range(150)]
    for parcel in parcels:
        send(world, parcel, 1)
        send(world, parcel, 2)
    resize(world, 1)
    assert world.ready(QUEUE_NAME) == 300
    started(world)
    wait_for(lambda: noted(world) == expected(parcels, 2), "every effect")


STEPS = ("declare", "unbind", "wait_until_drained", "take_out")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("before", "after"), [(1, 3), (2, 4), (3, 1), (4, 2)])
def test_resizing_that_was_cut_off_loses_nothing_and_is_finished_by_repeating(
    world: World, monkeypatch: pytest.MonkeyPatch, step: str, before: int, after: int
) -> None:
    if before > 1:
        resize(world, before)
    started(world)
    parcels = [uuid4() for _ in range(10)]
    for parcel in parcels:
        send(world, parcel, 1)
    with monkeypatch.context() as patch, suppress(RuntimeError):
        patch.setattr(dividing, step, fail_times(1))
        resize(world, after)
    for parcel in parcels:
        send(world, parcel, 2)
    wait_for(lambda: step == "take_out" or noted(world) == expected(parcels, 2), "every effect, half-way")
    resize(world, after)
    for parcel in parcels:
        send(world, parcel, 3)
    wait_for(lambda: noted(world) == expected(parcels, 3), "every effect")
    assert {one for one in world.queues() if names.whole(one) == QUEUE_NAME} == set(PARTITIONS[:after])


def test_two_do_not_resize_at_once(world: World) -> None:
    with queue_of(world) as queue, alone(queue), pytest.raises(Dividing):
        divide(queue, 2)
    assert world.rows("depot", "select * from partitions") == []


def test_without_a_number_it_is_brought_about_what_was_told(world: World) -> None:
    """As the set-up step does on a broker that lost its disk."""
    world.rows("depot", "insert into partitions values ('parcels', 2)")
    resize(world, None)
    assert {one for one in world.queues() if names.whole(one) == QUEUE_NAME} == set(PARTITIONS[:2])
    depot = started(world)
    wait_for(lambda: attached(depot) == set(PARTITIONS[:2]), "both read")


def test_what_fails_comes_back_and_ends_as_a_letter_of_the_whole(world: World) -> None:
    resize(world, 4)
    depot = started(world)
    wait_for(lambda: attached(depot) == set(PARTITIONS), "every partition read")
    parcels = [uuid4() for _ in range(12)]
    world.stage.on("on_parcel_packed", fail_times(1))
    for parcel in parcels:
        send(world, parcel, 1)
        send(world, parcel, 2)
    wait_for(lambda: noted(world) == expected(parcels, 2), "every effect, the failed one's too")
    for queue in PARTITIONS:
        world.send(b"junk", key=queue)
    assert {queue for queue, _ in world.dead(4)} == {QUEUE_NAME}


def test_events_told_again_to_one_consumer_come_to_its_partitions(world: World) -> None:
    resize(world, 4)
    parcels = [uuid4() for _ in range(20)]
    for parcel in parcels:
        event = ParcelPacked(parcel_id=parcel, grams=1)
        headers = {names.AGGREGATE_ID: str(parcel)}
        world.publish(event, exchange="parcels.replay", key="depot.parcel_packed", headers=headers)
    assert min(world.ready(queue) for queue in PARTITIONS) > 0
    assert sum(world.ready(queue) for queue in PARTITIONS) == 20


def test_the_relay_says_of_which_aggregate_an_event_is(world: World) -> None:
    tap, parcel = world.tap(), uuid4()
    world.start(Parcels)
    world.client().call(pack(parcel))
    (taken,) = world.take_all(tap, 1)
    assert taken.headers[names.AGGREGATE_ID] == str(parcel)


def pack(parcel: UUID) -> Any:
    from tests.messaging.parcels import PackParcel

    return PackParcel(parcel_id=parcel, grams=5)


@pytest.mark.parametrize("shape", ["missing", "other"])
def test_a_service_that_finds_no_such_partition_ends_and_names_it(world: World, shape: str) -> None:
    world.rows("depot", "insert into partitions values ('parcels', 2)")
    if shape == "other":
        world.channel.queue_declare(PARTITIONS[1], durable=True, auto_delete=False)
    container = world.container(Depot)
    container.start()
    with pytest.raises(TopologyError) as error:
        wait_for_death(container)
    assert str(error.value) == (MISSING if shape == "missing" else OTHER).format(PARTITIONS[1])


def test_a_partition_that_was_taken_away_ends_no_service(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which has begun to read it when it had just been told so."""
    resize(world, 2)
    depot = started(world)
    wait_for(lambda: attached(depot) == set(PARTITIONS[:2]), "both read")
    monkeypatch.setattr(partitions.Share, "of", lambda *_: {"parcels": {1, 2}})  # as it was told, for too long
    world.rows("depot", "update partitions set number = 1")
    world.channel.queue_delete(PARTITIONS[1])
    parcel = uuid4()
    world.publish(ParcelPacked(parcel_id=parcel, grams=1))
    wait_for(lambda: [one.queue.name for one in subscriptions(depot)] == [QUEUE_NAME], "the end of its loop")
    assert world.wait_for_shelf(1) == [(parcel, "packed")]
    assert not depot._died.ready()


def test_a_process_whose_session_ended_takes_its_place_again(world: World) -> None:
    resize(world, 2)
    depot = started(world)
    wait_for(lambda: attached(depot) == set(PARTITIONS[:2]), "both read")
    assert world.kill_sessions("depot", "%pg_locks%")
    wait_for(lambda: world.rows("depot", "select 1 from pg_locks where locktype = 'advisory' and mode = 'ShareLock'"))
    parcel = uuid4()
    send(world, parcel, 1)
    send(world, parcel, 2)
    wait_for(lambda: noted(world) == expected([parcel], 2), "its effects")


def test_undivided_it_costs_no_session(world: World) -> None:
    resize(world, 2)
    resize(world, 1)
    started(world)
    parcel = uuid4()
    send(world, parcel, 1)
    send(world, parcel, 2)
    wait_for(lambda: noted(world) == expected([parcel], 2), "its effects")
    assert world.rows("depot", "select 1 from pg_locks where locktype = 'advisory'") == []
