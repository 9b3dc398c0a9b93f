"""`alliance import`: the file read to its end, sent in parts, counted, reported; stopped, it says how far it came."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import Workbook, load_workbook

from alliance.main import run
from alliance.selection import imports
from shared.contracts import intake
from shared.contracts.errors import Refusal
from shared.messaging.wire import BODY_LIMIT_BYTES, write_json
from shared.views import importing
from tests.unit.contracts.tables import city
from tests.unit.intake.fake_intake import NOW, PROGRAM, STAFF, Desk

EMPTY: dict[str, Any] = {
    "counts": {"accepted": 0, "existing": 0, "rejected": 0}, "accepted": [], "existing": [], "rejected": [],
}  # fmt: skip


class FakeClient:
    """intake's handler behind a client: requests come over as JSON, each command id has one effect."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.requests: list[intake.ImportApplications] = []
        self.before: Callable[[int], object] = lambda _number: None  # may refuse the request of that number
        self._answered: dict[UUID, intake.ImportOutcome] = {}

    def call(self, request: intake.ImportApplications, *, command_id: UUID) -> intake.ImportOutcome:
        from services.intake.handlers import importing

        self.requests.append(request)
        body = write_json({"body": request.model_dump(mode="json"), "token": "x" * 1_000})
        assert len(body) < BODY_LIMIT_BYTES
        if command_id not in self._answered:
            again = intake.ImportApplications.model_validate(json.loads(body)["body"])
            self.before(len(self.requests))
            self._answered[command_id] = importing.import_applications(
                again, self.desk.repository, self.desk.outbox, PROGRAM, STAFF, NOW
            )
        return self._answered[command_id]

    @property
    def cities(self) -> list[str]:
        return [one.record.city for one in self.desk.repository.applications.values()]


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> FakeClient:
    made = FakeClient()
    monkeypatch.setattr(imports, "connect", lambda: made)
    monkeypatch.setattr(importing, "RETRY_S", 0)
    return made


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., str]:
    """Rows as a CSV file or a workbook; a row is `city()` with changes, None an empty one. Its path."""

    def write(*rows: dict[str, Any] | None, name: str = "cities.csv") -> str:
        names = list(dict.fromkeys([*city(), *(key for row in rows if row for key in row)]))
        cells = [names, *([] if row is None else [city(**row).get(name) for name in names] for row in rows)]
        if name.endswith(".xlsx"):
            book = Workbook(write_only=True)
            sheet = book.create_sheet()
            for row in cells:
                sheet.append(row)
            book.save(tmp_path / name)
        else:
            with (tmp_path / name).open("w", encoding="utf-8", newline="") as target:
                csv.writer(target, delimiter=";").writerows(cells)
        return str(tmp_path / name)

    return write


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Runs the command with --json; its document, or its error with a wrong exit code refused."""

    def run_command(*words: str, expect: int = 0) -> Any:
        code = run(["import", *words, "--json"])
        said = json.loads(capsys.readouterr().out)
        assert code == expect, said
        return said if expect == 0 else said["error"]

    return run_command


Say = Callable[..., Any]
File = Callable[..., str]


def named(count: int) -> list[dict[str, Any]]:
    return [{"city": f"City {number}"} for number in range(count)]


# -- outcomes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cities.csv", "cities.xlsx"])
def test_rows_are_numbered_as_people_see_them(client: FakeClient, file: File, say: Say, name: str) -> None:
    said = say(file({}, None, {"city": "B", "country": "co", "residents": "12,5"}, {"city": "C"}, name=name))
    assert said["counts"] == {"accepted": 2, "existing": 0, "rejected": 1}
    assert [one["row"] for one in said["accepted"]] == [2, 5]
    assert [(one["row"], one["column"], one["code"]) for one in said["rejected"]] == [
        (4, "country", "not_a_country"),
        (4, "residents", "not_a_number"),
    ]
    assert client.cities == ["Puerto Ejemplo", "C"]
    assert set(said) == set(EMPTY)


def test_the_same_file_again_adds_nothing(client: FakeClient, file: File, say: Say) -> None:
    first, again = say(path := file({}, {"city": "B"})), say(path)
    assert again == EMPTY | {"counts": {"accepted": 0, "existing": 2, "rejected": 0}, "existing": first["accepted"]}
    assert len(client.cities) == 2


def test_options_reach_the_service(client: FakeClient, file: File, say: Say) -> None:
    say(path := file({}), "--notify")
    say(path, "--dry-run", "--override", "on paper, in time")
    assert [(one.notify, one.dry_run, one.override) for one in client.requests] == [
        (True, False, None),
        (False, True, "on paper, in time"),
    ]


def test_dry_run_knows_the_cities_of_earlier_parts(
    client: FakeClient, file: File, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PART_ROWS", 1)
    path = file({}, {"city": "B"}, {"city": "ciudad de b"})
    judged, done = say(path, "--dry-run"), say(path)
    assert judged["counts"] == done["counts"] == {"accepted": 2, "existing": 1, "rejected": 0}
    assert judged["existing"] == [{"row": 4, "code": None}]


def test_lists_are_bounded_and_counts_exact(
    client: FakeClient, file: File, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "LISTED", 2)
    said = say(file(*named(4), *named(3), *({"residents": "x", "country": "co"} for _ in range(3))))
    assert said["counts"] == {"accepted": 4, "existing": 3, "rejected": 3}
    assert [len(said[name]) for name in ("accepted", "existing", "rejected")] == [2, 2, 2]


def test_people_read_counts_and_what_is_wrong(
    client: FakeClient, file: File, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", file({}, {"city": "B", "country": "co", "residents": "1'5"})]) == 0
    assert capsys.readouterr().out == (
        "1 accepted, 0 existing, 1 rejected\n"
        "  row 3      country: Write the country’s ISO 3166 code in capitals, such as CO.\n"
        "             (not_a_country)\n"
        "             residents: Write a whole number, in digits only. (not_a_number)\n"
    )


def test_what_the_reader_chose_is_said_on_stderr(
    client: FakeClient, file: File, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(file({"city": "Bogotá"}))
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    assert run(["import", str(path)]) == 0
    assert "Windows-1252" in capsys.readouterr().err
    assert client.cities == ["Bogotá"]


# -- parts -----------------------------------------------------------------------------------------------------------


def test_parts_stay_below_the_limit_of_a_request(client: FakeClient, file: File, say: Say) -> None:
    said = say(file(*({"city": f"C{number}", "ambition": "ñ" * 5_000} for number in range(40))))
    assert said["counts"]["accepted"] == 40
    assert len(client.requests) > 1
    assert 150_000 < max(len(write_json(one.model_dump(mode="json"))) for one in client.requests) <= 201_000


def test_row_that_no_request_could_hold_is_rejected_alone(client: FakeClient, file: File, say: Say) -> None:
    full = {"ambition": "😀" * 5_000, "foundations": "😀" * 5_000} | {
        f"evidence.{number}.{part}": "other" if part == "kind" else "😀" * 2_000
        for number in range(1, 10)
        for part in ("kind", "text")
    }
    said = say(file(full, {"city": "B"}))
    assert said["counts"] == {"accepted": 1, "existing": 0, "rejected": 1}
    assert [(one["row"], one["column"], one["code"]) for one in said["rejected"]] == [(2, "", "row_too_long")]


# -- files that are refused as a whole -------------------------------------------------------------------------------


def test_more_rows_than_the_limit_are_refused_before_anything_is_sent(
    client: FakeClient, file: File, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "ROW_LIMIT", 3)
    assert say(file(*named(3)))["counts"]["accepted"] == 3
    client.requests.clear()
    error = say(file(*named(2), None, *named(2)), expect=1)
    assert error["message"] == "cities.csv has more than 3 rows (row 6 is the first one too many): split it."
    assert client.requests == []


def test_header_that_is_wrong_is_refused_with_every_column(client: FakeClient, file: File, say: Say) -> None:
    error = say(file({"city_hall": "x", "maire": "y"}), expect=1)
    assert [(one["field"], one["code"]) for one in error["details"]] == [
        ("city_hall", "misspelt_column"),
        ("maire", "unknown_column"),
    ]
    assert client.requests == []


def test_header_alone_is_refused(client: FakeClient, file: File, say: Say) -> None:
    assert say(file(None), expect=1)["message"] == "cities.csv has no rows below the first."


# -- the report ------------------------------------------------------------------------------------------------------

WRONG = {"city": "B", "residents": "=1+1", "resident_outcomes": "climate;parks"}


def test_report_holds_every_wrong_field_with_its_value(
    client: FakeClient, file: File, say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "LISTED", 1)
    said = say(file({}, WRONG), "--report", str(tmp_path / "wrong.csv"))
    with (tmp_path / "wrong.csv").open(encoding="utf-8-sig", newline="") as report:
        lines = list(csv.DictReader(report))
    assert [(line["row"], line["column"], line["code"], line["value"]) for line in lines] == [
        ("3", "residents", "not_a_number", "'=1+1"),
        ("3", "resident_outcomes", "not_a_choice", "parks"),
    ]
    assert lines[0]["reason"] == said["rejected"][0]["message"]
    assert lines[1]["reason"].startswith("Choose one of these: health_care, ")


def test_cell_is_told_once_however_much_is_wrong_in_it(client: FakeClient, file: File, say: Say) -> None:
    said = say(file({"resident_outcomes": "parks;zoo"}))
    assert [(one["column"], one["code"]) for one in said["rejected"]] == [("resident_outcomes", "not_a_choice")]


def test_report_may_be_a_workbook(client: FakeClient, file: File, say: Say, tmp_path: Path) -> None:
    say(file(WRONG), "--report", str(tmp_path / "wrong.xlsx"))
    rows = list(load_workbook(tmp_path / "wrong.xlsx")["Sheet"].iter_rows(values_only=True))
    assert rows[0] == ("row", "column", "code", "reason", "value")
    assert [row[0] for row in rows[1:]] == [2, 2]


def test_fault_in_a_renumbered_entry_is_reported_in_its_own_column(client: FakeClient, file: File, say: Say) -> None:
    said = say(file({"contacts.1.name": "", "contacts.1.email": "", "contacts.1.role": "",
                     "contacts.4.name": "Leo", "contacts.4.email": "leo", "contacts.4.role": "team"}))  # fmt: skip
    assert [(one["column"], one["message"]) for one in said["rejected"]] == [
        ("contacts.4.email", "Write an email address, such as name@city.example.")
    ]


def test_report_of_another_kind_is_wrong_usage(client: FakeClient, file: File, say: Say, tmp_path: Path) -> None:
    assert say(file({}), "--report", str(tmp_path / "wrong.pdf"), expect=2)["code"] == "usage"
    assert client.requests == []


def test_report_neither_overwrites_the_file_nor_needs_a_folder_made(
    client: FakeClient, file: File, say: Say, tmp_path: Path
) -> None:
    assert "would overwrite" in say(path := file({}), "--report", path, expect=1)["message"]
    assert "no folder" in say(path, "--report", str(tmp_path / "none" / "a.csv"), expect=1)["message"]
    assert client.requests == []


# -- stopped ---------------------------------------------------------------------------------------------------------


def refuse_at(number: int, refusal: Refusal) -> Callable[[int], None]:
    def before(request: int) -> None:
        if request == number:
            raise refusal

    return before


def test_closed_call_stops_the_import_and_says_what_to_do(
    client: FakeClient, file: File, say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PART_ROWS", 2)
    client.before = refuse_at(2, Refusal("call_not_open", call="2027", thing="call", state="closed"))
    error = say(file(*named(5)), "--report", str(tmp_path / "wrong.csv"), expect=1)
    assert (error["code"], error["message"]) == ("call_not_open", "The call 2027 is closed.")
    assert [one["message"] for one in error["details"]] == [
        "The import stopped at rows 4 to 5; 2 rows before them are done.",
        "A program lead may continue with --override REASON.",
    ]
    assert not (tmp_path / "wrong.csv").exists()


def test_service_that_is_down_from_the_start_is_told_at_once(client: FakeClient, file: File, say: Say) -> None:
    client.before = refuse_at(1, Refusal("unavailable"))
    error = say(file({}), expect=3)
    assert [one["code"] for one in error["details"]] == ["import_stopped", "run_again"]
    assert error["details"][0]["message"] == "The import stopped at rows 2 to 2; 0 rows before them are done."
    assert len(client.requests) == 1


def test_service_that_goes_down_on_the_way_is_waited_for(
    client: FakeClient, file: File, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PART_ROWS", 2)
    client.before = refuse_at(2, Refusal("unavailable"))
    assert say(file(*named(5)))["counts"] == {"accepted": 5, "existing": 0, "rejected": 0}
    assert [len(one.rows) for one in client.requests] == [2, 2, 2, 1]


def test_service_that_stays_down_ends_the_import(
    client: FakeClient, file: File, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PART_ROWS", 2)
    monkeypatch.setattr(importing, "PATIENCE_S", 0)
    client.before = lambda number: refuse_at(number, Refusal("unavailable"))(number) if number > 1 else None
    error = say(path := file(*named(5)), expect=3)
    assert error["details"][0]["message"] == "The import stopped at rows 4 to 5; 2 rows before them are done."
    client.before = lambda _number: None
    assert say(path)["counts"] == {"accepted": 3, "existing": 2, "rejected": 0}


def test_nothing_waits_on_disk_after_the_import(
    client: FakeClient, file: File, say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    say(file({}, name="cities.xlsx"), "--report", str(tmp_path / "wrong.xlsx"))
    assert list(folder.iterdir()) == []
