"""PostgreSQL's log on the embedded default: whatever fails, and however, no value of a row stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.support.foundations import Foundations

MARK = "zqxlogged"
TABLE = "create table logged (name text primary key, number integer check (number < 5))"
ROW = "insert into logged values ('MARK', 1)"
WAITING = "select pg_advisory_xact_lock(7), 'MARK'"

#: What goes wrong, each with somebody's words in it, where MARK stands.
FAILING = {
    "a text that is no number": "select 'MARK'::integer",
    "a value that is there already": ROW,
    "a value that a rule refuses": "insert into logged values ('MARK two', 9)",
    "words that are no statement": "selec 'MARK'",
    "a column that is none": "select MARK",
    "a document that is none": """select '{"MARK'::jsonb""",
    "a time-out": "set statement_timeout = 20; select pg_sleep(5), 'MARK'",
    "a prepared one": "prepare p (text) as select $1::integer; execute p('MARK')",
    "what a script says itself": "do $$ begin raise exception 'MARK'; end $$",
}


def marked(statement: str) -> str:
    return statement.replace("MARK", MARK)


@pytest.fixture(scope="module")
def database(foundations: Foundations) -> Iterator[str]:
    foundations.administer("create database logged")
    url = foundations.administered("logged")
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        for statement in (TABLE, ROW):
            cursor.execute(marked(statement))
    yield url
    foundations.administer("drop database logged with (force)")


@pytest.fixture(scope="module")
def log(database: str) -> Path:
    """Beside the cluster (alliance/embedded/home.py)."""
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute("show data_directory")
        (folder,) = cursor.fetchone() or ("",)
    return Path(folder).parent / "logs" / "postgres.log"


@pytest.mark.parametrize("what", FAILING)
def test_what_fails_leaves_no_value(database: str, log: Path, what: str) -> None:
    with closing(psycopg2.connect(database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor, pytest.raises(psycopg2.Error):
            cursor.execute(marked(FAILING[what]))
    assert MARK not in log.read_text(encoding="utf-8", errors="replace")


def test_who_waits_too_long_leaves_no_value(database: str, log: Path) -> None:
    """Whom they wait for, and with which statement, stands in the details, which are not logged."""
    with closing(psycopg2.connect(database)) as one, closing(psycopg2.connect(database)) as other:
        one.cursor().execute(marked(WAITING))
        other.cursor().execute("set lock_timeout = 50")
        with pytest.raises(psycopg2.Error):
            other.cursor().execute(marked(WAITING))
    assert MARK not in log.read_text(encoding="utf-8", errors="replace")


def test_that_somebody_was_kept_out_is_logged(database: str, log: Path) -> None:
    """So it is this log that was looked at."""
    stranger = "nobody_of_ours"
    parts = urlsplit(database)
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(parts._replace(netloc=f"{stranger}:x@{parts.hostname}:{parts.port}").geturl())
    assert stranger in log.read_text(encoding="utf-8", errors="replace")
