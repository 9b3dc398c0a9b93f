"""Recording on a real PostgreSQL: what is hashed is what is read back, and a batch leaves what single events leave."""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from services.reporting.event_chain import Entry, find_broken
from services.reporting.recording import read_arrival
from services.reporting.service import record_events
from shared.contracts import cohort, eligibility, intake
from shared.contracts.envelope import Envelope
from shared.storage.database import Database, Row
from tests.support.foundations import Foundations
from tests.unit.reporting.city_events import life
from tests.unit.reporting.fakes import (
    advanced,
    anonymised,
    asked,
    attended,
    checked,
    coach_assigned,
    convened,
    decided,
    envelope_of,
    held,
    minutes,
    people,
    read,
    restored,
    sent,
    session,
    started,
    status_changed,
    submitted,
    undone,
    withdrawn,
)
from tests.unit.reporting.test_work import LIVES

READ_MODELS = {
    "applications": "application_id",
    "application_states": "application_id, recorded_at",
    "participations": "application_id",
    "participation_phases": "application_id, recorded_at",
    "review_requests": "application_id, reviewer_id, recorded_at",
    "attendances": "application_id, gathering_id, role, recorded_at",
    "audit_trail": "recorded_at",
    "readers": "application_id, part",
    "work": "kind, key",
    "searched": "application_id",
    "facts": "application_id, kind, key, recorded_at",
    "stays": "application_id, since, state, recorded_at",
}


FOREVER = 9999  # the year in which what is known still ends


class Store:
    def __init__(self, url: str) -> None:
        self.database = Database(url)

    @classmethod
    def over(cls, database: Database) -> Store:
        made = cls.__new__(cls)
        made.database = database
        return made

    def record(self, envelopes: Sequence[Envelope]) -> None:
        """In one transaction, as the consumer takes in a batch."""
        with self.database.transaction() as tx:
            for envelope in envelopes:
                tx.at_end(record_events, read_arrival(envelope))

    def rows(self, sql: str) -> list[Row]:
        with self.database.transaction() as tx:
            return tx.all(sql)

    def entries(self) -> list[Entry]:
        rows = self.rows("select seq, recorded_at, envelope, previous_hash, hash from event_log order by seq")
        return [
            Entry(row["seq"], row["recorded_at"], row["envelope"], bytes(row["previous_hash"]), bytes(row["hash"]))
            for row in rows
        ]

    def read_models(self) -> dict[str, list[Row]]:
        """Without the moments of recording, of which two runs have different ones."""
        found = {table: self.rows(f"select * from {table} order by {key}") for table, key in READ_MODELS.items()}  # noqa: S608
        return {table: [without_moments(row) for row in rows] for table, rows in found.items()}


def without_moments(row: Row) -> Row:
    """Of a row that is known no more, that it is not."""
    ended = {"until": row["until"].year < FOREVER} if "until" in row else {}
    return row | {"recorded_at": None} | ended


@pytest.fixture
def stores(foundations: Foundations) -> Iterator[tuple[Store, Store]]:
    urls = [foundations.database_of("reporting") for _ in range(2)]
    one, other = map(Store, urls)
    yield one, other
    for store, url in zip((one, other), urls, strict=True):
        store.database.close()
        foundations.give_back(url)


def history() -> list[Envelope]:
    """Two cities, one that withdraws and submits again, one that takes part; the check once before its submission."""
    events = [
        submitted(), checked("B"), checked(), submitted("B"), withdrawn("B"), submitted("B", version=2), decided(),
        sent(), started(), started("C"), advanced(), status_changed("paused"), held("absent"), attended("present"),
        convened("attended"), convened("excused", "chief_of_staff"), undone(), session(cohort.SessionReopened),
        asked(eligibility.ReviewAssigned), asked(eligibility.ReviewUnassigned),
        asked(eligibility.ReviewDeclared, "B", conflict="declared"), restored("B"), anonymised("B"), anonymised(),
        read("local-admin"), read("local-admin", code="B", kind="denied", result="forbidden"),
        read("local-admin", kind="erase"),
        people(intake.ApplicationPeopleChanged, 7, 8), people(cohort.CityPeopleChanged, 8), coach_assigned(9),
        people(intake.ApplicationPeopleChanged, 8), coach_assigned(10), *life("C")[1:],
        *(event for begun, _ in LIVES.values() for event in (begun, begun)), *(ends[0] for _, ends in LIVES.values()),
        *(begun for begun, _ in LIVES.values()),
    ]  # fmt: skip
    return [envelope_of(event, time=minutes(number)) for number, event in enumerate(events)]


@pytest.mark.parametrize("size", [2, 3, 100])
def test_a_batch_leaves_the_read_models_that_single_events_leave(stores: tuple[Store, Store], size: int) -> None:
    one_by_one, together = stores
    envelopes = history()
    for envelope in envelopes:
        one_by_one.record([envelope])
    for batch in batches(envelopes, size):
        together.record(batch)
    assert together.read_models() == one_by_one.read_models()
    assert [entry.envelope for entry in together.entries()] == [entry.envelope for entry in one_by_one.entries()]
    assert find_broken(together.entries()) is None
    assert find_broken(one_by_one.entries()) is None


def batches(envelopes: Sequence[Envelope], size: int) -> Iterator[Sequence[Envelope]]:
    return (envelopes[first : first + size] for first in range(0, len(envelopes), size))


def test_each_entry_is_recorded_later_than_the_one_before(stores: tuple[Store, Store]) -> None:
    store, _ = stores
    for batch in batches(history(), 4):
        store.record(batch)
    moments = [entry.recorded_at for entry in store.entries()]
    assert moments == sorted(set(moments))


def test_any_number_is_hashed_as_it_is_read_back(stores: tuple[Store, Store]) -> None:
    store, _ = stores
    values: list[Any] = [
        0.0,
        -0.0,
        1e16,
        1e-7,
        1.5e300,
        5e-324,
        2**70,
        -1,
        0.1,
        1e22,
        123456789.125,
        [1e5, {"a": -0.0}],
    ]
    store.record([envelope_of(submitted(), type="measured", data={"values": values + some_floats(300)})])
    assert find_broken(store.entries()) is None


def some_floats(count: int) -> list[float]:
    """Of every size: any 64 bits that are a finite number."""
    bits = random.Random(4)
    found = (struct.unpack("<d", bits.randbytes(8))[0] for _ in range(count))
    return [value for value in found if math.isfinite(value)]


def test_texts_of_any_kind_are_hashed_as_they_are_read_back(stores: tuple[Store, Store]) -> None:
    store, _ = stores
    texts = ["", "\\u0000", '"', "\\", "é\u2028\U0001f600", "\x01\x7f", "%s %(a)s", "{}", "'", ";"]
    store.record([envelope_of(submitted(), type="said", data={"texts": texts, "%": dict.fromkeys(texts, 1)})])
    assert find_broken(store.entries()) is None
