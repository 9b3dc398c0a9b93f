"""Traces reach a collector, span by span; one that is down, slow or refuses holds nothing up and loses no event."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from uuid import UUID, uuid4

import eventlet
import pytest
from prometheus_client import REGISTRY

from shared.contracts.errors import Refusal
from shared.messaging.cause import Cause, bind_cause, new_traceparent
from shared.messaging.outbox import Outbox
from shared.runtime import otlp, tracing
from shared.runtime.settings import Settings
from tests.messaging.parcels import BurnParcel, PackParcel, Parcel, ParcelPacked
from tests.messaging.services import Depot, Parcels
from tests.messaging.world import ALWAYS, Gate, World, fail_times, wait_for
from tests.support.collector import Collector, Told, collecting
from tests.support.ports import free_port

SERVER, CLIENT, PRODUCER, CONSUMER = 2, 3, 4, 5
SECRET = "canary-mayor@city.example"


@contextmanager
def telling(endpoint: str, share: str = "1") -> Iterator[None]:
    tracing.begin(Settings("parcels", {"OTLP_ENDPOINT": endpoint, "OTLP_SHARE": share}))
    try:
        yield
    finally:
        tracing.end()


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    monkeypatch.setattr(otlp, "DELAY_MS", 50)
    with collecting() as found:
        yield found


@pytest.fixture
def told(collector: Collector) -> Iterator[Collector]:
    with telling(collector.address):
        yield collector


def pack(world: World, parcel_id: UUID, cause: Cause | None = None) -> Parcel:
    """As the portal does: under a span of its own."""

    def call() -> Parcel:
        with tracing.work("portal", "request", "server", cause or Cause("portal", new_traceparent())) as own:
            bind_cause(own)
            return world.client().call(PackParcel(parcel_id=parcel_id, grams=5))

    return copy_context().run(call)


def spans_of(collector: Collector, trace: str, count: int) -> dict[str, Told]:
    """By name and kind, waited for."""

    def found() -> list[Told]:
        return [span for span in collector.spans if span.trace == trace]

    wait_for(lambda: len(found()) >= count, f"{count} spans, of {found()}")
    assert len(found()) == count
    return {f"{span.kind} {span.name}": span for span in found()}


def test_a_request_its_event_and_what_hears_it_are_one_trace(world: World, told: Collector) -> None:
    world.start(Parcels)
    world.start(Depot)
    tap, parcel_id, cause = world.tap(), uuid4(), Cause("portal", new_traceparent())
    pack(world, parcel_id, cause)
    world.wait_for_shelf(1)
    spans = spans_of(told, cause.traceparent[3:35], 5)
    page, call = spans[f"{SERVER} portal request"], spans[f"{CLIENT} parcels pack_parcel"]
    work, sent = spans[f"{SERVER} parcels pack_parcel"], spans[f"{PRODUCER} send parcel_packed"]
    heard = spans[f"{CONSUMER} depot on_parcel_packed"]
    assert [one.before for one in (page, call, work, sent, heard)] == ["", page.id, call.id, work.id, sent.id]
    assert {one.about[tracing.CORRELATION] for one in (work, sent, heard)} == {str(parcel_id)}
    (message,) = world.take_all(tap, 1)
    assert message.headers["traceparent"].split("-")[1:3] == [page.trace, sent.id]
    envelope = json.loads(message.body)
    assert envelope["traceparent"].split("-")[1:3] == [page.trace, work.id]
    assert sent.about["messaging.message.id"] == envelope["id"]


def test_what_is_published_late_belongs_to_the_trace_that_recorded_it(world: World, told: Collector) -> None:
    parcels, cause = world.container(Parcels), Cause("person:7", new_traceparent())  # nobody publishes yet

    def record() -> None:
        with tracing.work("parcels", "pack_parcel", "server", cause) as own, parcels.database.transaction() as tx:
            bind_cause(own)
            Outbox(tx).record(ParcelPacked(parcel_id=uuid4(), grams=5))

    copy_context().run(record)
    world.start(Depot)
    world.start(Parcels)
    spans = spans_of(told, cause.traceparent[3:35], 3)
    work, sent = spans[f"{SERVER} parcels pack_parcel"], spans[f"{PRODUCER} send parcel_packed"]
    assert (sent.before, spans[f"{CONSUMER} depot on_parcel_packed"].before) == (work.id, sent.id)


def test_a_span_says_what_went_wrong_and_quotes_nothing(world: World, told: Collector) -> None:
    world.start(Parcels)
    world.start(Depot)
    world.stage.on("on_parcel_packed", fail_times(ALWAYS, ValueError(SECRET)))
    cause = Cause("portal", new_traceparent())
    pack(world, uuid4(), cause)
    wait_for(lambda: told.named("depot on_parcel_packed"), "a failure")
    failure = told.named("depot on_parcel_packed")[0]
    assert (failure.failed, failure.about["error.type"]) == (True, "ValueError")
    assert not any(SECRET in span.text or "person" in span.text for span in told.spans)


def test_a_refusal_is_told_by_its_code_and_is_no_failure(world: World, told: Collector) -> None:
    world.start(Parcels)
    cause = Cause("portal", new_traceparent())

    def call() -> None:
        with tracing.work("portal", "request", "server", cause) as own, pytest.raises(Refusal):
            bind_cause(own)
            world.client().call(BurnParcel(parcel_id=uuid4()))

    copy_context().run(call)
    spans = spans_of(told, cause.traceparent[3:35], 3)  # nothing worked; the third is that the denial is recorded
    asked = spans[f"{CLIENT} parcels burn_parcel"]
    assert (asked.about[tracing.REFUSED], asked.failed) == ("forbidden", False)


def test_what_nobody_asked_to_be_told_of_has_no_spans(world: World, told: Collector) -> None:
    world.start(Parcels)
    world.start(Depot)
    quiet = Cause("portal", f"{new_traceparent()[:-2]}00")
    pack(world, uuid4(), quiet)  # who began this trace says that it is not for collectors
    world.client().call(PackParcel(parcel_id=uuid4(), grams=5))  # periodic work asks so: no span was before
    pack(world, uuid4())
    world.wait_for_shelf(3)
    wait_for(lambda: told.named("depot on_parcel_packed"), "the last one's spans")
    assert len({span.trace for span in told.spans}) == 1


def test_of_many_traces_a_share_is_told_whole(world: World, collector: Collector) -> None:
    with telling(collector.address, share="0"):
        world.start(Parcels)
        world.start(Depot)
        pack(world, uuid4())
        world.wait_for_shelf(1)
    assert collector.spans == []


@pytest.mark.parametrize("kind", ["down", "slow", "refusing"])
def test_a_collector_that_does_not_take_them_holds_nothing_up(world: World, collector: Collector, kind: str) -> None:
    gate, asked = Gate(), []

    def answer() -> int:
        asked.append(kind)
        if kind == "slow":
            gate.wait()
        return 400

    collector.answer = answer
    endpoint = f"http://127.0.0.1:{free_port()}" if kind == "down" else collector.address
    with telling(endpoint):
        world.start(Parcels)
        world.start(Depot)
        parcels = [uuid4() for _ in range(20)]
        for parcel_id in parcels:
            pack(world, parcel_id)
        assert {parcel_id for parcel_id, _ in world.wait_for_shelf(len(parcels))} == set(parcels)
    assert bool(asked) == (kind != "down")
    assert collector.spans == []
    gate.open()


def test_what_waits_for_a_collector_has_a_bound(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest are kept, and what was lost is counted."""
    monkeypatch.setattr(otlp, "QUEUED_MOST", 2 * otlp.BATCH)
    gate, held = Gate(), []

    def answer() -> int:
        held.append(True)
        gate.wait()
        return 200

    collector.answer = answer
    before = REGISTRY.get_sample_value("alliance_spans_total", {"step": "taken"}) or 0
    tracing.begin(Settings("parcels", {"OTLP_ENDPOINT": collector.address}))
    for number in range(10 * otlp.BATCH):
        with tracing.work("test", str(number), "server", Cause("portal", new_traceparent())):
            pass
        if number == otlp.BATCH:
            wait_for(lambda: held, "a first batch under way")
    gate.open()
    wait_for(lambda: collector.named(f"test {10 * otlp.BATCH - 1}"), "the newest")
    tracing.end()
    assert len(collector.spans) <= otlp.BATCH + otlp.QUEUED_MOST
    taken = (REGISTRY.get_sample_value("alliance_spans_total", {"step": "taken"}) or 0) - before
    assert taken == len(collector.spans)
    eventlet.sleep(0)
