"""Applications from a spreadsheet: handed in, checked before anything is written, imported; its error report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from services.portal.forms.filled import Filled, blank
from services.portal.forms.handed_in import insist_on_length
from services.portal.forms.multipart import Reading, is_multipart
from services.portal.forms.posted import Posted, Sent, posted_by
from services.portal.pages.staff.applications import PATH as APPLICATIONS
from services.portal.web.limits import SHEET_MEGABYTES
from services.portal.web.page import PRIVATE, Page
from services.portal.web.roles import StaffHere, is_lead
from services.portal.web.sheets import Sheet, Sheets
from shared.contracts.errors import Detail, Refusal
from shared.messaging.client import Client
from shared.spreadsheets.writing import KINDS, spreadsheet
from shared.views.importing import LISTED, REPORT_HEADING, ROW_LIMIT

router = APIRouter(include_in_schema=False)

PATH = f"{APPLICATIONS}/import"
FILE, SHOWN, NAME_MOST = "sheet", 20, 200  # bytes of a name
MEDIA = {
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def sheets_of(request: Request) -> Sheets:
    found: Sheets = request.app.state.sheets
    return found


SheetsHere = Annotated[Sheets, Depends(sheets_of)]


def sheet_here(page: StaffHere, sheets: SheetsHere, sheet: UUID) -> Sheet:
    return sheets.get(sheet, person_of(page))


SheetHere = Annotated[Sheet, Depends(sheet_here)]


@router.get(PATH)
def show_form(page: StaffHere) -> Response:
    return show(page, blank())


@router.post(PATH)
async def hand_in(page: StaffHere, request: Request, sheets: SheetsHere) -> Response:
    """Nothing of the file is read before its sender is known to be of the staff."""
    sheet = sheets.new(person_of(page))
    try:
        posted, refusal = await taken(request, sheet)
    except BaseException:
        sheet.drop()
        raise
    return await run_in_threadpool(begin, page, sheets, sheet, posted, refusal)


async def taken(request: Request, sheet: Sheet) -> tuple[Posted, Refusal | None]:
    """What was typed, and why the file was not taken."""
    if not is_multipart(request):
        return await posted_by(request), Refusal("invalid", Detail(FILE, "missing"))
    reading, named = Reading(), False
    try:
        async for file, content in reading.pieces(request):
            insist_on_length(request, FILE, SHEET_MEGABYTES)
            sheet.name, named = name_of(file.filename), True
            with sheet.written() as kept:
                async for piece in content:
                    kept.write(piece)
    except Refusal as refusal:
        too_long = refusal.reason == "body_too_long"
        why = Refusal("invalid", Detail(FILE, "file_too_large", most=SHEET_MEGABYTES)) if too_long else refusal
        return Posted(reading.pairs), why
    return Posted(reading.pairs), None if named else Refusal("invalid", Detail(FILE, "missing"))


def name_of(said: str) -> str:
    """Its own name alone, by which it can be kept: a browser may say where it lies, and `..` is no file's."""
    own = PurePosixPath(said.replace("\\", "/")).name
    printable = "".join(mark for mark in own if mark.isprintable())
    kept = printable.encode()[-NAME_MOST:].decode(errors="ignore")
    return kept if kept.strip(".") else "sheet"


def begin(page: Page, sheets: Sheets, sheet: Sheet, posted: Posted, refusal: Refusal | None) -> Response:
    if refusal is None:
        sheet.notify = bool(posted.text("notify"))
        sheet.override = posted.text("override").strip() or None
        try:
            sheets.add(sheet)
        except Refusal as full:
            refusal = full
    if refusal is not None:
        sheet.drop()
        return show(page, Filled(posted=posted, refusal=refusal, command_id=posted.command_id))
    sheet.start(client_for(page), dry_run=True)
    return page.see(f"{PATH}/{sheet.id}")


def show(page: Page, form: Filled) -> Response:
    return page.show(
        "staff/import.html", form.status, form=form, leads=is_lead(page), megabytes=SHEET_MEGABYTES, rows=ROW_LIMIT
    )


@router.get(f"{PATH}/{{sheet}}")
def show_sheet(page: StaffHere, sheet: SheetHere) -> Response:
    """How far it is; what is wrong, row by row; what comes next."""
    sheet = sheet.as_it_stands()
    return page.show(
        "staff/sheet.html", sheet=sheet, path=f"{PATH}/{sheet.id}", leads=is_lead(page), form=blank(),
        counts=sheet.tally.counts if sheet.tally else {}, kinds=[kind[1:] for kind in KINDS],
        problems=[] if sheet.running else [said_of(page, line, value) for line, value in sheet.lines[:SHOWN]],
        imported=[one["code"] for one in sheet.tally.accepted[:SHOWN] if one["code"]] if sheet.tally else [],
        listed=LISTED,
    )  # fmt: skip


@router.post(f"{PATH}/{{sheet}}/do")
def do(page: StaffHere, sheet: SheetHere, posted: Sent) -> Response:
    """Checks again, or imports; what was stopped goes on where it was, as what is done is not done twice."""
    if "override" in posted and not sheet.running:
        sheet.override = posted.text("override").strip() or None
    sheet.start(client_for(page), dry_run=posted.text("do") == "check")
    return page.see(f"{PATH}/{sheet.id}")


@router.get(f"{PATH}/{{sheet}}/report.{{kind}}")
def get_report(page: StaffHere, sheet: SheetHere, kind: str) -> Response:
    """Every line that is wrong, in the reader's language."""
    if f".{kind}" not in KINDS or sheet.running:
        raise Refusal("not_found", reason="address")
    name = f"report.{kind}"
    with TemporaryDirectory(dir=sheet.folder) as folder:
        path = Path(folder) / name
        with spreadsheet(path, [page.say(f"pages.import.column.{one}") for one in REPORT_HEADING]) as write:
            for row in rows_of(page, sheet):
                write(row)
        content = path.read_bytes()
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=MEDIA[f".{kind}"], headers=headers)


def rows_of(page: Page, sheet: Sheet) -> Iterator[tuple[Any, ...]]:
    for line, value in sheet.lines:
        yield said_of(page, line, value)


def said_of(page: Page, line: dict[str, Any], value: str) -> tuple[Any, ...]:
    """In the order of the report's heading."""
    said = Detail(line["column"], line["code"], **line["values"]).said(page.language)
    return line["row"], line["column"], line["code"], said, value


def person_of(page: Page) -> UUID:
    assert page.person is not None, "for somebody who is signed in"
    return page.person.id


def client_for(page: Page) -> Client:
    """Goes on after this page's answer, as whoever asked for it."""
    assert page.sign is not None, "for somebody who is signed in"
    return page.client.signing(page.sign)
