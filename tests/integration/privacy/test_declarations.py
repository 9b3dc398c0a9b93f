"""Every column that may hold something of people is declared, by whoever adds it; every declared statement runs."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from shared.contracts.kernel import Subject
from shared.privacy import kernel_tables
from shared.privacy.declared import Personal
from shared.privacy.eraser import Eraser, Means
from shared.privacy.erasure_log import PrintKey
from shared.privacy.retention import keepings_of, list_expired, remove_due, schedule
from shared.program.load import load_program
from shared.runtime.settings import SERVICES
from shared.security.keys import ensure_keys
from shared.storage.database import Transaction
from tests.support.foundations import Foundations
from tests.support.store import store_of

PROGRAM = load_program(Path("programs/city-data-alliance.toml"))

#: Whatever type is none of these may hold something that people wrote, also as words to be searched.
COLUMNS = """
select table_name, column_name,
       ltrim(udt_name, '_') not in ('uuid', 'bool', 'int2', 'int4', 'int8', 'numeric', 'float8', 'date', 'time',
                                    'timestamptz', 'interval') as takes_text
from information_schema.columns join information_schema.tables using (table_schema, table_name)
where table_schema = 'public' and table_type = 'BASE TABLE' and table_name !~ 'yoyo'
"""

PERSON = Subject(person_id=uuid4(), addresses=("ana@city.example",), refs=(f"intake:{uuid4()}",))
CITY = Subject(application_id=uuid4(), code="7K2M9QX4TB")


def personal_of(service: str) -> Personal:
    found: Personal = import_module(f"services.{service}.service").Service.personal
    return found


def nothing(_: Transaction) -> tuple[Any, ...]:
    return ()


@pytest.mark.parametrize("service", SERVICES)
def test_every_column_that_takes_text_is_declared(foundations: Foundations, service: str) -> None:
    """A new one is named in services/<service>/personal.py: what erasing leaves in it, or why it is nobody's."""
    with store_of(foundations, service, nothing) as store:
        rows = store.rows(COLUMNS)
    tables = (*personal_of(service).tables, *kernel_tables.TABLES)
    declared = {(table.name, column) for table in tables for column in table.declared}

    assert sorted({(row["table_name"], row["column_name"]) for row in rows if row["takes_text"]} - declared) == []
    assert sorted(declared - {(row["table_name"], row["column_name"]) for row in rows}) == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_declared_statement_runs(foundations: Foundations, tmp_path: Path, service: str) -> None:
    ensure_keys(tmp_path, (service,))
    personal = personal_of(service)
    means = Means(personal, PrintKey(tmp_path / f"{service}.prints"), None)

    with store_of(foundations, service, nothing) as store, store.database.transaction() as tx:
        eraser = Eraser(tx, means)
        for subject in (PERSON, CITY):
            assert eraser.export(subject, None).items == ()
            assert eraser.preview(subject).tables == ()
            assert eraser.erase(subject, "local-admin", tx.now()).tables == ()
        assert eraser.own_addresses(PERSON).addresses == ()
        (city, person) = eraser.log.page("", 10)
        assert (city.application_id, person.person_id) == (CITY.application_id, PERSON.person_id)
        assert eraser.take(person.model_copy(update={"erasure": "address:of-elsewhere", "person_id": None})) == 0
        for keeping in keepings_of(personal):
            done = list_expired(keeping, 1, tx) if keeping.cities else remove_due(keeping, 1, tx, goes_on=False)
            assert not done
        assert all(rule.due == 0 for rule in schedule(personal, PROGRAM, tx).items)
