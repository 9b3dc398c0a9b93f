"""A backlog, made at once: events of as many applications, in the shape that Alliance's intake or a peer's sends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from benchmarks.work.documents import document
from benchmarks.work.model import Application
from benchmarks.work.stages import Event, store
from shared.contracts.application import EligibilityFacts
from shared.contracts.envelope import Envelope
from shared.contracts.events import Event as AllianceEvent
from shared.contracts.intake import ApplicationSubmitted, CallOpened, PlannedCohort
from shared.contracts.named import id_of_name
from shared.contracts.people import PersonRef
from shared.messaging.broker import connect, drop
from shared.messaging.names import AGGREGATE_ID
from shared.messaging.publisher import Outgoing, Publisher
from shared.messaging.wire import write_json

BATCH = 500
EXCHANGE = "intake.events"


def submitted(count: int, series: str) -> Iterator[Event]:
    """As a peer's intake tells it."""
    for number in range(count):
        yield store(Application.model_validate(document(number, series)))[1]


def for_peer(event: Event) -> Outgoing:
    return Outgoing(str(uuid4()), EXCHANGE, "application_submitted", json.dumps(event).encode())


def for_keeping_peer(event: Event) -> Outgoing:
    """As the relay of a peer that keeps sends it."""
    row = {"event_id": str(uuid4()), "producer": "intake", "type": "application_submitted", "version": 1}
    told = row | {"aggregate_id": event["application_id"], "payload": event}
    return Outgoing(str(uuid4()), EXCHANGE, "application_submitted", json.dumps(told).encode())


def for_alliance(event: Event) -> Outgoing:
    """The same application, as Alliance's intake tells it: its envelope, with the facts that are checked."""
    original = document(0, "any")
    told = ApplicationSubmitted(
        application_id=UUID(event["application_id"]), code=event["code"], call=event["call"], version=1,
        city=event["city"], admin_area=event["admin_area"], country=event["country"], time_zone=original["time_zone"],
        language=event["language"], resident_outcomes=tuple(original["resident_outcomes"]),
        facts=EligibilityFacts(
            country=event["country"], city=event["city"], residents=event["residents"],
            population_year=event["population_year"], population_official=False,
            mayor_term_starts_on=original["mayor"]["term_starts_on"], mayor_term_ends_on=event["term_ends_on"],
        ),
        eligibility_as_of=datetime.now(UTC).date(),
        contacts=(
            PersonRef(ref=event["recipient"], role="mayors_office", language=event["language"]),
            PersonRef(ref=f"intake:{uuid4()}", role="team_lead", language=event["language"]),
        ),
        primary_contact=event["recipient"], submitted_at=datetime.now(UTC), notify=True,
    )  # fmt: skip
    return enveloped(told)


def call_opened(call: str) -> Outgoing:
    return enveloped(
        CallOpened(
            call_id=id_of_name(call), call=call, title="A call", opens_at=datetime(2026, 1, 1, tzinfo=UTC),
            closes_at=datetime(2030, 1, 1, tzinfo=UTC), time_zone="America/New_York", capacity=20,
            eligibility_as_of=datetime.now(UTC).date(), offer_reply_days=14,
            cohort=PlannedCohort(id="bench-cohort", name="A cohort", starts_on=datetime(2030, 2, 1, tzinfo=UTC).date()),
        )
    )  # fmt: skip


def enveloped(event: AllianceEvent) -> Outgoing:
    envelope = Envelope(
        id=uuid4(), source=event.producer, type=event.type, time=datetime.now(UTC), subject=str(event.aggregate_id),
        schemaversion=event.schema_version, aggregate=event.aggregate, aggregateid=event.aggregate_id,
        aggregateversion=1, correlationid=event.aggregate_id, actor="person:1",
        traceparent="00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01", data=event.model_dump(mode="json"),
    )  # fmt: skip
    headers = {AGGREGATE_ID: str(envelope.aggregateid)}
    return Outgoing(str(envelope.id), EXCHANGE, event.type, write_json(envelope.model_dump(mode="json")), headers)


def publish(uri: str, messages: Iterator[Outgoing]) -> None:
    """Each confirmed by the broker, in batches."""
    publisher = Publisher(uri, "bench backlog")
    try:
        while batch := list(islice(messages, BATCH)):
            if publisher.publish(batch):
                raise LookupError("no queue is bound for the backlog")
    finally:
        publisher.close()


def declare_queue(uri: str, queue: str, key: str, *, keeps_order: bool) -> None:
    """As the peers declare theirs, so that a backlog can wait there before they start."""
    arguments: dict[str, Any] = {"x-queue-type": "quorum"}
    if keeps_order:
        arguments["x-single-active-consumer"] = True
    connection = connect(uri, "bench")
    try:
        channel = connection.channel()
        channel.exchange_declare(EXCHANGE, "topic", durable=True, auto_delete=False)
        channel.queue_declare(queue, durable=True, auto_delete=False, arguments=arguments)
        channel.queue_bind(queue, EXCHANGE, key)
    finally:
        drop(connection)
