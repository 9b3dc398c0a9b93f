"""An import under way: a spreadsheet read to its end, then sent in parts, and what became of its rows.

Nothing is sent before the whole file has been read. Rows wait in an unnamed file and outcomes are counted, so memory
stays small. Killed half-way it is simply run again: what is done comes back as existing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic, sleep
from typing import IO, Any
from uuid import uuid4

from shared.contracts.errors import Detail, Refusal
from shared.contracts.intake import ImportApplications, ImportOutcome, ImportRow, RejectedField
from shared.contracts.table_columns import is_header
from shared.contracts.tabular import Record, read_header, value_at
from shared.messaging.client import Client
from shared.spreadsheets.notes import Note
from shared.spreadsheets.reading import open_rows

ROW_LIMIT = 20_000
PART_BYTES = 200_000  # of JSON, below the broker's limit for one request
PART_ROWS = 500
LISTED = 10_000  # rows of each list of the answer; its counts are exact
PATIENCE_S = 30  # for a service that was there before
RETRY_S = 1
SHORT = 300  # characters

REPORT_HEADING = ("row", "column", "code", "reason", "value")

#: A line of the error report, and what stands in its cell.
Tell = Callable[[dict[str, Any], str], object]

_REPEATED = frozenset({"unavailable", "deadline_passed"})
#: What people can do next: the code of a detail.
_HINTS = {"call_not_open": "lead_may_override", "unavailable": "run_again", "deadline_passed": "run_again"}


@dataclass(frozen=True)
class Row:
    """A row that waits: what is sent of it, and which columns are not named like their field."""

    number: int
    request: dict[str, Any]
    record: Record


class Waiting:
    """The rows of a file, read to its end."""

    def __init__(self, spool: IO[bytes]) -> None:
        self._spool = spool
        self.rows = 0

    def read(self, path: Path, note: Note, advance: Callable[[], object]) -> None:
        """Raises Refusal("invalid") for a file that cannot be imported as a whole."""
        with open_rows(path, note, is_header) as rows:
            header = read_header(next(rows, ()))
            for number, cells in enumerate(rows, 2):
                record = header.read(cells)
                if record is None:
                    continue
                if self.rows == ROW_LIMIT:
                    raise Refusal("invalid", reason="too_many_rows", file=path.name, most=ROW_LIMIT, row=number)
                self._spool.write(_line(number, record))
                self.rows += 1
                advance()
        if not self.rows:
            raise Refusal("invalid", reason="no_rows", file=path.name)

    def parts(self) -> Iterator[list[Row]]:
        """In order, each within the limits of one request."""
        part: list[Row] = []
        size = 0
        self._spool.seek(0)
        for line in self._spool:
            if part and (size + len(line) > PART_BYTES or len(part) == PART_ROWS):
                yield part
                part, size = [], 0
            request, renumbered = json.loads(line)
            part.append(Row(request["row"], request, Record(request["document"], renumbered=renumbered)))
            size += len(line)
        if part:
            yield part


@dataclass
class Tally:
    """What became of the rows so far."""

    tell: Tell
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("accepted", "existing", "rejected"), 0))
    accepted: list[dict[str, Any]] = field(default_factory=list)
    existing: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    cities: set[str] = field(default_factory=set)  # of a dry run, which leaves no trace for later rows to find

    @property
    def done(self) -> int:
        return sum(self.counts.values())

    def add(self, part: list[Row], outcome: ImportOutcome, *, dry_run: bool) -> None:
        for imported in outcome.accepted:
            known = imported.city_key in self.cities
            self._count("existing" if known else "accepted", {"row": imported.row, "code": imported.code})
        for imported in outcome.existing:
            self._count("existing", {"row": imported.row, "code": imported.code})
        if dry_run:
            self.cities |= {imported.city_key for imported in outcome.accepted}
        rows = {row.number: row for row in part}
        self.counts["rejected"] += len({wrong.row for wrong in outcome.rejected})
        told: set[tuple[int, str]] = set()  # a cell that holds a list may be wrong in several of its entries
        for wrong in outcome.rejected:
            column = rows[wrong.row].record.column_of(wrong.column)
            if (wrong.row, column) not in told:
                told.add((wrong.row, column))
                self._reject(wrong, column, value_at(rows[wrong.row].record.document, wrong.column))

    def _reject(self, wrong: RejectedField, column: str, value: str) -> None:
        line = {"row": wrong.row, "column": column, "code": wrong.code, "message": wrong.message}
        line |= {"values": wrong.values}
        self.tell(line, value[:SHORT])
        if len(self.rejected) < LISTED:
            self.rejected.append(line)

    def _count(self, name: str, item: dict[str, Any]) -> None:
        self.counts[name] += 1
        listed: list[dict[str, Any]] = getattr(self, name)
        if len(listed) < LISTED:
            listed.append(item)

    def as_dict(self) -> dict[str, Any]:
        return {"counts": self.counts, "accepted": self.accepted, "existing": self.existing, "rejected": self.rejected}


def run_import(
    client: Client, path: Path, tally: Tally, note: Note, progress: Callable[[str, int | None], Callable[[], object]],
    *, notify: bool, dry_run: bool, override: str | None,
) -> None:  # fmt: skip
    """Read, then send. `progress(what, total)` gives a function that says: one more."""
    with TemporaryFile() as spool:
        waiting = Waiting(spool)
        waiting.read(path, note, progress("reading", None))
        advance = progress("checking" if dry_run else "importing", waiting.rows)
        for part in waiting.parts():
            request = ImportApplications(
                rows=tuple(ImportRow.model_validate(row.request) for row in part),
                notify=notify, dry_run=dry_run, override=override,
            )  # fmt: skip
            try:
                outcome = send(client, request, note, patient=tally.done > 0)
            except Refusal as refusal:
                raise _stopped(refusal, tally, part, dry_run=dry_run) from refusal
            tally.add(part, outcome, dry_run=dry_run)
            for _ in part:
                advance()


def send(client: Client, request: ImportApplications, note: Note, *, patient: bool) -> ImportOutcome:
    """One part, under one command id: however often it is repeated, it has one effect."""
    command_id, give_up_at = uuid4(), monotonic() + PATIENCE_S
    while True:
        try:
            return client.call(request, command_id=command_id)
        except Refusal as refusal:
            if refusal.code not in _REPEATED or not patient or monotonic() > give_up_at:
                raise
            note("trying_again", why=refusal.foreign or refusal.phrase)
            sleep(RETRY_S)


def _stopped(refusal: Refusal, tally: Tally, part: list[Row], *, dry_run: bool) -> Refusal:
    """What the service said, how far the import came, and what to do."""
    done = 0 if dry_run else tally.done
    where = Detail("", "import_stopped", first=part[0].number, last=part[-1].number, count=done)
    hints = [Detail("", _HINTS[refusal.code])] if refusal.code in _HINTS else []
    return refusal.beside(where, *hints)


def insist_on_other_file(report: Path, file: Path) -> None:
    if report.resolve() == file.resolve():
        raise Refusal("invalid", reason="report_over_file")


def _line(number: int, record: Record) -> bytes:
    """One row as it waits. One that no request could hold is cut, and says so."""
    faults = [fault.as_dict() for fault in record.faults]
    line = _json(number, record.document, faults, record)
    if len(line) <= PART_BYTES:
        return line
    faults.append(Detail("", "row_too_long", most=PART_BYTES).as_dict())
    return _json(number, _shortened(record.document), faults, record)


def _json(number: int, document: Any, faults: list[dict[str, Any]], record: Record) -> bytes:
    request = {"row": number, "document": document, "faults": faults}
    return json.dumps([request, record.renumbered], separators=(",", ":")).encode() + b"\n"


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shortened(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_shortened(part) for part in value]
    return value[:SHORT] if isinstance(value, str) else value
