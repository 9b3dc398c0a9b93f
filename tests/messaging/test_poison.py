"""What is no event: a dead letter each, and nothing else is harmed."""

from __future__ import annotations

import json
from collections.abc import Callable
from struct import pack
from typing import Any
from uuid import uuid4

import amqp
import pytest

from tests.messaging.parcels import ParcelPacked
from tests.messaging.services import Depot
from tests.messaging.world import World, envelope_of, wait_for


def event(**changes: Any) -> bytes:
    return json.dumps(envelope_of(ParcelPacked(parcel_id=uuid4(), grams=5), **changes)).encode()


def without(*fields: str) -> bytes:
    return json.dumps({k: v for k, v in json.loads(event()).items() if k not in fields}).encode()


JUNK: dict[str, tuple[bytes, str]] = {
    "no body": (b"", "the body is not JSON"),
    "bad JSON": (b'{"id": ', "the body is not JSON"),
    "no text": (b"\xff\xfe\x00\x80", "the body is not JSON"),
    "not a number": (event(data={"grams": float("nan")}), "the body is not JSON"),
    "a number of 5000 digits": (b'{"id": ' + b"9" * 5000 + b"}", "the body is not JSON"),
    "nested 100000 deep": (b"[" * 100_000, "the body is not JSON"),
    "nested 40 deep": (b"[" * 40 + b"]" * 40, "the body is nested deeper than 32"),
    "300 kB": (b'"' + b"a" * 299_998 + b'"', "the body has 300000 bytes, more than 256000"),
    "no object": (b"[]", "the envelope is malformed: (body)"),
    "fields missing": (without("id", "actor"), "the envelope is malformed: actor, id"),
    "version 0": (event(aggregateversion=0), "the envelope is malformed: aggregateversion"),
    "another protocol": (event(specversion="2.0"), "the envelope is malformed: specversion"),
    "another source": (event(source="intake"), "an event of intake on the queue of parcels"),
    "unknown version": (event(schemaversion=99), "unknown version: parcels.parcel_packed version 99"),
    "data of another shape": (event(data={"grams": "many"}), "parcel_packed is malformed: grams, parcel_id"),
}


@pytest.mark.parametrize("start", [0, 5, 10])
def test_junk_becomes_dead_letters_and_its_neighbours_are_handled(world: World, start: int) -> None:
    """Each with its reason, which quotes nothing of the body; the service goes on."""
    container = world.start(Depot)
    chosen = list(JUNK.values())[start : start + 5]
    good = []
    for body, _ in chosen:
        world.send(body)
        good.append(uuid4())
        world.publish(ParcelPacked(parcel_id=good[-1], grams=5))
    assert world.wait_for_shelf(len(chosen)) == [(parcel, "packed") for parcel in good]
    assert world.dead(len(chosen)) == [("depot.parcels", reason) for _, reason in chosen]
    container.stop()
    assert world.ready("depot.parcels") == 0
    container.wait()  # raises what killed it


HEADERS: dict[str, dict[str, Any]] = {
    "of nameko": {"nameko.call_id_stack": 5},
    "an attempt that is no number": {"x-attempt": "many"},
    "an attempt below one": {"x-attempt": -1},
    "an attempt that is true": {"x-attempt": True},
    "a table": {"x-attempt": {"a": [1, {"b": None}]}, "x-queue": ["a"], "x-reason": 5},
    "one of ours that is very long": {"x-first-failed-at": "9" * 100_000},
    "a date of year 10000": {"x-first-failed-at": "10000-01-01"},
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_odd_headers_harm_nothing(world: World, headers: dict[str, Any]) -> None:
    """Whether the event is handled or becomes a dead letter."""
    world.start(Depot)
    parcel = uuid4()
    world.publish(ParcelPacked(parcel_id=parcel, grams=5), headers=headers)
    world.send(b"junk", headers=headers)
    assert world.wait_for_shelf(1) == [(parcel, "packed")]
    assert world.dead() == [("depot.parcels", "the body is not JSON")]


class Raw(amqp.Message):
    """A message whose properties are these very bytes."""

    raw = b""

    def _serialize_properties(self) -> bytes:
        return self.raw


def table(value: bytes) -> bytes:
    """The property `headers` alone, with one entry."""
    entry = b"\x01k" + value
    return pack(">HI", 0x2000, len(entry)) + entry


UNREADABLE: dict[str, Callable[[], bytes]] = {
    "a time beyond all calendars": lambda: table(b"T" + b"\xff" * 8),
    "a message id that is no text": lambda: pack(">HB", 0x0080, 2) + b"\xff\xfe",
    "a table 2000 deep": lambda: table(nested(2000)),
}


def nested(depth: int) -> bytes:
    value = b"F\x00\x00\x00\x00"
    for _ in range(depth):
        entry = b"\x01k" + value
        value = b"F" + pack(">I", len(entry)) + entry
    return value


@pytest.mark.parametrize("properties", UNREADABLE.values(), ids=UNREADABLE)
def test_properties_that_cannot_be_read_end_in_the_dead_letters(world: World, properties: Callable[[], bytes]) -> None:
    """By the broker's delivery limit, since no message can be acked that was not understood; its neighbours are
    handled and the service goes on."""
    container = world.start(Depot)
    before, after = uuid4(), uuid4()
    world.publish(ParcelPacked(parcel_id=before, grams=5))
    message = Raw(b"junk", delivery_mode=2)
    message.raw = properties()
    world.channel.basic_publish_confirm(message, "", "depot.parcels")
    world.publish(ParcelPacked(parcel_id=after, grams=5))
    assert world.wait_for_shelf(2) == [(before, "packed"), (after, "packed")]
    wait_for(lambda: world.ready("dead") == 1, "the dead letter")
    container.stop()
    container.wait()
    assert world.ready("depot.parcels") == 0
