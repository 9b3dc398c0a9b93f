"""What Prometheus is told of a service: how its methods ended, retries, burials, and what stands in its tables."""

from __future__ import annotations

from uuid import uuid4

from prometheus_client import REGISTRY, CollectorRegistry

from shared.contracts.errors import Refusal
from shared.messaging.retry import Permanent
from shared.runtime.metrics import Standing, outcome_of
from tests.messaging.parcels import ParcelPacked
from tests.messaging.services import Depot
from tests.messaging.world import World, fail_times, wait_for

UNTOLD = """
insert into outbox (event_id, aggregate, aggregate_id, aggregate_version, type, schema_version, payload, actor,
                    correlation_id, traceparent, created_at)
values (gen_random_uuid(), 'parcel', gen_random_uuid(), 1, 'parcel_lost', 1, '{}', 'tests', gen_random_uuid(), '',
        now() - interval '1 minute')
"""


def sample(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def handled(outcome: str) -> float:
    return sample("alliance_handled_seconds_count", method="on_parcel_packed", outcome=outcome)


def test_methods_are_counted_by_how_they_ended(world: World) -> None:
    done, failed = handled("done"), handled("failed")
    retried, buried = (sample(f"alliance_events_{kind}_total", queue="depot.parcels") for kind in ("retried", "buried"))
    world.start(Depot)
    world.publish(ParcelPacked(parcel_id=uuid4(), grams=1))
    world.wait_for_shelf(1)
    assert (handled("done"), handled("failed")) == (done + 1, failed)

    for error in (ValueError("once"), Permanent("never again")):
        world.stage.on("on_parcel_packed", fail_times(1, error))
        world.publish(ParcelPacked(parcel_id=uuid4(), grams=1))
        wait_for(lambda: handled("failed") > failed, "a failure")
    wait_for(lambda: sample("alliance_events_buried_total", queue="depot.parcels") == buried + 1, "a burial")
    wait_for(lambda: sample("alliance_events_retried_total", queue="depot.parcels") == retried + 1, "a retry")
    assert handled("failed") >= failed + 2


def test_a_refusal_is_no_failure() -> None:
    assert [outcome_of(one) for one in (None, Refusal("not_found"), ValueError())] == ["done", "refused", "failed"]


def test_what_was_not_told_yet_is_read_when_it_is_asked_for(world: World) -> None:
    container = world.container(Depot)  # not started: nothing publishes
    registry = CollectorRegistry()
    registry.register(Standing(container.database))
    assert registry.get_sample_value("alliance_outbox_unpublished") == 0
    world.rows("depot", UNTOLD)  # as a transaction that is over leaves it
    assert registry.get_sample_value("alliance_outbox_unpublished") == 1
    assert (registry.get_sample_value("alliance_outbox_oldest_seconds") or 0) >= 60
    with world.database_down("depot"):
        assert registry.get_sample_value("alliance_outbox_unpublished") is None
        assert registry.get_sample_value("alliance_database_connections_in_use") == 0
