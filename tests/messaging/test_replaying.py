"""What was told before is told again: to all after a loss, or to one consumer that builds itself anew."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts.errors import Refusal
from shared.contracts.kernel import GetBacklog, ListRecordedEvents, ReplayEvents
from shared.messaging import relay, replay
from shared.messaging.outbox import Outbox
from shared.storage.database import Database, Transaction
from tests.messaging.parcels import ParcelPacked
from tests.messaging.services import Depot, Parcels
from tests.messaging.world import World, wait_for

PACKED = "parcel_packed"


@pytest.fixture(autouse=True)
def _services(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "SERVICES", ("parcels", "depot"))


def told(world: World, count: int) -> list[UUID]:
    """So many events were recorded and published, and nobody has heard them."""
    database = Database(world.database("parcels"))
    with database.transaction() as tx:
        ids = [Outbox(tx).record(ParcelPacked(parcel_id=uuid4(), grams=5)) for _ in range(count)]
    database.close()
    world.start(Parcels)
    wait_for(lambda: world.count("parcels", "outbox where published_at is null") == 0, "publishing")
    world.channel.queue_purge("depot.parcels")
    return ids


def ask(world: World, **wish: Any) -> dict[str, int]:
    answer = world.client("local-admin").call(ReplayEvents(**wish), of="parcels")
    return answer.model_dump()


def heard(world: World, tap: str, count: int) -> list[UUID]:
    return [UUID(json.loads(message.body)["id"]) for message in world.take_all(tap, count)]


def test_what_the_broker_lost_is_done_after_a_replay(world: World) -> None:
    """Once, in its order, by who missed it; and a second replay has no effect."""
    told(world, 250)
    world.start(Depot)
    assert ask(world) == {"events": 250, "from_seq": 1, "until_seq": 250}
    world.wait_for_shelf(250)
    ask(world)
    wait_for(lambda: world.client("local-admin").call(GetBacklog(), of="parcels").replaying == 0, "the replay")
    wait_for(lambda: world.ready("depot.parcels") == 0, "the queue")
    assert len(world.shelf()) == 250
    assert world.stage.count("on_parcel_packed") == 250


def test_a_replay_begins_where_it_is_told_to(world: World) -> None:
    ids = told(world, 5)
    tap = world.tap(key=PACKED)
    assert ask(world, from_seq=4) == {"events": 2, "from_seq": 4, "until_seq": 5}
    assert heard(world, tap, 2) == ids[3:]
    assert ask(world, since=datetime.now(UTC) + timedelta(hours=1))["events"] == 0
    assert ask(world, since=datetime.now(UTC) - timedelta(hours=1))["events"] == 5 + 2  # that somebody asked twice
    assert heard(world, tap, 5) == ids


def test_a_replay_to_one_consumer_is_heard_by_nobody_else_and_says_so(world: World) -> None:
    told(world, 3)
    tap = world.tap(key=PACKED)
    replays: list[bool] = []

    def note(_event: object, _tx: Transaction) -> None:
        from shared.messaging.cause import current_cause

        replays.append(current_cause().replayed)

    world.stage.on("on_parcel_packed", note)
    world.start(Depot)
    assert ask(world, consumer="depot")["events"] == 3
    world.wait_for_shelf(3)
    assert replays == [True] * 3
    assert world.ready(tap) == 0
    assert world.rows("depot", "select version from positions where aggregate = 'parcel'") == [{"version": 1}] * 3


def test_a_consumer_that_does_not_exist_is_refused(world: World) -> None:
    told(world, 1)
    with pytest.raises(Refusal) as refusal:
        ask(world, consumer="nobody")
    assert (refusal.value.code, refusal.value.details[0].field) == ("invalid", "consumer")
    assert world.count("parcels", "replays") == 0


def test_a_replay_goes_on_after_its_process(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a row: whichever relay leads next carries it out."""
    ids = told(world, 7)
    monkeypatch.setattr(relay, "BATCH", 3)
    world.containers[0].stop()
    tap = world.tap()
    with world.connect("parcels").cursor() as cursor:
        cursor.execute("insert into replays (replay_id, next_seq, until_seq) values (%s, 3, 6)", (str(uuid4()),))
    world.start(Parcels)
    assert heard(world, tap, 4) == ids[2:6]
    wait_for(lambda: world.count("parcels", "replays") == 0, "its end")
    assert world.ready(tap) == 0


def test_what_is_new_comes_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long replay does not hold up what happens now."""
    monkeypatch.setattr(relay, "BATCH", 2)
    ids = told(world, 20)
    world.containers[0].stop()
    tap = world.tap()
    database = Database(world.database("parcels"))
    with database.transaction() as tx:
        new = Outbox(tx).record(ParcelPacked(parcel_id=uuid4(), grams=5))
        tx.execute("insert into replays (replay_id, next_seq, until_seq) values (%s, 1, 20)", (str(uuid4()),))
    database.close()
    world.start(Parcels)
    assert heard(world, tap, 21) == [new, *ids]


def test_the_recorded_events_are_listed_in_short(world: World) -> None:
    """Page by page, with a digest that the event log's must equal."""
    ids = told(world, 3)
    client = world.client("local-admin")
    first = client.call(ListRecordedEvents(limit=2), of="parcels")
    rest = client.call(ListRecordedEvents(limit=2, after=int(first.next or 0)), of="parcels")
    assert [event.event_id for page in (first, rest) for event in page.items] == ids
    assert (first.total, rest.next) == (3, None)
    assert len({event.sha256 for page in (first, rest) for event in page.items}) == 3


def test_a_dry_run_counts_and_publishes_nothing(world: World) -> None:
    told(world, 3)
    assert ask(world, dry_run=True) == {"events": 3, "from_seq": 1, "until_seq": 3}
    assert world.count("parcels", "replays") == 0
