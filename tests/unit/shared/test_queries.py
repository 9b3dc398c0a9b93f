"""Named SQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.storage import queries
from shared.storage.queries import Queries, parse

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
    with pytest.raises(ValueError, match=r"used twice: a$"):
        parse("-- a: one\nselect 1\n-- a: again\nselect 2\n")


def test_a_header_without_a_purpose_names_nothing() -> None:
    assert parse("-- a:\nselect 1") == {}


def test_without_a_header_there_is_nothing() -> None:
    assert parse("select 1") == {}


def put(folder: Path, **files: str) -> None:
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.sql").write_text(text, encoding="utf-8")


def test_a_folder_of_files_is_one_namespace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "queries", cities="-- get_city: one\nselect 1", visits="-- get_visit: one\nselect 2\n")
    monkeypatch.setattr(queries.resources, "files", lambda _: tmp_path)

    found = Queries("services.anything")

    assert (found.get_city, found.get_visit) == ("select 1", "select 2")


def test_two_files_of_a_folder_do_not_share_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "queries", cities="-- get_city: one\nselect 1", visits="-- get_city: another\nselect 2")
    monkeypatch.setattr(queries.resources, "files", lambda _: tmp_path)

    with pytest.raises(ValueError, match=r"used twice: get_city$"):
        Queries("services.anything")
