"""What the kernel asks for each event and each command reads its tables by their indexes, however much they hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg2
import pytest

from shared.messaging import command_log, inbox, outbox, relay
from tests.support.foundations import Foundations

ROWS = 100_000
FILL = {
    "positions": """insert into positions select 'intake', 'application', gen_random_uuid(), 1
                    from generate_series(1, %(rows)s)""",
    "streams": "insert into streams select 'application', gen_random_uuid(), 1 from generate_series(1, %(rows)s)",
    "outbox": """insert into outbox (event_id, aggregate, aggregate_id, aggregate_version, type, schema_version,
                                     payload, actor, correlation_id, traceparent, published_at)
                 select gen_random_uuid(), 'application', gen_random_uuid(), 1, 'told', 1, '{}', 'test',
                        gen_random_uuid(), 'x', now() from generate_series(1, %(rows)s)""",
    "command_log": """insert into command_log (method, caller, command_id, request_sha256, response)
                      select 'submit', 'test', gen_random_uuid(), 'x', '{}' from generate_series(1, %(rows)s)""",
}


def streams(count: int) -> str:
    """As many aggregates as a batch holds."""
    return json.dumps(
        [
            {"producer": "intake", "aggregate": "application", "aggregate_id": str(uuid4()), "first": 1, "last": 1}
            for _ in range(count)
        ]
    )


KEY = {"method": "submit", "caller": "test", "command_id": str(uuid4())}
ASKED: dict[str, tuple[str, Any]] = {
    "events are taken in": (inbox._ADVANCE, {"runs": streams(100)}),
    "positions are locked": (inbox._LOCK, {"streams": streams(100)}),
    "positions move on": (inbox._MOVE, {"streams": streams(100)}),
    "an event that waited is taken": (inbox._TAKE_READY, {"producer": "intake", "most": 100}),
    "versions are raised": (outbox._NEXT_VERSIONS, {"events": streams(100)}),
    "what is to be published is found": (relay._SELECT, (relay.BATCH,)),
    "what was published is marked": (relay._MARK, (list(range(1, relay.BATCH + 1)),)),
    "a command is claimed": (command_log._CLAIM, KEY | {"request": b"x"}),
    "a command is found": (command_log._FIND, KEY),
    "a command is answered": (command_log._ANSWER, KEY | {"response": "{}"}),
}


@pytest.fixture(scope="module")
def filled(foundations: Foundations) -> Iterator[Any]:
    """A service's database, as its owner sees it."""
    url = foundations.database_of("intake")
    with closing(psycopg2.connect(foundations.administered(urlsplit(url).path[1:]))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for table, statement in FILL.items():
                cursor.execute(statement, {"rows": ROWS})
                cursor.execute(f"vacuum analyze {table}")
            yield cursor
    foundations.drop_database(url)


@pytest.mark.parametrize("what", ASKED)
def test_no_table_that_grows_is_read_as_a_whole(filled: Any, what: str) -> None:
    sql, params = ASKED[what]
    filled.execute(f"explain (costs off) {sql}", params)
    plan = "\n".join(line for (line,) in filled.fetchall())

    assert [table for table in FILL if f"Seq Scan on {table}" in plan] == [], plan
