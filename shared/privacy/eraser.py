"""What a service does about one subject: shows what it holds, says what erasing would do, erases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from shared.contracts.errors import Detail, Refusal
from shared.contracts.kernel import Erasure, LoggedErasure, PersonalRow, PersonalRows, StillNeeded, Subject
from shared.files.store import FileStore
from shared.messaging.outbox import Outbox
from shared.privacy.declared import PERSON, Personal
from shared.privacy.erasure_log import ErasureLog, PrintKey, subject_of
from shared.privacy.kernel_tables import TABLES
from shared.privacy.rows import Rows, rows_of
from shared.privacy.subject import kind_of, parameters
from shared.security.permissions import note_overridden
from shared.storage.database import Row, Transaction

PAGE_ROWS = 40


@dataclass(frozen=True)
class Means:
    """What a service brings: its declaration, the key of its erasure log, its store of files."""

    personal: Personal
    key: PrintKey
    files: FileStore | None


class Eraser:
    """In one transaction of the service."""

    def __init__(self, tx: Transaction, means: Means) -> None:
        self._tx, self._personal, self._files = tx, means.personal, means.files
        self.log = ErasureLog(tx, means.key)

    def export(self, subject: Subject, after: str | None) -> PersonalRows:
        """A page: whole tables one after the other, `after` names the table and the row of it."""
        subject = self.known_as(subject)
        wanted, start = after.rsplit(":", 1) if after else ("", "0")
        for rows in self._rows(subject):
            if wanted not in ("", rows.table.name):
                continue
            found = rows.shown(int(start) if wanted else 0, PAGE_ROWS)
            at = int(start) if wanted else 0
            wanted = ""
            if found:
                items = tuple(PersonalRow(table=rows.table.name, row=one) for one in found)
                following = f"{rows.table.name}:{at + len(found)}"
                return PersonalRows(items=items, refs=subject.refs, next=following)
        return PersonalRows(items=(), refs=subject.refs)

    def preview(self, subject: Subject) -> Erasure:
        subject = self.known_as(subject)
        tables = tuple(rows.told(count) for rows in self._rows(subject) if (count := rows.count()))
        files = len(self._named_files(subject))
        return Erasure(tables=tables, refs=subject.refs, still_needed=self.still_needed(subject), files=files)

    def erase(self, subject: Subject, actor: str, now: datetime, override: str | None = None) -> Erasure:
        """Raises Refusal("still_needed") unless it is overridden."""
        subject = self.known_as(subject)
        if needed := self.still_needed(subject):
            if override is None:
                details = (Detail(one.code, one.code, names=list(one.names)) for one in needed)
                raise Refusal("still_needed", *details)
            note_overridden("still_needed")
        event = self._personal.tell(subject, self._tx) if self._personal.tell is not None else None
        if self.log.add(subject, self._prints(subject), override, actor, now) and event is not None:
            Outbox(self._tx).record(event)
        return self.apply(subject)

    def apply(self, subject: Subject) -> Erasure:
        """Erase without another word: what is in the log already, or is being put there."""
        named = self._named_files(subject)
        tables = tuple(rows.told(count) for rows in self._rows(subject) if (count := rows.erase()))
        return Erasure(tables=tables, refs=subject.refs, files=self._remove_files(named))

    def apply_again(self, entry: LoggedErasure) -> int:
        """Of an entry that is known here: by its ids, since its address may have come back as somebody new."""
        return _changed(self.apply(self.known_as(subject_of(entry))))

    def take(self, entry: LoggedErasure) -> int | None:
        """Apply an entry of a kept log: None where it is known here. Also by its hashes, over every address."""
        if not self.log.take(entry):
            return None
        found = (row["address"] for sql in self._personal.addresses for row in self._tx.all(sql))
        addresses = self.log.matching(found, entry)
        return _changed(self.apply(self.known_as(subject_of(entry, addresses=addresses))))

    def still_needed(self, subject: Subject) -> tuple[StillNeeded, ...]:
        kind, params = kind_of(subject), parameters(subject)
        asked = ((hold.code, self._tx.all(hold.sql, params)) for hold in self._personal.holds if hold.kind is kind)
        return tuple(
            StillNeeded(code=code, names=tuple(str(row["name"]) for row in rows)) for code, rows in asked if rows
        )

    def known_as(self, subject: Subject) -> Subject:
        """With the references under which this service knows the person."""
        if kind_of(subject) is not PERSON:
            return subject
        params = parameters(subject)
        refs = {row["ref"] for sql in self._personal.refs for row in self._tx.all(sql, params)}
        refs |= self.log.refs_of(subject)
        own = [] if subject.person_id is None else [f"identity:{subject.person_id}"]
        return subject.model_copy(update={"refs": tuple(sorted({*subject.refs, *refs, *own}))})

    def own_addresses(self, subject: Subject) -> Subject:
        """Those that this service knows to be the person's, whatever was said."""
        rows = self._tx.all(self._personal.own, parameters(subject)) if self._personal.own else []
        return Subject(person_id=subject.person_id, addresses=tuple(row["address"] for row in rows))

    def _rows(self, subject: Subject) -> Iterator[Rows]:
        return rows_of(self._tx, (*self._personal.tables, *TABLES), kind_of(subject), parameters(subject))

    def _prints(self, subject: Subject) -> list[str]:
        sql = self._personal.prints.get(kind_of(subject))
        return [row["print"] for row in self._tx.all(sql, parameters(subject))] if sql else []

    def _named_files(self, subject: Subject) -> set[str]:
        """Those that rows name which erasing deletes."""
        columns = dict(self._personal.files)
        return {
            str(row[columns[rows.table.name]])
            for rows in self._rows(subject)
            if rows.table.name in columns and rows.kind in rows.table.gone
            for row in _all_of(rows)
        }

    def _remove_files(self, named: set[str]) -> int:
        """What no row names any more. The rows are gone when this commits; should it not, it is done again."""
        if self._files is None or not named:
            return 0
        for table, column in self._personal.files:
            sql = f'select distinct "{column}" as file from "{table}" where "{column}" = any(%(files)s)'  # noqa: S608  # nosec B608 - of our declarations
            named = named - {row["file"] for row in self._tx.all(sql, {"files": sorted(named)})}
        for sha256 in named:
            self._files.remove(sha256)
        return len(named)


def _all_of(rows: Rows) -> list[Row]:
    return rows.shown(0, 100_000)


def _changed(done: Erasure) -> int:
    return sum(one.rows for one in done.tables)
