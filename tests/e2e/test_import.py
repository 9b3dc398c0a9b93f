"""An import on the real system: killed on both sides on the way, run again, and nothing lost or doubled."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tests.e2e.system import ALLIANCE, ROOT, System
from tests.unit.contracts.tables import city

ROWS = 2_000
WRONG = 20  # of them
CITIES = ROWS - WRONG
PATIENCE_S = 120


@pytest.fixture(scope="module")
def file(system: System, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A spreadsheet for the example round, whose call is open."""
    folder = tmp_path_factory.mktemp("round")
    system.run("example", str(folder))
    system.run("call", "open", str(folder / "call.toml"))
    rows = (
        city(call="first-round", city=f"City {number}", residents="many" if number < WRONG else 200_000 + number)
        for number in range(ROWS)
    )
    return written(folder / "cities.csv", rows)


def written(path: Path, rows: Iterator[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(city()), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


def figure(system: System, sql: str) -> Any:
    with closing(psycopg2.connect(system.endpoints["postgres"]["intake"])) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
        assert row is not None
        return row[0]


def imported(system: System) -> int:
    return int(figure(system, "select count(*) from applications"))


def start(system: System, file: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*ALLIANCE, "import", str(file)], cwd=ROOT, env=system.environment, stdout=subprocess.PIPE, text=True
    )  # fmt: skip


def test_dry_run_writes_nothing(system: System, file: Path) -> None:
    counts = system.run("import", str(file), "--dry-run")["counts"]

    assert counts == {"accepted": CITIES, "existing": 0, "rejected": WRONG}
    assert imported(system) == 0


def test_import_killed_on_both_sides_ends_as_if_it_was_not(system: System, file: Path) -> None:
    first = start(system, file)
    system.until(lambda: imported(system) > 0)
    first.kill()
    first.communicate()
    assert 0 < imported(system) < CITIES

    second = start(system, file)
    reached = imported(system)
    system.until(lambda: imported(system) > reached)
    system.kill("intake")
    said, _ = second.communicate(timeout=PATIENCE_S)
    assert second.returncode == 0, said

    third = system.run("import", str(file))
    assert third["counts"] == {"accepted": 0, "existing": CITIES, "rejected": WRONG}
    assert imported(system) == CITIES
    assert figure(system, "select count(distinct folded_city) from applications") == CITIES
    assert figure(system, "select count(*) from outbox where type = 'application_submitted'") == CITIES


def test_imported_cities_are_checked_counted_and_not_mailed(system: System, file: Path) -> None:
    def states() -> dict[str, int]:
        found: dict[str, int] = system.run("report", "funnel")["states"]
        return found

    system.until(lambda: states() == {"checked": CITIES}, seconds=PATIENCE_S)
    assert system.run("mail", "list")["total"] == 0


def test_city_is_mailed_when_asked_and_only_if_it_is_new(system: System, file: Path, tmp_path: Path) -> None:
    rows = (city(call="first-round", city=name) for name in ("City 700", "Villa Nueva"))
    said = system.run("import", str(written(tmp_path / "two.csv", rows)), "--notify")
    assert said["counts"] == {"accepted": 1, "existing": 1, "rejected": 0}

    system.until(lambda: system.run("mail", "list")["total"])
    (mail,) = system.run("mail", "list")["items"]
    assert (mail["template"], mail["code"]) == ("application_received", said["accepted"][0]["code"])
