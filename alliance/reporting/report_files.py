"""A report as a file, or on standard output: CSV, XLSX, JSON, PDF. A file takes its place when it is whole."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, Literal

from alliance.output import CommandError, usage
from shared.contracts.reporting import ReportTable
from shared.spreadsheets.writing import csv_text, written_beside
from shared.views.reports import Words, as_xlsx, csv_lines

Format = Literal["json", "csv", "xlsx", "pdf"]


def write_report(words: Words, form: Format, out: Path | None, table: str | None, document: dict[str, Any]) -> None:
    """Raises CommandError("invalid") for a path that cannot be written; nothing is left there then."""
    made = content_of(words, form, table, document)
    if out is None:
        write_out(made)
        return
    write_file(out, made)


def write_out(made: bytes) -> None:
    """To its end: what standard output took only a part of is no report."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # whoever reads it has enough
        raise
    except OSError as error:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # the rest is for nobody, at the end of the process too
        raise CommandError("invalid", reason="not_writable", file="-", why=error.strerror) from error


def write_file(out: Path, made: bytes) -> None:
    try:
        with written_beside(out) as partial:
            partial.write_bytes(made)
    except OSError as error:
        raise CommandError("invalid", reason="not_writable", file=str(out), why=error.strerror) from error


def content_of(words: Words, form: Format, table: str | None, document: dict[str, Any]) -> bytes:
    match form:
        case "json":
            return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
        case "csv":
            return csv_text(csv_lines(words, table_of(words, table))).encode()
        case "xlsx":
            return as_xlsx(words)
        case "pdf":
            return pdf_of(words)


def pdf_of(words: Words) -> bytes:
    from shared.documents.report import report_pdf  # noqa: PLC0415  (the compiler and its fonts: only where it is needed)

    return report_pdf(words)


def table_of(words: Words, name: str | None) -> ReportTable:
    """The one that is asked for, else the first. Raises a wrong usage for one that the report does not have."""
    found = [one for one in words.tables if name in (None, one.name)]
    if not found:
        raise usage("no_such_table", tables=", ".join(one.name for one in words.tables) or "-")
    return found[0]
