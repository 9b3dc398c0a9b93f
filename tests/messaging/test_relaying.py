"""The outbox and its relay: what was committed is published, in order; what was not is not."""

from __future__ import annotations

import json
from contextlib import suppress
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import eventlet
import pytest

from alliance.embedded.broker import LARGEST_MESSAGE
from shared.messaging import relay
from shared.messaging.broker import BrokerRefused
from shared.messaging.gathering import Gathering
from shared.messaging.outbox import Outbox
from shared.messaging.publisher import Outgoing, Publisher
from shared.messaging.relay import Relay, as_message
from shared.runtime.container import Container
from shared.storage.database import Database
from tests.messaging.parcels import ParcelLost, ParcelPacked, ParcelSent
from tests.messaging.services import Depot, Parcels
from tests.messaging.world import World, wait_for


@pytest.fixture
def database(world: World) -> Any:
    """The producer's, as the producer uses it."""
    made = Database(world.database("parcels"))
    yield made
    made.close()


def record(database: Database, *parcels: UUID) -> list[UUID]:
    with database.transaction() as tx:
        return [Outbox(tx).record(ParcelPacked(parcel_id=parcel, grams=5)) for parcel in parcels]


def unpublished(world: World) -> int:
    return world.count("parcels", "outbox where published_at is null")


def published_ids(world: World, tap: str, count: int) -> list[UUID]:
    return [UUID(json.loads(message.body)["id"]) for message in world.take_all(tap, count)]


def relay_of(container: Container) -> Relay:
    (relay,) = (e for e in container.extensions if isinstance(e, Relay))
    return relay


def test_the_event_and_the_business_commit_together(world: World, database: Database) -> None:
    with database.transaction() as tx:
        tx.execute("insert into shelf (parcel_id, what) values (%s, 'packed')", (uuid4(),))
        Outbox(tx).record(ParcelPacked(parcel_id=uuid4(), grams=5))
        assert [world.count("parcels", table) for table in ("shelf", "outbox")] == [0, 0]
    assert [world.count("parcels", table) for table in ("shelf", "outbox")] == [1, 1]


def test_many_events_are_recorded_as_if_one_by_one(world: World, database: Database) -> None:
    first, second = sorted(uuid4() for _ in range(2))
    record(database, second)
    with database.transaction() as tx:
        ids = Outbox(tx).record_all(
            [ParcelPacked(parcel_id=parcel, grams=grams) for parcel, grams in ((second, 1), (first, 2), (second, 3))]
        )
        assert Outbox(tx).record_all([]) == []
    record(database, second)
    rows = world.rows("parcels", "select event_id, aggregate_id, aggregate_version, payload from outbox order by seq")
    assert [UUID(str(row["event_id"])) for row in rows[1:4]] == ids
    told = [(UUID(str(row["aggregate_id"])), row["aggregate_version"], row["payload"]["grams"]) for row in rows]
    assert told == [(second, 1, 5), (second, 2, 1), (first, 1, 2), (second, 3, 3), (second, 4, 5)]


def test_two_that_record_many_of_the_same_aggregates_never_deadlock(world: World, database: Database) -> None:
    parcels = [uuid4() for _ in range(20)]
    started: list[int] = []

    def record_in(order: list[UUID]) -> None:
        for _ in range(10):
            with database.transaction() as tx:
                Outbox(tx).record_all([ParcelPacked(parcel_id=parcel, grams=1) for parcel in order])
            started.append(1)

    pool = eventlet.GreenPool()
    threads = [pool.spawn(record_in, order) for order in (parcels, parcels[::-1])]
    for thread in threads:
        thread.wait()
    assert len(started) == 20
    assert {row["version"] for row in world.rows("parcels", "select version from streams")} == {20}


def test_the_event_and_the_business_are_rolled_back_together(world: World, database: Database) -> None:
    with suppress(RuntimeError), database.transaction() as tx:
        tx.execute("insert into shelf (parcel_id, what) values (%s, 'packed')", (uuid4(),))
        Outbox(tx).record(ParcelPacked(parcel_id=uuid4(), grams=5))
        raise RuntimeError
    assert [world.count("parcels", table) for table in ("shelf", "outbox", "streams")] == [0, 0, 0]


def test_each_aggregate_counts_its_versions(world: World, database: Database) -> None:
    first, second = uuid4(), uuid4()
    record(database, first, first)
    record(database, second, first)
    rows = world.rows("parcels", "select aggregate_id, aggregate_version from outbox order by seq")
    assert [(UUID(str(row["aggregate_id"])), row["aggregate_version"]) for row in rows] == [
        (first, 1), (first, 2), (second, 1), (first, 3),
    ]  # fmt: skip


def test_what_is_committed_is_published_in_order_and_marked(world: World, database: Database) -> None:
    """More than two batches of it, those from before the start and those from after."""
    tap = world.tap()
    before = record(database, *(uuid4() for _ in range(150)))
    world.start(Parcels)
    assert published_ids(world, tap, 150) == before
    after = record(database, *(uuid4() for _ in range(60)))
    assert published_ids(world, tap, 60) == after
    wait_for(lambda: unpublished(world) == 0, "marking")
    assert world.ready(tap) == 0


def test_the_message_is_the_row(world: World, database: Database) -> None:
    tap = world.tap()
    parcel = uuid4()
    (event_id,) = record(database, parcel)
    (row,) = world.rows("parcels", "select created_at, traceparent from outbox")
    world.start(Parcels)
    (message,) = world.take_all(tap, 1)
    assert json.loads(message.body) == {
        "specversion": "1.0",
        "id": str(event_id),
        "source": "parcels",
        "type": "parcel_packed",
        "time": row["created_at"].isoformat().replace("+00:00", "Z"),
        "subject": str(parcel),
        "datacontenttype": "application/json",
        "schemaversion": 1,
        "aggregate": "parcel",
        "aggregateid": str(parcel),
        "aggregateversion": 1,
        "correlationid": str(parcel),
        "causationid": None,
        "actor": "system",
        "traceparent": row["traceparent"],
        "data": {"parcel_id": str(parcel), "grams": 5},
    }
    properties = {name: message.properties[name] for name in ("message_id", "content_type", "delivery_mode")}
    assert properties == {"message_id": str(event_id), "content_type": "application/json", "delivery_mode": 2}


def test_an_event_reaches_its_consumer(world: World, database: Database) -> None:
    world.start(Parcels)
    world.start(Depot)
    parcel = uuid4()
    record(database, parcel)
    assert world.wait_for_shelf(1) == [(parcel, "packed")]


def test_a_crash_between_publishing_and_marking_makes_a_duplicate_without_effect(
    world: World, database: Database
) -> None:
    tap = world.tap()
    parcel = uuid4()
    (event_id,) = record(database, parcel)
    (row,) = world.rows("parcels", "select * from outbox")
    crashed = Publisher(world.uri, "a relay that crashes")
    crashed.publish([as_message("parcels", row)])
    crashed.close()
    world.start(Depot)
    assert world.wait_for_shelf(1) == [(parcel, "packed")]
    world.start(Parcels)
    assert published_ids(world, tap, 2) == [event_id, event_id]
    marker = uuid4()
    record(database, marker)
    assert world.wait_for_shelf(2) == [(parcel, "packed"), (marker, "packed")]


def test_one_of_two_relays_leads(world: World, database: Database) -> None:
    """Nothing is published twice; the other one takes over when the first stops."""
    tap = world.tap()
    first, second = world.start(Parcels), world.start(Parcels)
    wait_for(lambda: relay_of(first).leads or relay_of(second).leads, "a leader")
    ids = record(database, *(uuid4() for _ in range(20)))
    assert published_ids(world, tap, 20) == ids
    assert relay_of(first).leads + relay_of(second).leads == 1
    leader, other = (first, second) if relay_of(first).leads else (second, first)
    leader.stop()
    wait_for(lambda: relay_of(other).leads, "the succession")
    ids = record(database, uuid4())
    assert published_ids(world, tap, 1) == ids
    assert world.ready(tap) == 0


#: Notes what the session that writes an event, or marks one, has for the disk: in the database, at the write itself.
NOTE_WAITING = """
    create table noted (wrote text primary key, waits text not null, source text not null);
    create function note() returns trigger security definer language plpgsql as $$ begin
        insert into noted select tg_op, setting, source from pg_settings where name = 'synchronous_commit'
        on conflict do nothing;
        return null;
    end $$;
    create trigger note after insert or update on outbox execute function note();
"""


def test_marks_alone_do_not_wait_for_the_disk(world: World, database: Database) -> None:
    """What tells an event waits, as the server has it."""
    world.rows("parcels", NOTE_WAITING)
    world.start(Parcels)
    record(database, uuid4())
    wait_for(lambda: unpublished(world) == 0, "marking")
    noted = {row.pop("wrote"): row for row in world.rows("parcels", "select * from noted")}
    assert noted["UPDATE"] == {"waits": "off", "source": "session"}
    assert noted["INSERT"]["source"] not in ("session", "database user", "user", "database")


def test_in_a_stream_a_commit_waits_for_those_that_follow(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "POLL_S", 60)
    monkeypatch.setattr(relay, "STREAM_S", 1)
    tap = world.tap()
    container = world.start(Parcels)
    stream = Gathering(clock=lambda: 0.0)  # for which no time passes in which it could end
    stream.is_stream = True
    monkeypatch.setattr(relay_of(container), "_gathering", stream)
    ids = record(container.database, uuid4())
    assert published_ids(world, tap, 1) == ids
    began = monotonic()
    ids = record(container.database, uuid4())
    assert published_ids(world, tap, 1) == ids
    assert monotonic() - began >= 1


def test_the_relay_recovers_when_its_broker_connection_is_closed(world: World, database: Database) -> None:
    tap = world.tap()
    world.start(Parcels)
    ids = record(database, uuid4())
    assert published_ids(world, tap, 1) == ids
    world.close_connections("relay of parcels")
    ids = record(database, uuid4())
    assert published_ids(world, tap, 1) == ids
    wait_for(lambda: unpublished(world) == 0, "marking")


def test_the_relay_recovers_when_its_session_is_killed(world: World, database: Database) -> None:
    tap = world.tap()
    container = world.start(Parcels)
    wait_for(lambda: relay_of(container).leads, "leading")
    wait_for(lambda: world.kill_sessions("parcels", "%published_at is null%"), "the end of its session")
    ids = record(database, uuid4())
    assert published_ids(world, tap, 1) == ids
    wait_for(lambda: unpublished(world) == 0, "marking")


def test_an_event_for_which_no_queue_is_bound_stays_unpublished(world: World, database: Database) -> None:
    """The relay says so, goes on with the others, and publishes it once there is a queue."""
    world.channel.queue_unbind("depot.parcels", "parcels.events", "parcel_lost")
    container = world.start(Parcels)
    parcel = uuid4()
    with database.transaction() as tx:
        lost = Outbox(tx).record(ParcelLost(parcel_id=parcel))
        Outbox(tx).record(ParcelSent(parcel_id=uuid4(), carrier="mule"))
    relay = relay_of(container)
    wait_for(lambda: relay.trouble, "the trouble")
    assert relay.trouble == "no queue is bound for parcel_lost: run the set-up step"
    assert world.rows("parcels", "select event_id from outbox where published_at is null") == [{"event_id": lost}]
    tap = world.tap()
    assert published_ids(world, tap, 1) == [lost]
    wait_for(lambda: relay.trouble is None, "the end of the trouble")
    assert unpublished(world) == 0


def test_a_message_larger_than_the_broker_takes_is_refused_for_good(world: World) -> None:
    """So that nobody who has a user's password fills the memory of broker and services; the next one goes."""
    publisher = Publisher(world.uri, "the test")
    tap = world.tap()
    with pytest.raises(BrokerRefused, match="PRECONDITION_FAILED"):
        publisher.publish([Outgoing("1", "parcels.events", "parcel_packed", b"a" * (LARGEST_MESSAGE + 1))])
    assert publisher.publish([Outgoing("2", "parcels.events", "parcel_packed", b"{}")]) == set()
    assert world.take_all(tap, 1)[0].body == b"{}"
    publisher.close()
