"""Each named statement is one that PostgreSQL understands over the tables as migrations leave them, run or not."""

from __future__ import annotations

import re
from typing import Any

import psycopg2
import pytest

from shared.runtime.settings import SERVICES
from shared.storage.database import Transaction
from shared.storage.queries import Queries
from tests.support.foundations import Foundations
from tests.support.store import store_of

PARAMETER = re.compile(r"%\(\w+\)s")
NOTHING = "null"  # in place of each parameter: what it would be is not looked at, since nothing runs


def nothing(_: Transaction) -> tuple[Any, ...]:
    return ()


def understood(sql: str) -> str:
    """What looks at the statement and does not run it; a setting of the transaction is made as it is."""
    whole = PARAMETER.sub(NOTHING, sql).replace("%%", "%")
    return whole if whole.startswith("set ") else f"explain {whole}"


@pytest.mark.parametrize("service", SERVICES)
def test_each_named_statement_is_understood(foundations: Foundations, service: str) -> None:
    """A column that is misspelt or gone is named here, with the statement's name."""
    faults = {}
    with store_of(foundations, service, nothing) as store, store.database.transaction() as tx:
        for name, sql in Queries(f"services.{service}"):
            try:
                with tx.savepoint():
                    tx.execute(understood(sql))
            except psycopg2.Error as error:
                faults[name] = str(error).partition("\n")[0]

    assert faults == {}
