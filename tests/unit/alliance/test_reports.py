"""`alliance report`: for people, and as files that stand there whole or not at all."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from alliance import asking
from alliance.main import run
from alliance.reporting import reports
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.reporting import (
    AuditEntry,
    AuditPart,
    Clause,
    Counted,
    Funnel,
    GetFunnel,
    GetReport,
    ListCounted,
    ListReportEvents,
    Report,
    ReportColumn,
    ReportEvent,
    ReportRow,
    ReportTable,
)
from shared.contracts.requests import Page
from tests.support.fake_client import FakeClient

AT = datetime(2027, 3, 31, tzinfo=UTC)
TABLE = ReportTable(
    name="by_country",
    columns=(ReportColumn(name="country", kind="country"), ReportColumn(name="received", kind="number")),
    rows=(ReportRow(cells=("BR", 1)), ReportRow(cells=("CO", 1200))),
    total=(None, 1201),
)
FOUND = Report(report="funnel", as_of=AT, time_zone="UTC", tables=(TABLE,))


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> FakeClient:
    shape = Funnel(as_of=AT, call=None, states={State.DRAFT: 1}, by_country={"BR": {State.DRAFT: 1}})
    made = FakeClient(get_report=FOUND, get_funnel=shape)
    monkeypatch.setattr(reports, "connect", lambda: made)
    return made


def test_people_read_names_and_totals(client: FakeClient, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "funnel", "--by", "region"]) == 0
    assert client.asked[0].request == GetReport(report="funnel", by="region")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Funnel"
    assert lines[-2:] == ["Colombia  1,200", "All       1,201"]


def test_scripts_read_the_shape_that_they_know_as_of_the_same_moment(
    client: FakeClient, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", "funnel", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["states"], found["by_country"], found["call"]) == ({"draft": 1}, {"BR": {"draft": 1}}, None)
    assert found["tables"]["by_country"] == [{"country": "BR", "received": 1}, {"country": "CO", "received": 1200}]
    assert client.asked[1].request == GetFunnel(as_of=AT)


@pytest.mark.parametrize(
    ("name", "beginning"), [("f.csv", b"\xef\xbb\xbf"), ("f.xlsx", b"PK"), ("f.json", b"{"), ("f.pdf", b"%PDF")]
)
def test_a_file_is_of_the_form_that_its_name_says(
    client: FakeClient, tmp_path: Path, name: str, beginning: bytes
) -> None:
    assert run(["report", "funnel", "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / name).read_bytes().startswith(beginning)
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_a_path_that_cannot_be_written_is_refused_and_leaves_nothing(
    client: FakeClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "none" / "f.csv", tmp_path / "folder"):
        assert run(["report", "funnel", "--format", "csv", "-o", str(path), "--json"]) == 1
        assert json.loads(capsys.readouterr().out)["error"]["code"] == "invalid"
    assert [one.name for one in tmp_path.iterdir()] == ["folder"]


def test_a_file_that_was_there_stays_where_the_new_one_cannot_be_made(
    client: FakeClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "f.csv"
    kept.write_text("before")

    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:5])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert run(["report", "funnel", "-o", str(kept)]) == 1
    assert (kept.read_text(), [one.name for one in tmp_path.iterdir()]) == ("before", ["f.csv"])


def test_standard_output_that_takes_no_more_is_refused(
    client: FakeClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """However small what is left over: the file that it goes to is cut off."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert run(["report", "funnel", "--format", "csv"]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_table_that_the_report_lacks_is_wrong_usage(client: FakeClient) -> None:
    assert run(["report", "funnel", "--format", "csv", "--table", "cities"]) == 2


def test_an_earlier_moment_stands_beside(client: FakeClient, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "funnel", "--then", "2027-01-01", "--json"]) == 0
    assert str(client.asked[1].request.as_of) == "2027-01-01"  # type: ignore[attr-defined]
    assert json.loads(capsys.readouterr().out)["then"] == "2027-03-31T00:00:00Z"


MADE_OF = FOUND.model_copy(update={"tables": (ReportTable(
    name="counted",
    columns=(ReportColumn(name="city", kind="city"),),
    rows=(ReportRow(cells=("Montería",), code="K7Q2M9X4TB", about="state"),),
),)})  # fmt: skip


def test_what_a_number_was_made_of_is_listed_whole_with_what_leads_to_events(
    client: FakeClient, capsys: pytest.CaptureFixture[str]
) -> None:
    client.answers["list_counted"] = lambda asked: Counted(report=MADE_OF, next=None if asked.after else "1", total=2)
    of = ["report", "funnel", "--call", "2027", "--of", "by_country/BR/received"]
    assert run(of) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == ["K7Q2M9X4TB  Montería  state"] * 2
    first, second = (one.request for one in client.asked)
    assert first == ListCounted(report="funnel", call="2027", of="by_country/BR/received", limit=1000)
    assert (second.after, second.as_of) == ("1", AT)  # type: ignore[attr-defined]
    assert run([*of, "--json"]) == 0
    row = {"city": "Montería", "code": "K7Q2M9X4TB", "about": "state"}
    assert json.loads(capsys.readouterr().out)["tables"]["counted"] == [row, row]
    assert run([*of, "--then", "2027-01-01"]) == 2


def test_the_events_of_a_row_are_listed(client: FakeClient, capsys: pytest.CaptureFixture[str],
                                        monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(asking, "connect", lambda: client)
    event = ReportEvent(at=AT, actor="local-admin", event="application_withdrawn", recorded_at=AT, source="intake",
                        clauses=(Clause(key="application_withdrawn"),), event_id=UUID(int=7))  # fmt: skip
    client.answers["list_report_events"] = Page[ReportEvent](items=(event,), next=None, total=1)
    assert run(["report", "events", "K7Q2M9X4TB", "--about", "state", "--as-of", "2027-03-31"]) == 0
    out = capsys.readouterr().out
    assert str(event.event_id) in out
    assert "2027-03-31 00:00:00" in out
    assert client.asked[-1].request == ListReportEvents(code="K7Q2M9X4TB", about="state", as_of="2027-03-31")


def test_the_audit_trail_is_a_report_too(
    client: FakeClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = AuditEntry(
        at=AT, actor="local-admin", event="access_recorded", clauses=(), id=UUID(int=1), kind="export",
        service="identity", code="K7Q2M9X4TB", about={}, origin="cli",
    )  # fmt: skip
    client.answers["list_audit"] = AuditPart(items=(entry,), next=None, total=1, as_of=AT, time_zone="America/Lima")
    assert run(["report", "audit", "--as-of", "2027-03-31", "--json"]) == 0
    assert str(client.asked[-1].request.as_of) == "2027-03-31"  # type: ignore[attr-defined]
    found = json.loads(capsys.readouterr().out)["tables"]
    assert (found["entries"][0]["about"], found["by_kind"]) == ("K7Q2M9X4TB", [{"kind": "export", "number": 1}])
    assert run(["report", "audit", "-o", str(tmp_path / "audit.csv")]) == 0
    assert "local-admin" in (tmp_path / "audit.csv").read_text(encoding="utf-8-sig")
