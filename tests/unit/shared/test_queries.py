"""Named SQL."""

from __future__ import annotations

import pytest

from shared.storage.queries import parse

TEXT = """
-- get_city: the city of a code
select *
from city -- not a header: it is no line of its own
where code = %(code)s;

-- this comment names no query, since it has no colon after a name
-- insert_city: a new one
insert into city (code) values (%(code)s)
"""


def test_each_statement_has_its_name() -> None:
    statements = parse(TEXT)
    assert sorted(statements) == ["get_city", "insert_city"]
    assert statements["insert_city"] == "insert into city (code) values (%(code)s)"
    assert statements["get_city"].startswith("select *\nfrom city")


def test_a_name_used_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="used twice"):
        parse("-- a: one\nselect 1\n-- a: again\nselect 2\n")


def test_a_header_without_a_purpose_names_nothing() -> None:
    assert parse("-- a:\nselect 1") == {}


def test_without_a_header_there_is_nothing() -> None:
    assert parse("select 1") == {}
