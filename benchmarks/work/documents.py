"""Applications to import: made up, each of another city, as a spreadsheet. The same file for everybody."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CALL = "bench"
COUNTRIES = ("CO", "MX", "BR", "US", "CA", "AR", "CL", "PE")
LANGUAGES = ("es", "en", "pt", "fr")
TEXT = "We decide with data, in every department and for every resident, and we show what came of it. " * 5


def document(number: int, series: str) -> dict[str, Any]:
    """One application; no two of (number, series) are of the same city. Every eighth has too few residents."""
    language = LANGUAGES[number % len(LANGUAGES)]
    return {
        "call": CALL,
        "city": f"Puerto {series} {number}",
        "admin_area": "Magdalena",
        "country": COUNTRIES[number % len(COUNTRIES)],
        "time_zone": "America/Bogota",
        "residents": 90_000 if number % 8 == 7 else 150_000 + number,
        "population_source": "national projection",
        "population_year": 2025,
        "mayor": {"name": f"Mayor {number}", "term_starts_on": "2024-01-01", "term_ends_on": "2032-01-01"},
        "ambition": TEXT,
        "foundations": TEXT,
        "evidence": [{"kind": "open_data_portal", "url": "https://data.example"}],
        "resident_outcomes": ["affordable_housing"],
        "contacts": [
            {"name": "A Name", "email": f"mayor{number}@city.example", "role": "mayors_office", "primary": True},
            {"name": "B Name", "email": f"team{number}@city.example", "role": "team_lead", "primary": False},
        ],
        "endorsed_by_mayor": True,
        "preferred_language": language,
        "privacy_notice_accepted": True,
    }


def write_csv(path: Path, count: int, series: str) -> None:
    """A column for each field, dots for nesting, as docs/files.md has it."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = [dict(_flat(document(number, series))) for number in range(count)]
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def read_csv(path: Path) -> Iterator[dict[str, Any]]:
    """The documents again, nested; every value a text, which the peers' model reads."""
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield _nested(row)


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _flat(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for number, part in enumerate(value):
            yield from _flat(part, f"{path}.{number}")
    elif isinstance(value, list):
        yield path, ";".join(value)
    else:
        yield path, str(value).lower() if isinstance(value, bool) else str(value)


def _nested(row: dict[str, str]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for column, text in row.items():
        *parents, name = column.split(".")
        place = tree
        for parent in parents:
            place = place.setdefault(parent, {})
        place[name] = text
    for name in ("contacts", "evidence"):
        tree[name] = [part for _, part in sorted(tree[name].items())]
    tree["resident_outcomes"] = tree["resident_outcomes"].split(";")
    return tree
