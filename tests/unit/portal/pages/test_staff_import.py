"""A spreadsheet checked, then imported, by intake's own handler: progress, what is wrong, the report."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from openpyxl import load_workbook

from services.intake.handlers.importing import import_applications
from services.portal.web.limits import SHEET_MEGABYTES
from services.portal.web.sheets import Sheet
from shared.contracts import intake
from shared.contracts.errors import Refusal
from shared.contracts.people import Role
from tests.support.fake_client import unavailable
from tests.unit.contracts.tables import city
from tests.unit.intake.fake_intake import NOW, PROGRAM, STAFF, Desk
from tests.unit.portal.doorway import Doorway, app
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
def _nothing_is_left() -> Iterator[None]:
    yield
    app().state.sheets.close()


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


def test_a_page_tells_of_one_moment() -> None:
    sheet = Sheet(whose=UUID(int=1), name="cities.csv", notify=False, stage="checking")
    seen = sheet.as_it_stands()
    sheet.stage = "checked"
    sheet.drop()
    assert (seen.running, sheet.running) == (True, False)
