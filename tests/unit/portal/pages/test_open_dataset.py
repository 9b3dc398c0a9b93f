"""The open data as a dataset: what its description says of a file is so, and nothing small is in it."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from typing import Any

import pytest

from services.portal.pages.public.open_dataset import TABLES
from tests.support.fake_client import unavailable
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.test_open_data import PASTO, ROSARIO, door

READ: dict[str, Any] = {
    "string": str, "integer": int, "date": date.fromisoformat, "datetime": datetime.fromisoformat,
}  # fmt: skip


def package() -> dict[str, Any]:
    found: dict[str, Any] = door().get("/open-data/datapackage.json").json()
    return found


def lines(path: str) -> list[dict[str, str]]:
    answer = door().get(f"/open-data/{path}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_the_description_names_each_table_its_licence_and_what_each_column_holds() -> None:
    found = package()
    assert [one["name"] for one in found["resources"]] == [one.name for one in TABLES]
    assert found["licenses"][0]["name"] == "CC-BY-4.0"
    for one in found["resources"]:
        assert one["description"]
        assert all(field["description"] and " " in field["description"] for field in one["schema"]["fields"])


@pytest.mark.parametrize("number", range(len(TABLES)))
def test_a_file_holds_what_its_schema_says(number: int) -> None:
    resource = package()["resources"][number]
    rows = lines(resource["path"])
    assert rows
    fields = resource["schema"]["fields"]
    for row in rows:
        assert list(row) == [one["name"] for one in fields]
        for one in fields:
            if row[one["name"]] == "":
                assert not one["constraints"]["required"]
            else:
                READ[one["type"]](row[one["name"]])
    keys = [tuple(row[name] for name in resource["schema"]["primaryKey"]) for row in rows]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("table", TABLES, ids=lambda one: one.name)
def test_both_forms_say_the_same(table: Any) -> None:
    rows = json.loads(door().get(f"/open-data/data/{table.name}.json").text)
    plain = [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in rows]
    assert [
        {name: cell.removeprefix("'") for name, cell in row.items()} for row in lines(f"data/{table.name}.csv")
    ] == plain


def test_a_small_count_is_empty() -> None:
    assert [row["received"] for row in lines("data/applications_by_country.csv")] == ["12", ""]


def test_addresses_lead_back_to_cities_by_their_open_ids() -> None:
    assert [row["id"] for row in lines("data/cities.csv")] == [str(PASTO), str(ROSARIO)]


def test_what_is_no_table_is_not_found() -> None:
    assert door().get("/open-data/data/people.csv").status_code == 404


def test_while_a_service_is_down_there_is_no_half_of_it() -> None:
    assert door(get_open_counts=unavailable()).get("/open-data/data/cities.csv").status_code == 503


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_the_page_has_the_dictionary_in_its_language(language: str) -> None:
    answer = door().get("/open-data", headers={"Accept-Language": language})
    page = Read(answer)
    assert "/open-data/datapackage.json" in page.links
    assert {f"/open-data/data/{one.name}.csv" for one in TABLES} <= set(page.links)
    assert "strategy_launched_on" in page.text
