"""A statement that reads a record that changes without SQL (`KEPT`) reads the whole of it.

Else a field that has a default would be written, and be its default when it is read again: the reply to the change
shows it meanwhile, so that no test of the request notices.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, fields

import pytest

from services.cohort.repository.rows import KEPT
from shared.storage.queries import Queries

SELECTED = re.compile(r"\bselect\b(?P<what>.*?)\bfrom\b", re.DOTALL | re.IGNORECASE)
STATEMENTS = {
    name: set(re.findall(r"\w+", " ".join(SELECTED.findall(sql)))) for name, sql in Queries("services.cohort")
}


def readers_of(record: type) -> list[str]:
    """Statements that name whatever the record cannot be made without."""
    needed = {one.name for one in fields(record) if one.default is MISSING and one.default_factory is MISSING}  # type: ignore[arg-type]
    table = re.compile(rf"\b(from|join)\s+{KEPT[record].table}\b")
    return [name for name, sql in Queries("services.cohort") if needed <= STATEMENTS[name] and table.search(sql)]


@pytest.mark.parametrize("record", KEPT, ids=lambda record: record.__name__)
def test_statement_that_reads_a_kept_record_reads_each_field(record: type) -> None:
    readers = readers_of(record)
    unread = {
        name: sorted(unread) for name in readers if (unread := {one.name for one in fields(record)} - STATEMENTS[name])
    }

    assert readers, "no statement reads it"
    assert unread == {}, f"fields of {record.__name__} that these statements of services/cohort/queries do not read"
