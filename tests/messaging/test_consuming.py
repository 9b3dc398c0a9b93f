"""Events over the broker: each has one effect, in the order of its aggregate."""

from __future__ import annotations

from uuid import UUID, uuid4

import eventlet
import pytest

from shared.contracts.envelope import Envelope
from shared.messaging.dead_letters import DISCARDED
from shared.messaging.inbox import Admission, admit, take_ready
from shared.messaging.outbox import Outbox
from shared.runtime.settings import SERVICES
from shared.storage.database import Database, Transaction
from tests.messaging.parcels import ParcelLost, ParcelPacked, ParcelSent
from tests.messaging.services import Depot, Everything
from tests.messaging.world import SHORT_MS, Gate, World, envelope_of, fail_times, wait_for


def packed(parcel: UUID) -> ParcelPacked:
    return ParcelPacked(parcel_id=parcel, grams=5)


def sent(parcel: UUID) -> ParcelSent:
    return ParcelSent(parcel_id=parcel, carrier="mule")


def test_an_event_is_consumed_once(world: World) -> None:
    container = world.start(Depot)
    parcel = uuid4()
    world.publish(packed(parcel))
    assert world.wait_for_shelf(1) == [(parcel, "packed")]
    container.stop()
    assert world.ready("depot.parcels") == 0


def test_a_second_copy_has_no_effect(world: World) -> None:
    world.start(Depot)
    first, second, event_id = uuid4(), uuid4(), uuid4()
    for _ in range(3):
        world.publish(packed(first), id=str(event_id))
    world.publish(packed(second))
    assert world.wait_for_shelf(2) == [(first, "packed"), (second, "packed")]
    assert world.stage.count("on_parcel_packed") == 2


def test_two_copies_at_the_same_moment_have_one_effect(world: World) -> None:
    """The second waits for the first to commit, and is then behind."""
    parcel, gate = uuid4(), Gate()
    deliver_twice(world, parcel, gate)
    gate.open()
    assert world.wait_for_shelf(1) == [(parcel, "packed")]
    marker = uuid4()
    world.publish(packed(marker))
    assert world.wait_for_shelf(2) == [(parcel, "packed"), (marker, "packed")]
    assert world.stage.count("on_parcel_packed") == 2


def test_the_second_copy_takes_over_when_the_first_fails(world: World) -> None:
    """The first one's copy for the retry queue is a duplicate when it comes back."""
    parcel, gate = uuid4(), Gate()
    deliver_twice(world, parcel, gate)
    gate.fail()
    assert world.wait_for_shelf(1) == [(parcel, "packed")]
    marker = uuid4()
    world.publish(packed(marker))
    assert world.wait_for_shelf(2) == [(parcel, "packed"), (marker, "packed")]


def deliver_twice(world: World, parcel: UUID, gate: Gate) -> None:
    """The broker loses the connection of a replica whose handler stands at the gate, and gives the message to
    another replica, which now waits for the first one's transaction."""
    world.start(Depot)
    world.start(Depot)
    world.stage.on("on_parcel_packed", gate.wait)
    world.publish(packed(parcel))
    wait_for(lambda: world.stage.calls, "the first copy")
    world.stage.forget("on_parcel_packed")
    world.close_connections("consume depot.parcels", 2)
    wait_for(lambda: world.blocked("depot") == 1, "the second copy")


def test_an_early_event_waits_for_its_predecessor(world: World) -> None:
    """It is parked, which is no failed attempt."""
    world.slow_retries()
    world.start(Depot)
    parcel = uuid4()
    world.publish(sent(parcel), version=2)
    wait_for(lambda: world.count("depot", "waiting") == 1, "parking")
    world.publish(packed(parcel), version=1)
    assert world.wait_for_shelf(2) == [(parcel, "packed"), (parcel, "sent")]
    assert world.count("depot", "waiting") == 0
    assert [world.ready(queue) for queue in ("depot.parcels", "depot.retry.5s", "dead")] == [0, 0, 0]


def test_many_early_events_are_applied_in_their_order(world: World) -> None:
    world.start(Depot)
    parcel = uuid4()
    for version in (4, 2, 5, 3):
        world.publish(sent(parcel), version, data={"parcel_id": str(parcel), "carrier": str(version)})
    world.publish(packed(parcel), version=1)
    world.wait_for_shelf(5)
    assert [subject.carrier for name, subject in world.stage.calls if name == "on_parcel_sent"] == list("2345")


def test_a_parked_event_outlives_the_process(world: World) -> None:
    """Its predecessor is applied by another process that knows nothing of it, which then finds it."""
    parcel = uuid4()
    first = world.start(Depot)
    world.publish(sent(parcel), version=2)
    wait_for(lambda: world.count("depot", "waiting") == 1, "parking")
    first.stop()
    world.start(Depot)
    world.publish(packed(parcel), version=1)
    assert world.wait_for_shelf(2) == [(parcel, "packed"), (parcel, "sent")]


def test_a_parked_event_whose_end_fails_goes_to_the_retry_queue(world: World) -> None:
    world.slow_retries()
    world.start(Depot)
    parcel = uuid4()
    world.stage.on("on_parcel_sent", lambda _event, tx: tx.at_end(fail_times(1), None))
    world.publish(sent(parcel), version=2)
    wait_for(lambda: world.count("depot", "waiting") == 1, "parking")
    world.publish(packed(parcel), version=1)
    wait_for(lambda: world.ready("depot.retry.5s") == 1, "the copy to be tried later")
    assert world.wait_for_shelf(1) == [(parcel, "packed")]
    wait_for(lambda: world.count("depot", "waiting") == 0, "nothing waits")  # the copy goes out before the commit


def test_a_parked_event_that_fails_is_tried_again(world: World) -> None:
    """It goes to the retry queue as any other, and its successor goes on waiting."""
    world.start(Depot)
    parcel = uuid4()
    world.stage.on("on_parcel_sent", fail_times(2))  # beside its successor, then alone
    world.publish(sent(parcel), version=3)
    world.publish(sent(parcel), version=2)
    wait_for(lambda: world.count("depot", "waiting") == 2, "parking")
    world.publish(packed(parcel), version=1)
    assert world.wait_for_shelf(3) == [(parcel, "packed"), (parcel, "sent"), (parcel, "sent")]
    assert world.stage.count("on_parcel_sent") == 4
    assert world.rows("depot", "select version from positions") == [{"version": 3}]


def test_many_parked_events_are_applied_together_but_for_one_that_fails(world: World) -> None:
    """As when an event queue is resized with a backlog: to look for each of them costs more the more there are."""
    parcels = [uuid4() for _ in range(5)]
    for parcel in parcels:
        for version in range(2, 42):
            world.publish(sent(parcel), version=version)
    world.start(Depot)
    wait_for(lambda: world.count("depot", "waiting") == 200, "parking")
    transactions, fail = [], fail_times(4)  # one more alone, and it would be a dead letter

    def act(event: ParcelSent, tx: Transaction) -> None:
        if tx not in transactions:
            transactions.append(tx)
        if event.parcel_id == parcels[0]:
            fail()

    world.stage.on("on_parcel_sent", act)
    for parcel in parcels:
        world.publish(packed(parcel), version=1)
    wait_for(lambda: world.count("depot", "waiting") == 0, "nothing waits")
    world.wait_for_shelf(205)
    assert sorted(map(world.shelf().count, [(parcel, "sent") for parcel in parcels])) == [40] * 5
    assert len(transactions) < 40


def test_a_copy_of_a_parked_event_whose_turn_has_come_waits_for_it(world: World) -> None:
    """Another replica that is given the copy finds the position held before it has moved."""
    parcel, database = uuid4(), Database(world.database("depot"))
    first, second = (Envelope.model_validate(envelope_of(sent(parcel), version)) for version in (1, 2))

    def take_copy() -> list[Admission]:
        with database.transaction() as tx:
            return admit(tx, [second])

    for envelope in (second, first):
        with database.transaction() as tx:
            admit(tx, [envelope])
    with database.transaction() as tx:
        assert take_ready(tx, "parcels", 1) == [second]
        copy = eventlet.spawn(take_copy)
        wait_for(lambda: world.blocked("depot") == 1, "the copy")
    assert copy.wait() == [Admission.STALE]
    database.close()


def test_a_parked_event_that_was_applied_by_a_copy_waits_no_longer(world: World) -> None:
    parcel = uuid4()
    first = world.start(Depot)
    world.publish(sent(parcel), version=2)
    wait_for(lambda: world.count("depot", "waiting") == 1, "parking")
    first.stop()
    position = "insert into positions (producer, aggregate, aggregate_id, version) values ('parcels', 'parcel', %s, 2)"
    world.rows(
        "depot", f"{position} on conflict (producer, aggregate, aggregate_id) do update set version = 2", (str(parcel),)
    )
    world.start(Depot)
    wait_for(lambda: world.count("depot", "waiting") == 0, "the end of waiting")
    assert world.stage.calls == []


def test_copies_in_one_batch_have_one_effect(world: World) -> None:
    """Also beside their predecessor and their successor."""
    parcel, marker, event_id = uuid4(), uuid4(), uuid4()
    world.publish(packed(parcel), version=1)
    for _ in range(3):
        world.publish(sent(parcel), version=2, id=str(event_id))
    world.publish(sent(parcel), version=3)
    world.publish(packed(marker))
    world.start(Depot)
    shelf = [(parcel, "packed"), (parcel, "sent"), (parcel, "sent"), (marker, "packed")]
    assert world.wait_for_shelf(4) == shelf
    assert world.stage.count("on_parcel_sent") == 2


def test_a_stale_event_is_ignored(world: World) -> None:
    """Another event that claims a version which was applied already."""
    world.start(Depot)
    parcel, marker = uuid4(), uuid4()
    world.publish(packed(parcel), version=1)
    world.publish(sent(parcel), version=1)
    world.publish(packed(marker))
    assert world.wait_for_shelf(2) == [(parcel, "packed"), (marker, "packed")]
    assert world.ready("dead") == 0


@pytest.mark.parametrize("unknown", ["parcel_lost", "parcel_repainted"])
def test_a_type_without_a_method_only_moves_the_order(world: World, unknown: str) -> None:
    """One that the depot has no method for, and one that its version of the contracts does not even know."""
    world.start(Depot)
    parcel = uuid4()
    world.publish(ParcelLost(parcel_id=parcel), version=1, type=unknown)
    world.publish(sent(parcel), version=2)
    assert world.wait_for_shelf(1) == [(parcel, "sent")]


def test_a_discarded_copy_moves_the_order_without_being_handled(world: World) -> None:
    world.start(Depot)
    parcel = uuid4()
    world.publish(sent(parcel), version=2)
    wait_for(lambda: world.count("depot", "waiting") == 1, "parking")
    world.publish(packed(parcel), version=1, headers={DISCARDED: True})
    assert world.wait_for_shelf(1) == [(parcel, "sent")]
    assert world.stage.count("on_parcel_packed") == 0


def test_what_an_event_causes_says_so(world: World) -> None:
    """Actor, correlation and trace go on; the causation is the event."""
    world.start(Depot)
    cause, effect, correlation = uuid4(), uuid4(), uuid4()

    def record(_event: object, tx: Transaction) -> None:
        Outbox(tx).record(packed(effect))

    world.stage.on("on_parcel_packed", record)
    event_id = world.publish(packed(cause), correlationid=str(correlation))
    world.wait_for_shelf(1)
    (row,) = world.rows("depot", "select aggregate_id, actor, correlation_id, causation_id, traceparent from outbox")
    assert list(map(str, row.values())) == [
        str(effect), "person:7", str(correlation), str(event_id), f"00-{'a' * 32}-{'b' * 16}-01",
    ]  # fmt: skip


def test_one_service_may_hear_everything(world: World) -> None:
    """Every envelope of every service, also of a type that nobody knows."""
    exchanges: dict[str, dict[str, set[str]]] = {service: {} for service in SERVICES}
    world.set_up(SHORT_MS, exchanges | {"everything": {service: {"*"} for service in SERVICES}})
    world.start(Everything)
    for source in SERVICES:
        world.publish(packed(uuid4()), exchange=f"{source}.events", source=source, type="something_new")
    wait_for(lambda: world.stage.count("on_any") == len(SERVICES), "every event")
    assert {envelope.source for _, envelope in world.stage.calls} == set(SERVICES)
