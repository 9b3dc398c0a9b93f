"""A spreadsheet checked, then imported, by intake's own handler: progress, what is wrong, the report."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import stat
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from openpyxl import load_workbook

from services.intake.handlers.importing import import_applications
from services.portal.web.limits import SHEET_MEGABYTES
from services.portal.web.sheets import KEPT_S, MOST, Sheet, Sheets, tidied
from shared.contracts import intake
from shared.contracts.errors import Refusal
from shared.contracts.people import Role
from tests.support.fake_client import unavailable
from tests.unit.contracts.tables import city
from tests.unit.intake.fake_intake import NOW, PROGRAM, STAFF, Desk
from tests.unit.portal.doorway import SETTINGS, Doorway, app
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import REVIEWER, door_of, headers

PATH = "/staff/applications/import"


def table(*rows: dict[str, Any]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


GOOD_AND_BAD = table(city(), city(city="Otra", residents="many"), city(city="Puerto  ejemplo"))


def door(role: Role = Role.STAFF, **answers: Any) -> tuple[Doorway, Desk]:
    desk = Desk()

    def answer(request: intake.ImportApplications) -> intake.ImportOutcome:
        return import_applications(request, desk.repository, desk.outbox, PROGRAM, STAFF, NOW)

    return door_of(role, **{"import_applications": answer} | answers), desk


def hand_in(
    at: Doorway, content: bytes = GOOD_AND_BAD, name: str = "C:\\lists\\cities.csv", **typed: str
) -> httpx.Response:
    files = {"sheet": (name, content, "text/csv")}
    return at.post(PATH, data=typed, files=files, headers=headers())


def sheet_of(at: Doorway, answer: httpx.Response) -> Sheet:
    """Once its checking or import is over."""
    sheet: Sheet = at.app.state.sheets.get(UUID(answer.headers["Location"].rpartition("/")[2]), REVIEWER)
    assert sheet.thread is not None
    sheet.thread.join(10)
    return sheet


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    app(SETTINGS).state.sheets = Sheets(tmp_path / "imports")
    return tmp_path / "imports"


def asked(at: Doorway) -> list[intake.ImportApplications]:
    return [one.request for one in at.client.asked if one.request.method == "import_applications"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("../../etc/cities.csv", "cities.csv"),
        ("..", "sheet"),
        ("a/...", "sheet"),
        ("\u00e9" * 300 + ".csv", "\u00e9" * 98 + ".csv"),
    ],
)
def test_whatever_a_browser_calls_it_it_is_kept_in_its_own_folder(said: str, kept: str) -> None:
    at, _ = door()
    sheet = sheet_of(at, hand_in(at, name=said))
    assert (sheet.path.name, sheet.path.parent, sheet.stage) == (kept, sheet.folder, "checked")


def test_nothing_is_written_before_it_was_checked_and_said() -> None:
    at, desk = door()
    answer = hand_in(at)
    sheet = sheet_of(at, answer)
    assert desk.repository.applications == {}
    page = Read(at.get(f"{PATH}/{sheet.id}", headers=headers()))
    assert "cities.csv" in page.text
    assert "Would be imported 1 There already 1 Rows with something wrong 1" in page.text
    assert "Import 1 application" in page.text
    assert "many" in page.text, "what stands in the cell that is wrong"
    again = at.post(f"{PATH}/{sheet.id}/do", data={"do": "import"}, headers=headers())
    sheet_of(at, again)
    assert [one.record.city for one in desk.repository.applications.values()] == ["Puerto Ejemplo"]
    assert [one.dry_run for one in asked(at)] == [True, False]
    assert all(one.token for one in at.client.asked if one.request.method == "import_applications")
    page = Read(at.get(f"{PATH}/{sheet.id}", headers=headers("pt")))
    assert "Importadas 1" in page.text
    assert "O arquivo foi importado" in page.text


def test_an_import_that_is_done_is_not_done_again() -> None:
    at, _ = door()
    sheet = sheet_of(at, hand_in(at))
    for _ in range(2):
        sheet_of(at, at.post(f"{PATH}/{sheet.id}/do", data={"do": "import"}, headers=headers()))
    assert [one.dry_run for one in asked(at)] == [True, False]


def test_the_report_says_what_is_wrong_in_the_readers_language_as_either_kind_of_table() -> None:
    at, _ = door()
    sheet = sheet_of(at, hand_in(at))
    text = at.get(f"{PATH}/{sheet.id}/report.csv", headers=headers("es"))
    rows = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"))))
    assert rows[0] == ["Fila", "Columna", "Código", "Qué está mal", "En la celda"]
    assert (rows[1][0], rows[1][1], rows[1][4]) == ("3", "residents", "many")
    english = at.get(f"{PATH}/{sheet.id}/report.csv", headers=headers()).content.decode("utf-8-sig")
    assert rows[1][3] not in english
    book = load_workbook(io.BytesIO(at.get(f"{PATH}/{sheet.id}/report.xlsx", headers=headers("es")).content))
    assert [str(cell.value) for cell in book.worksheets[0][2]] == rows[1]
    assert at.get(f"{PATH}/{sheet.id}/report.pdf", headers=headers()).status_code == 404


def test_what_is_typed_goes_with_every_part() -> None:
    at, _ = door(Role.PROGRAM_LEAD)
    sheet_of(at, hand_in(at, notify="true", override="Counsel agrees"))
    assert [(one.notify, one.override) for one in asked(at)] == [(True, "Counsel agrees")]


def test_while_it_runs_the_page_says_how_far_it_is_and_asks_again() -> None:
    begun, over = Event(), Event()

    def answer(_: intake.ImportApplications) -> intake.ImportOutcome:
        begun.set()
        assert over.wait(10)
        return intake.ImportOutcome(accepted=(), existing=(), rejected=())

    at, _ = door(import_applications=answer)
    handed = hand_in(at)
    assert begun.wait(10)
    running = at.get(handed.headers["Location"], headers=headers())
    over.set()
    assert "0 of 3 rows" in Read(running).text
    assert "every 2s" in running.text
    sheet_of(at, handed)
    assert "every 2s" not in at.get(handed.headers["Location"], headers=headers()).text


def test_a_service_that_is_away_stops_it_and_it_is_checked_again() -> None:
    at, _ = door(import_applications=unavailable())
    sheet = sheet_of(at, hand_in(at))
    page = Read(at.get(f"{PATH}/{sheet.id}", headers=headers("fr")))
    assert "C’est interrompu" in page.text
    assert "Vérifier de nouveau" in page.text


def test_only_a_lead_is_offered_an_exception_to_a_call_that_is_closed() -> None:
    closed = Refusal("call_not_open", reason="closed", call="2027")
    for role, offered in ((Role.STAFF, False), (Role.PROGRAM_LEAD, True)):
        at, _ = door(role, import_applications=closed)
        sheet = sheet_of(at, hand_in(at))
        assert ("override" in Read(at.get(f"{PATH}/{sheet.id}", headers=headers())).fields) is offered
    sheet_of(at, at.post(f"{PATH}/{sheet.id}/do", data={"do": "check", "override": "late"}, headers=headers()))
    assert asked(at)[-1].override == "late"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"city\r\n", b"\x00\x01\x02"])
def test_what_is_no_table_is_refused_as_a_whole(content: bytes) -> None:
    at, _ = door()
    sheet = sheet_of(at, hand_in(at, content))
    assert sheet.stage == "stopped"
    page = Read(at.get(f"{PATH}/{sheet.id}", headers=headers()))
    assert "Another file" in page.text
    assert "Check again" not in page.text, "it would say the same"
    assert asked(at) == []


def test_without_a_file_and_with_one_that_is_too_large_it_is_said_beside_its_field() -> None:
    at, _ = door()
    for sent in (
        at.post(PATH, data={"notify": "true"}, headers=headers()),
        at.post(PATH, files={"sheet": ("x.csv", b"x" * (SHEET_MEGABYTES + 1) * 1024 * 1024)}, headers=headers()),
    ):
        assert sent.status_code == 422
        assert Read(sent).fields["sheet"]["aria-invalid"] == "true"


def test_nobody_else_sees_or_touches_it() -> None:
    at, _ = door()
    sheet = sheet_of(at, hand_in(at))
    assert at.app.state.sheets.get(sheet.id, REVIEWER) is sheet
    with pytest.raises(Refusal):
        at.app.state.sheets.get(sheet.id, uuid4())
    stranger, _ = door(Role.REVIEWER)
    assert hand_in(stranger).status_code == 403
    assert stranger.get(f"{PATH}/{sheet.id}", headers=headers()).status_code == 403
    assert at.get(f"{PATH}/{uuid4()}", headers=headers()).status_code == 404


def test_a_page_tells_of_one_moment(folder: Path) -> None:
    sheet = Sheet(UUID(int=1), folder / str(uuid4()), "cities.csv", stage="checking")
    seen = sheet.as_it_stands()
    sheet.stage = "checked"
    sheet.drop()
    assert (seen.running, sheet.running) == (True, False)


# -- a portal that ends, and what stays --------------------------------------------------------------------------------


def killed(folder: Path) -> None:
    """What a process knew is gone with it; what lies in the folder stays."""
    app(SETTINGS).state.sheets = Sheets(folder)


def contents(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_after_the_portal_was_killed_what_was_checked_is_shown_and_imported(folder: Path) -> None:
    at, desk = door()
    sheet = sheet_of(at, hand_in(at, notify="true"))
    before = Read(at.get(f"{PATH}/{sheet.id}", headers=headers())).text
    report = at.get(f"{PATH}/{sheet.id}/report.csv", headers=headers()).content
    killed(folder)
    assert Read(at.get(f"{PATH}/{sheet.id}", headers=headers())).text == before
    assert at.get(f"{PATH}/{sheet.id}/report.csv", headers=headers()).content == report
    killed(folder)
    sheet_of(at, at.post(f"{PATH}/{sheet.id}/do", data={"do": "import"}, headers=headers()))
    assert [one.record.city for one in desk.repository.applications.values()] == ["Puerto Ejemplo"]
    assert [(one.dry_run, one.notify) for one in asked(at)] == [(True, True), (False, True)]


def test_what_was_under_way_when_it_was_killed_is_checked_again_and_goes_on(folder: Path) -> None:
    at, _ = door()
    sheet = sheet_of(at, hand_in(at))
    for stage in ("checking", "importing"):
        sheet.stage = stage  # type: ignore[assignment]
        sheet.keep()
        killed(folder)
        page = Read(at.get(f"{PATH}/{sheet.id}", headers=headers()))
        assert "The portal was restarted meanwhile" in page.text
        assert "Check again" in page.text
        sheet = sheet_of(at, at.post(f"{PATH}/{sheet.id}/do", data={"do": "check"}, headers=headers()))
        assert sheet.stage == "checked"


def test_what_was_imported_is_removed_and_still_told(folder: Path) -> None:
    at, _ = door()
    sheet = sheet_of(at, hand_in(at))
    assert contents(folder) == [f"{sheet.id}.json", f"{sheet.id}/cities.csv"]
    sheet_of(at, at.post(f"{PATH}/{sheet.id}/do", data={"do": "import"}, headers=headers()))
    assert contents(folder) == [f"{sheet.id}.json"]
    killed(folder)
    assert "Imported 1" in Read(at.get(f"{PATH}/{sheet.id}", headers=headers())).text
    assert at.get(f"{PATH}/{sheet.id}/report.csv", headers=headers()).status_code == 200


def test_after_a_restart_too_it_is_its_owners_alone_and_readable_by_nobody_else_here(folder: Path) -> None:
    at, _ = door()
    sheet = sheet_of(at, hand_in(at))
    killed(folder)
    with pytest.raises(Refusal):
        app(SETTINGS).state.sheets.get(sheet.id, uuid4())
    modes = {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in folder.rglob("*")}
    assert modes == {0}


def aged(*paths: Path) -> None:
    for path in paths:
        os.utime(path, (0, path.stat().st_mtime - KEPT_S - 1))


def test_one_that_nobody_goes_on_with_goes_whether_or_not_anybody_comes(folder: Path) -> None:
    at, _ = door()
    old, young = (sheet_of(at, hand_in(at)) for _ in range(2))
    aged(folder / f"{old.id}.json")
    half = app(SETTINGS).state.sheets.new(REVIEWER)
    half.written().close()  # a portal that was killed while it came
    aged(half.folder)

    async def begins() -> None:
        async with tidied(Sheets(folder)):
            pass

    asyncio.run(begins())
    assert contents(folder) == [f"{young.id}.json", f"{young.id}/cities.csv"]
    aged(folder / f"{young.id}.json")
    assert at.get(f"{PATH}/{young.id}", headers=headers()).status_code == 404
    assert list(folder.iterdir()) == []


def test_there_are_no_more_than_so_many_and_the_one_longest_left_alone_gives_way(folder: Path) -> None:
    at, _ = door()
    first, second, *_ = [sheet_of(at, hand_in(at)) for _ in range(MOST)]
    for number, one in enumerate(sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime)):
        os.utime(one, (0, one.stat().st_mtime - 100 + number))
    killed(folder)
    sheet_of(at, hand_in(at))
    assert len(list(folder.glob("*.json"))) == MOST
    assert at.get(f"{PATH}/{first.id}", headers=headers()).status_code == 404
    assert at.get(f"{PATH}/{second.id}", headers=headers()).status_code == 200


def test_what_another_version_kept_is_not_there(folder: Path) -> None:
    at, _ = door()
    sheet = sheet_of(at, hand_in(at))
    (folder / f"{sheet.id}.json").write_text('{"of": "before"}')
    killed(folder)
    assert at.get(f"{PATH}/{sheet.id}", headers=headers()).status_code == 404
