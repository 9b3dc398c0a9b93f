"""Rows of one statement go by one statement, and never past another that they may have to do with."""

from __future__ import annotations

from typing import Any

import pytest

from shared.storage.behind import Behind
from shared.storage.rows import insert_of

ROW = "insert into shelf (parcel_id, what) values (%(id)s, 'a')"
OTHER = "insert into mails (mail_id) values (%(id)s) on conflict do nothing"


class Cursor:
    """Writes numbers as they are, and keeps what is run."""

    def __init__(self) -> None:
        self.ran: list[str] = []

    def mogrify(self, sql: str, params: dict[str, Any]) -> bytes:
        return (sql % params).encode()

    def execute(self, sql: bytes) -> None:
        self.ran += sql.decode().split(";")


def ran(*statements: str, gathers: bool = True) -> list[str]:
    """Each with its place among them as the id."""
    cursor = Cursor()
    behind = Behind(cursor, gathers=gathers)
    for place, sql in enumerate(statements):
        behind.add(sql, {"id": place})
    behind.send()
    return cursor.ran


def test_rows_of_one_statement_go_by_one() -> None:
    assert ran(ROW, OTHER, ROW, OTHER) == [
        "insert into shelf (parcel_id, what) values (0, 'a'),(2, 'a')",
        "insert into mails (mail_id) values (1),(3) on conflict do nothing",
    ]


def test_each_goes_alone_where_none_are_gathered() -> None:
    assert len(ran(ROW, ROW, gathers=False)) == 2


@pytest.mark.parametrize(
    "between",
    [
        "update shelf set what = 'b'",
        "delete from notes where parcel_id in (select parcel_id from shelf)",
        "insert into shelf (parcel_id) values (%(id)s)",
        "select pg_advisory_xact_lock(1)",
        "with gone as (delete from notes returning parcel_id) select 1 from gone",
    ],
)
def test_no_row_goes_past_what_it_may_have_to_do_with(between: str) -> None:
    first, second, third = ran(ROW, between, ROW)
    assert (first, third) == (ROW % {"id": 0}, ROW % {"id": 2})
    assert second == between.replace("%(id)s", "1")


def test_a_row_goes_past_what_it_has_nothing_to_do_with() -> None:
    assert len(ran(ROW, "update notes set what = 'b'", ROW)) == 2


@pytest.mark.parametrize(
    ("sql", "gathers"),
    [
        (ROW, True),
        (OTHER, True),
        ("insert into a (b, c) values (%(b)s::uuid, now()) on conflict (b) do nothing", True),
        ("insert into a (b) values (%(b)s) on conflict (b) do update set b = excluded.b", False),
        ("insert into a (b) values (%(b)s) returning b", False),
        ("insert into a (b) select %(b)s", False),
        ("insert into a (b) values ((select max(b) from a))", False),
        ("insert into a (b) values (lower(%(b)s))", False),
        ("update a set b = %(b)s", False),
    ],
)
def test_statements_whose_rows_are_gathered(sql: str, gathers: bool) -> None:
    assert (insert_of(sql) is not None) is gathers
