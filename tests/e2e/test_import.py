"""An import on the real system: killed on both sides on the way, run again, and nothing lost or doubled."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import psycopg2
import pytest

from tests.e2e.signing_in import sign_in
from tests.e2e.system import ALLIANCE, ROOT, System
from tests.unit.contracts.tables import city

pytestmark = pytest.mark.long

ROWS = 2_000
WRONG = 20  # of them
CITIES = ROWS - WRONG
PATIENCE_S = 120


@pytest.fixture(scope="module")
def file(files: Path, round_name: str) -> Path:
    """A spreadsheet for the round."""
    rows = (
        city(call=round_name, city=f"City {number}", residents="many" if number < WRONG else 200_000 + number)
        for number in range(ROWS)
    )
    return written(files / "cities.csv", rows)


def written(path: Path, rows: Iterator[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(city()), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


#: Codes and folded names of the module's round, and how often each was told.
IMPORTED = """
select code, folded_city, (
    select count(*) from outbox where aggregate_id = application_id and type = 'application_submitted'
) from applications where call = 'import'
"""


def cities(system: System) -> list[tuple[str, str, int]]:
    with closing(psycopg2.connect(system.endpoints["postgres"]["intake"])) as connection, connection.cursor() as cursor:
        cursor.execute(IMPORTED)
        return cursor.fetchall()


def imported(system: System) -> int:
    return len(cities(system))


def mails(system: System) -> list[dict[str, Any]]:
    codes = {code for code, _, _ in cities(system)}
    return [mail for mail in system.run("mail", "list", "--limit", "1000")["items"] if mail["code"] in codes]


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
    found = cities(system)
    assert len(found) == len({name for _, name, _ in found}) == CITIES
    assert {told for _, _, told in found} == {1}


def test_imported_cities_are_checked_counted_and_not_mailed(system: System, file: Path) -> None:
    def states() -> dict[str, int]:
        found: dict[str, int] = system.run("report", "funnel", "--call", "import")["states"]
        return found

    system.until(lambda: states() == {"checked": CITIES}, seconds=PATIENCE_S)
    assert mails(system) == []


def test_city_is_mailed_when_asked_and_only_if_it_is_new(system: System, file: Path, tmp_path: Path) -> None:
    rows = (city(call="import", city=name) for name in ("City 700", "Villa Nueva"))
    said = system.run("import", str(written(tmp_path / "two.csv", rows)), "--notify")
    assert said["counts"] == {"accepted": 1, "existing": 1, "rejected": 0}

    (mail,) = system.until(lambda: mails(system))
    assert (mail["template"], mail["code"]) == ("application_received", said["accepted"][0]["code"])


def test_a_portal_that_is_killed_between_preview_and_import_finds_the_file_again(
    system: System, files: Path, tmp_path: Path
) -> None:
    person = {"name": "Iris Tabling", "email": "iris@program.example", "roles": ["staff"], "languages": ["en"]}
    (files / "staff.json").write_text(json.dumps({"people": [person]}), encoding="utf-8")
    system.run("people", "add", str(files / "staff.json"))
    signed_in = {"Cookie": f"session={sign_in(system, person['email'])}", "Origin": system.endpoints["portal"]}
    two = written(tmp_path / "pages.csv", (city(call="import", city=name) for name in ("Puerto Nuevo", "Loma Alta")))
    with httpx.Client(base_url=system.endpoints["portal"], headers=signed_in, timeout=60) as http:
        answer = http.post("/staff/applications/import", files={"sheet": (two.name, two.read_bytes(), "text/csv")})
        path = answer.headers["Location"]

        def previewed() -> bool:
            try:
                return 'name="do" value="import"' in http.get(path).text
            except httpx.TransportError:  # it is not back
                return False

        system.until(previewed)
        system.kill("portal")
        system.until(previewed, seconds=PATIENCE_S)
        assert http.post(f"{path}/do", data={"do": "import"}).status_code == 303
        system.until(lambda: {"puerto nuevo", "loma alta"} <= {name for _, name, _ in cities(system)})
        kept = system.home / "files" / "portal" / "imports"
        system.until(lambda: list(kept.glob("*/*")) == [])
