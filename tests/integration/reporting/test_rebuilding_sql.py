"""The read models are made anew from the event log: the same rows, whatever had happened to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import psycopg2
import pytest

from services.reporting import rebuilding
from services.reporting.auditing import list_logged_events
from services.reporting.rebuilt import Rebuilt
from services.reporting.recording import read_arrival, record_events
from services.reporting.repository import Repository
from shared.contracts.envelope import Envelope
from shared.contracts.errors import Refusal
from shared.contracts.intake import ApplicationWithdrawn
from shared.contracts.reporting import ListLoggedEvents, StartRebuild
from shared.storage.database import Database, Transaction
from shared.storage.migrations import owner_url
from tests.support.foundations import Foundations
from tests.unit.eligibility.fake_eligibility import submitted

CODES = [f"AAAAAAAA{n:02}" for n in range(7)]


@pytest.fixture
def url(foundations: Foundations) -> Iterator[str]:
    made = foundations.database_of("reporting")
    yield made
    foundations.give_back(made)


@pytest.fixture
def database(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """With an event log of seven applications, one of them withdrawn, read in parts of three."""
    monkeypatch.setattr(rebuilding, "BATCH", 3)
    made = Database(url)
    for code in CODES:
        record(made, envelope_of(submitted(code)))
    gone = submitted(CODES[3])
    withdrawn = ApplicationWithdrawn(
        application_id=gone.application_id, code=gone.code, call=gone.call, withdrawn_at=datetime.now(UTC)
    )
    record(made, envelope_of(withdrawn, version=2))
    yield made
    made.close()


def envelope_of(event: Any, version: int = 1) -> Envelope:
    return Envelope(
        id=uuid4(), source=event.producer, type=event.type, time=datetime.now(UTC), subject=str(event.aggregate_id),
        schemaversion=1, aggregate=event.aggregate, aggregateid=event.aggregate_id, aggregateversion=version,
        correlationid=event.aggregate_id, actor="test", traceparent="00-" + "a" * 32 + "-" + "b" * 16 + "-01",
        data=event.model_dump(mode="json"),
    )  # fmt: skip


def record(database: Database, envelope: Envelope) -> None:
    with database.transaction() as tx:
        record_events([read_arrival(envelope)], Repository(tx))


def run(database: Database, work: Callable[[Transaction], Any]) -> Any:
    with database.transaction() as tx:
        return work(tx)


def rebuild(database: Database, *, swap: bool = True) -> dict[str, int] | None:
    run(database, lambda tx: rebuilding.start_rebuild(StartRebuild(swap=swap), Rebuilt(tx)))
    while continued(database):
        pass
    differences: dict[str, int] | None = run(database, lambda tx: Rebuilt(tx).get_last_rebuild()).differences
    return differences


def continued(database: Database) -> bool:
    """As the service does."""
    with database.transaction(gathers_rows=True) as tx:
        return rebuilding.continue_rebuild(Rebuilt(tx))


def read_models(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    tables = run(database, lambda tx: tx.all("select tablename from pg_tables where schemaname = 'rebuilt'"))
    return {
        row["tablename"]: sorted(
            map(repr, run(database, lambda tx, t=row["tablename"]: tx.all(f"select * from public.{t}")))  # noqa: S608
        )
        for row in tables
    }


def test_what_is_right_stays_as_it_is(database: Database) -> None:
    before = read_models(database)
    assert rebuild(database) == {}
    assert read_models(database) == before
    assert len(before["applications"]) == 7
    assert len(before["application_states"]) == 8


def test_what_was_lost_changed_or_added_is_put_right(database: Database) -> None:
    before = read_models(database)
    run(database, lambda tx: tx.execute("update applications set city = 'Elsewhere' where code = %s", (CODES[0],)))
    run(database, lambda tx: tx.execute("delete from application_states where call = '2027'"))
    run(
        database,
        lambda tx: tx.execute(
            "insert into applications (application_id, code, call) values (%s, 'X', 'Y')", (uuid4(),)
        ),
    )
    assert rebuild(database, swap=False) == {"application_states": 8, "applications": 3}
    assert read_models(database) != before
    assert rebuild(database) == {"application_states": 8, "applications": 3}
    assert read_models(database) == before


def test_what_comes_in_meanwhile_is_in_it(database: Database) -> None:
    run(database, lambda tx: rebuilding.start_rebuild(StartRebuild(), Rebuilt(tx)))
    assert run(database, lambda tx: rebuilding.continue_rebuild(Rebuilt(tx)))
    record(database, envelope_of(submitted("AAAAAAAA99")))
    while run(database, lambda tx: rebuilding.continue_rebuild(Rebuilt(tx))):
        pass
    last = run(database, lambda tx: Rebuilt(tx).get_last_rebuild())
    assert (last.done, last.differences) == (9, {})
    assert last.finished_at is not None


def test_what_comes_in_before_the_end_is_in_it(database: Database) -> None:
    """Between the last part and the moment from which nothing is recorded."""

    def finish(tx: Transaction) -> None:
        running = Rebuilt(tx).find_running()
        assert running is not None
        rebuilding.finish_rebuild(running, Rebuilt(tx))

    run(database, lambda tx: rebuilding.start_rebuild(StartRebuild(), Rebuilt(tx)))
    run(database, finish)
    assert run(database, lambda tx: Rebuilt(tx).get_last_rebuild()).differences == {}


def test_one_rebuild_at_a_time(database: Database) -> None:
    run(database, lambda tx: rebuilding.start_rebuild(StartRebuild(), Rebuilt(tx)))
    with pytest.raises(Refusal) as refusal:
        run(database, lambda tx: rebuilding.start_rebuild(StartRebuild(), Rebuilt(tx)))
    assert refusal.value.code == "rebuild_running"


def test_without_a_rebuild_there_is_nothing_to_do(database: Database) -> None:
    assert run(database, lambda tx: rebuilding.continue_rebuild(Rebuilt(tx))) is False
    with pytest.raises(Refusal) as refusal:
        run(database, lambda tx: rebuilding.get_rebuild(Rebuilt(tx)))
    assert refusal.value.code == "not_found"


def test_every_read_model_has_its_twin(database: Database) -> None:
    """A table but the event log, webhooks', saved views and the kernel's is a read model; its migration says so."""
    columns = "select table_name, column_name, data_type from information_schema.columns where table_schema = %s"
    twins = run(database, lambda tx: tx.all(columns, ("rebuilt",)))
    others = {
        "outbox", "streams", "positions", "waiting", "command_log", "periodic", "replays", "event_log",
        "rebuilds", "erasures", "retentions", "reminders_told", "partitions",
        "webhooks", "webhook_secrets", "webhook_deliveries", "cells", "tallies_by_kind", "saved_views",
    }  # fmt: skip
    own = run(database, lambda tx: tx.all(columns, ("public",)))
    expected = [row for row in own if row["table_name"] not in others and "yoyo" not in row["table_name"]]
    assert sorted(map(repr, twins)) == sorted(map(repr, expected))


def test_a_twin_has_the_indexes_that_projections_need(database: Database) -> None:
    """Whatever is unique, and what says that it is for them; each other one would be kept up for nobody."""
    indexes = "select replace(indexdef, schemaname || '.', '') as made from pg_indexes where schemaname = %s"
    twins, own = (
        {row["made"] for row in run(database, lambda tx, s=schema: tx.all(indexes, (s,)))}
        for schema in ("rebuilt", "public")
    )
    of_models = {one for one in own if any(f" ON {name} " in one for name in read_models(database))}
    unique = {one for one in of_models if one.startswith("CREATE UNIQUE")}
    assert unique < twins < of_models
    assert twins - unique == {"CREATE INDEX work_of_aggregate ON work USING btree (aggregate_id)"}


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("update event_log set actor = actor", None),
        ("update event_log set envelope = jsonb_set(envelope, '{actor}', '\"nobody\"') where seq = 5", 5),
        ("delete from event_log where seq = 4", 5),
        ("update event_log set recorded_at = recorded_at + interval '1 us' where seq = 8", 8),
        ("delete from event_log where seq = 8", None),
    ],
)
def test_what_was_tampered_with_breaks_the_chain(
    database: Database,
    url: str,
    foundations: Foundations,
    tampering: str,
    broken_at: int | None,
) -> None:
    """But for a tail that was cut off: that one the outboxes tell."""
    owner = psycopg2.connect(owner_url(foundations.database_admin, url))
    with owner, owner.cursor() as cursor:
        cursor.execute(tampering)
    owner.close()
    found: list[int | None] = []
    after: int | None = 0
    while after is not None:
        part = run(database, lambda tx, a=after: list_logged_events(ListLoggedEvents(after=a, limit=3), Repository(tx)))
        found.append(part.broken_at)
        after = part.next
    assert next((seq for seq in found if seq is not None), None) == broken_at


def test_the_service_cannot_tamper_with_the_event_log(database: Database) -> None:
    for statement in ("update event_log set actor = 'x'", "delete from event_log"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            run(database, lambda tx, s=statement: tx.execute(s))
