"""`alliance import`: applications from a spreadsheet."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from alliance.commands import Commands
from alliance.connection import connect
from alliance.options import Override
from alliance.output import fault, fitted, paragraph, show, usage
from alliance.reader import language, words
from shared.contracts.errors import Refusal
from shared.spreadsheets.notes import Note
from shared.spreadsheets.writing import KINDS, Write, spreadsheet
from shared.views.importing import REPORT_HEADING, Tally, insist_on_other_file, run_import
from shared.wording import say

app = Commands()

SHOWN = 20  # lines for people; --json and --report hold more


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX, up to 20,000 rows.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge every row; write nothing.")] = False,
    notify: Annotated[
        bool, typer.Option("--notify", help="Send each city a mail that its application was received.")
    ] = False,
    override: Override = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the problems to this .csv or .xlsx file.")
    ] = None,
) -> None:
    """Import applications, one per row; for the columns see docs/files.md. A second run adds nothing.

    \b
    Example:
      alliance import cities.xlsx --dry-run --report wrong.xlsx
    """
    with _report(report, file) as write, _progress() as (note, progress):
        tally = Tally(lambda line, value: write((line["row"], line["column"], line["code"], line["message"], value)))
        run_import(connect(), file, tally, note, progress, notify=notify, dry_run=dry_run, override=override)
    show(tally.as_dict(), lambda _: _print(tally, dry_run, report))


def _report(report: Path | None, file: Path) -> AbstractContextManager[Write]:
    if report is None:
        return nullcontext(lambda _row: None)
    if report.suffix.lower() not in KINDS:
        raise usage("report_name", kinds=list(KINDS))
    insist_on_other_file(report, file)
    if not report.parent.is_dir():
        raise Refusal("invalid", reason="no_such_folder", folder=str(report.parent))
    return spreadsheet(report, REPORT_HEADING)


@contextmanager
def _progress() -> Iterator[tuple[Note, Callable[[str, int | None], Callable[[], None]]]]:
    """On stderr: a bar in a terminal, and notes everywhere."""
    columns = (TextColumn("{task.description:<11}"), BarColumn(30), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as progress:

        def begin(what: str, total: int | None) -> Callable[[], None]:
            task = progress.add_task(words(f"import.{what}"), total=total)
            return lambda: progress.advance(task)

        def note(key: str, **values: Any) -> None:
            console.print(fitted(say(language(), f"reading.{key}", **values)), markup=False)

        yield note, begin


def _print(tally: Tally, dry_run: bool, report: Path | None) -> None:
    counts = tally.counts
    print(words("import.would_count", **counts) if dry_run else words("import.counts", **counts))
    for row, lines in groupby(tally.rejected[:SHOWN], key=lambda line: line["row"]):
        head = f"  {words('import.row', row=f'{row:<6}')} "
        for line in lines:
            print(paragraph(head, f"{line['column'] and line['column'] + ': '}{said_of(line)} ({line['code']})"))
            head = " " * len(head)
    if len(tally.rejected) > SHOWN:
        more = words("import.more_in", report=report) if report else words("import.more")
        print(fitted(f"  {more}"))


def said_of(line: Mapping[str, Any]) -> str:
    return fault({"field": line["column"], **line})
