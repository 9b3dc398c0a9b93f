"""The open data as a dataset for programs: tables with stable addresses and names, and what they mean, as a
Frictionless data package. The same definitions make the files, the description and the dictionary that people read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Response

from services.portal.web.page import PRIVATE, Here, Page
from services.portal.web.saving import csv
from shared.contracts import cohort
from shared.contracts.errors import not_found
from shared.contracts.reporting import GetOpenCounts, OpenCounts
from shared.wording import say

PATH = "/open-data"
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Column:
    """`pages.open.column.<name>` says what it holds; `required`: it is never empty."""

    name: str
    type: Literal["string", "integer", "date", "datetime"]
    required: bool = True


@dataclass(frozen=True)
class Table:
    """`pages.open.table.<name>` says what a line is. `key`: by which it is found again."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[cohort.OpenData, OpenCounts], Iterable[Sequence[object]]]
    of_reporting: bool = False  # else of cohort

    def as_of(self, data: cohort.OpenData, counts: OpenCounts) -> datetime:
        return counts.as_of if self.of_reporting else data.as_of


def text(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "string") for name in names)


TABLES = (
    Table(
        "cohorts",
        (*text("cohort", "cohort_name"), Column("starts_on", "date"), Column("ends_on", "date"),
         *(Column(name, "integer") for name in ("cities", "cities_named", "strategies", "commitments"))),
        ("cohort",),
        lambda data, _: ((one.id, one.name, one.starts_on, one.ends_on, one.cities, one.named, one.strategies,
                          one.commitments) for one in data.cohorts),
    ),
    Table(
        "cities",
        (*text("id", "city", "admin_area", "country", "cohort"), Column("strategy_launched_on", "date", required=False),
         Column("commitment_published_at", "datetime", required=False)),
        ("id",),
        lambda data, _: ((one.id, one.city, one.admin_area, one.country, one.cohort, one.strategy_launched_on,
                          one.commitment_published_at) for one in data.cities),
    ),
    Table(
        "commitments",
        (*text("id", "kind", "cohort"), Column("city", "string", required=False),
         Column("country", "string", required=False), *text("title"), Column("published_at", "datetime")),
        ("id",),
        lambda data, _: ((one.id, one.kind, one.cohort, one.city, one.country, one.title, one.published_at)
                         for one in data.commitments),
    ),
    Table(
        "applications_by_country",
        (*text("call", "country"), Column("received", "integer", required=False)),
        ("call", "country"),
        lambda _, counts: ((call.call, one.name, one.received) for call in counts.calls for one in call.by_country),
        of_reporting=True,
    ),
    Table(
        "applications_by_resident_outcome",
        (*text("call", "resident_outcome"), Column("received", "integer", required=False)),
        ("call", "resident_outcome"),
        lambda _, counts: ((call.call, one.name, one.received)
                           for call in counts.calls for one in call.by_resident_outcome),
        of_reporting=True,
    ),
)  # fmt: skip


@router.get(f"{PATH}/datapackage.json")
def describe(page: Here) -> Response:
    """What the tables are, in English, as programs read it (Frictionless Data Package)."""
    return as_json(package(page, *asked(page)), "datapackage")


@router.get(PATH + "/data/{name}.csv")
def save_csv(page: Here, name: str) -> Response:
    table = table_called(name)
    rows = ([plain(cell) for cell in row] for row in table.rows(*asked(page)))
    return csv(name, [[column.name for column in table.columns], *rows])


@router.get(PATH + "/data/{name}.json")
def save_json(page: Here, name: str) -> Response:
    table = table_called(name)
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, map(kept, row), strict=True)) for row in table.rows(*asked(page))]
    return as_json(rows, name)


def asked(page: Page) -> tuple[cohort.OpenData, OpenCounts]:
    """As anybody is told it."""
    data, counts = page.ask(cohort.GetOpenData(), GetOpenCounts(), absent=())
    assert isinstance(data, cohort.OpenData)
    assert isinstance(counts, OpenCounts)
    return data, counts


def table_called(name: str) -> Table:
    found = next((one for one in TABLES if one.name == name), None)
    if found is None:
        raise not_found("page", f"{PATH}/data/{name}")
    return found


def package(page: Page, data: cohort.OpenData, counts: OpenCounts) -> dict[str, Any]:
    """`asOf` of a table: what its numbers were at that moment; each request counts anew."""
    words = {"title": meaning("title"), "description": meaning("lead")}
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "open-data",
        **words,
        "homepage": str(page.request.base_url) + PATH.removeprefix("/"),
        "created": data.as_of.isoformat(),
        "licenses": [LICENCE],
        "contributors": [{"title": page.program.name, "roles": ["publisher"]}],
        "resources": [resource(one) | {"asOf": one.as_of(data, counts).isoformat()} for one in TABLES],
    }


def resource(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "path": f"data/{table.name}.csv",
        "description": meaning(f"table.{table.name}"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "schema": {
            "fields": [field(one) for one in table.columns],
            "primaryKey": list(table.key),
            "missingValues": [""],
        },
    }


def field(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": column.type,
        "description": meaning(f"column.{column.name}"),
        "constraints": {"required": column.required},
    }


def meaning(key: str) -> str:
    """In English, which the names of columns are."""
    return say("en", f"pages.open.{key}")


def plain(cell: object) -> object:
    return "" if cell is None else kept(cell)


def kept(cell: object) -> object:
    if cell is None or isinstance(cell, int):
        return cell
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def as_json(found: Any, name: str) -> Response:
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return Response(json.dumps(found, ensure_ascii=False, indent=2), media_type="application/json", headers=headers)
