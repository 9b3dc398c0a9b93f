"""What a transaction leaves for later is done in its place, or not at all."""

from __future__ import annotations

import faulthandler
import os
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg2
import pytest
from psycopg2.errors import NotNullViolation
from psycopg2.extensions import connection, cursor

from shared.messaging.command_log import CommandLog
from shared.storage import behind
from shared.storage.database import CutOff, Database, Transaction
from tests.messaging.world import World

PUT = "insert into shelf (parcel_id, what) values (%s, %s)"
RENAME = "update shelf set what = %s where parcel_id = %s"


#: Each takes less than a second. Two that use one connection at once wait for each other in the library, where no green
#: thread gets a turn: then the process ends, and says where it stood.
LIMIT_S = 60


@pytest.fixture
def database(world: World, request: pytest.FixtureRequest) -> Iterator[Database]:
    made = Database(world.database("depot"))
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        seen = os.dup(2)
    faulthandler.dump_traceback_later(LIMIT_S, exit=True, file=seen)
    yield made
    made.close()
    faulthandler.cancel_dump_traceback_later()
    os.close(seen)


def test_what_is_left_for_later_is_done_in_its_place(world: World, database: Database) -> None:
    first, second = uuid4(), uuid4()
    with database.transaction() as tx:
        tx.later(PUT, (first, "a"))
        tx.later(RENAME, ("b", first))
        tx.later(PUT, (second, "a"))
        assert tx.one("select count(*) as n from shelf where what = 'a'") == {"n": 1}
        tx.later(RENAME, ("c", first))
        assert tx.execute(RENAME, ("d", second)) == 1
        tx.later(RENAME, ("%s e", first))
    assert world.shelf() == [(first, "%s e"), (second, "d")]


def test_what_is_left_for_later_is_undone_with_its_transaction(world: World, database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction() as tx:
        tx.later(PUT, (uuid4(), "a"))
        tx.at_end(put_all, uuid4())
        raise RuntimeError
    assert world.shelf() == []


def test_a_savepoint_undoes_what_was_left_within_it_alone(world: World, database: Database) -> None:
    before, within, ending_before, ending_within = (uuid4() for _ in range(4))
    with database.transaction() as tx:
        tx.later(PUT, (before, "a"))
        tx.at_end(put_all, ending_before)
        with pytest.raises(RuntimeError), tx.savepoint():
            tx.later(PUT, (within, "a"))
            tx.at_end(put_all, ending_within)
            raise RuntimeError
    assert world.shelf() == [(before, "a"), (ending_before, "at the end")]


def test_a_savepoint_catches_what_fails_later(world: World, database: Database) -> None:
    parcel = uuid4()
    with database.transaction() as tx:
        with pytest.raises(NotNullViolation), tx.savepoint():
            tx.later(PUT, (None, "a"))
        tx.later(PUT, (parcel, "a"))
    assert world.shelf() == [(parcel, "a")]


def test_a_failure_at_the_commit_undoes_all(world: World, database: Database) -> None:
    with pytest.raises(NotNullViolation), database.transaction() as tx:
        tx.execute(PUT, (uuid4(), "a"))
        tx.later(PUT, (None, "a"))
    assert world.shelf() == []


def test_an_ending_runs_once_with_every_item(world: World, database: Database) -> None:
    parcels = [uuid4(), uuid4(), uuid4()]
    seen: list[list[UUID]] = []

    def note(_tx: Transaction, items: list[UUID]) -> None:
        seen.append(items)

    with database.transaction() as tx:
        for parcel in parcels:
            tx.at_end(note, parcel)
            tx.at_end(put_all, parcel)
        assert world.shelf() == []
    assert seen == [parcels]
    assert [parcel for parcel, _ in world.shelf()] == parcels


def test_not_too_much_is_kept_back(world: World, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behind, "LIMIT", 3)
    with pytest.raises(NotNullViolation), database.transaction() as tx:
        for parcel in (None, uuid4()):
            tx.later(PUT, (parcel, "a"))
        tx.later(PUT, (uuid4(), "a"))
        pytest.fail("the third was to send all")
    assert world.shelf() == []


def test_what_is_sent_ahead_is_done_in_its_place(world: World, database: Database) -> None:
    """A part is under way while the next statements are written, and done before anything is asked."""
    parcels = [uuid4() for _ in range(3 * behind.PART + 1)]
    with database.transaction() as tx:
        for parcel in parcels:
            tx.later(PUT, (parcel, "a"))
        tx.later(RENAME, ("b", parcels[0]))
        assert tx.one("select count(*) as n from shelf where what = 'a'") == {"n": len(parcels) - 1}
        for parcel in parcels[1:]:
            tx.later(RENAME, ("b", parcel))
    assert world.shelf() == [(parcel, "b") for parcel in parcels]


@pytest.mark.parametrize("after", [0, 1, behind.PART, 2 * behind.PART])
def test_a_failure_of_what_was_sent_ahead_undoes_all(world: World, database: Database, after: int) -> None:
    """However much was written since; the connection goes on to be used."""
    with pytest.raises(NotNullViolation), database.transaction() as tx:
        for parcel in (*(uuid4() for _ in range(behind.PART - 1)), None, *(uuid4() for _ in range(after))):
            tx.later(PUT, (parcel, "a"))
    with database.transaction() as tx:
        tx.later(PUT, (last := uuid4(), "b"))
    assert world.shelf() == [(last, "b")]


def test_a_savepoint_catches_what_was_sent_ahead(world: World, database: Database) -> None:
    before, afterwards = uuid4(), uuid4()
    with database.transaction() as tx:
        tx.later(PUT, (before, "a"))
        with pytest.raises(RuntimeError), tx.savepoint():
            for _ in range(2 * behind.PART):
                tx.later(PUT, (uuid4(), "a"))
            raise RuntimeError
        tx.later(PUT, (afterwards, "a"))
    assert world.shelf() == [(before, "a"), (afterwards, "a")]


def test_a_transaction_is_cut_off_while_something_is_under_way(world: World, database: Database) -> None:
    """Its connection is closed, and others are not in its way."""
    with pytest.raises(CutOff), database.transaction(seconds=0.2) as tx:
        for _ in range(behind.PART):
            tx.later("select pg_sleep(60)")
        tx.one("select 1 as one")
    with database.transaction() as tx:
        tx.later(PUT, (parcel := uuid4(), "a"))
    assert world.shelf() == [(parcel, "a")]


def test_rows_that_go_together_end_as_they_were_written(world: World, database: Database) -> None:
    """Also those of which others were changed or taken away in between."""
    put = "insert into shelf (parcel_id, what) values (%(parcel)s, %(what)s)"
    parcels = [uuid4() for _ in range(behind.PART + 9)]
    with database.transaction(gathers_rows=True) as tx:
        for parcel in parcels:
            tx.later(put, {"parcel": parcel, "what": "50 % off"})
        tx.later(RENAME, ("b", parcels[0]))
        tx.later("delete from shelf where parcel_id = %s", (parcels[1],))
        for parcel in parcels[:2]:
            tx.later(put, {"parcel": parcel, "what": "c"})
    whats = dict(world.shelf()[len(parcels) - 1 :])
    assert whats == {parcels[0]: "c", parcels[1]: "c"}
    assert len(world.shelf()) == len(parcels) + 1


@pytest.fixture
def said(world: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What goes to the depot's database from now on over new connections, by round trips."""
    said: list[str] = []

    class SayingCursor(cursor):
        def execute(self, query: Any, variables: Any = None) -> Any:
            said.append(query if isinstance(query, str) else query.decode())
            return super().execute(query, variables)

    class Saying(connection):
        def cursor(self, *_args: Any, **_options: Any) -> Any:
            return super().cursor(cursor_factory=SayingCursor)

    connect = psycopg2.connect

    def saying(url: str, **options: Any) -> connection:
        listening = {"connection_factory": Saying} if url == world.database("depot") else {}
        return connect(url, **options | listening)

    monkeypatch.setattr(psycopg2, "connect", saying)
    return said


def test_begin_and_commit_travel_with_what_is_said(database: Database, said: list[str]) -> None:
    with database.transaction() as tx:
        tx.later("select 1")
        tx.later("select 2")
    with database.transaction(read_only=True) as tx:
        tx.one("select 3")
    assert said == ["begin;select 1;select 2;commit", "begin read only;select 3", "commit"]


def test_a_transaction_in_which_nothing_is_said_says_nothing(database: Database, said: list[str]) -> None:
    with database.transaction():
        pass
    with pytest.raises(RuntimeError), database.transaction():
        raise RuntimeError
    assert said == []


def test_what_was_begun_is_rolled_back_once(database: Database, said: list[str]) -> None:
    with pytest.raises(RuntimeError), database.transaction() as tx:
        tx.one("select 1")
        tx.later("select 2")
        raise RuntimeError
    assert said == ["begin;select 1", "rollback"]


def test_a_command_that_is_claimed_tells_the_time(database: Database, said: list[str]) -> None:
    """One round trip for both."""
    with database.transaction() as tx:
        log = CommandLog(tx, "pack", "service:test", uuid4(), {})
        assert log.claim()
        assert tx.now() == tx.one("select now() as asked")["asked"]
        assert not log.claim()
    assert [once.count("now() as now") for once in said] == [1, 0, 1, 0]


def put_all(tx: Transaction, parcels: list[UUID]) -> None:
    for parcel in parcels:
        tx.later(PUT, (parcel, "at the end"))
