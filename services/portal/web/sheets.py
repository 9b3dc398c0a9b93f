"""Spreadsheets on their way in: the file, how far its checking or its import is, what came of its rows.

Kept below FILES_DIR as what people hand in elsewhere is, readable by the portal's user alone, until they are imported
or nobody has gone on with them for an hour: a portal that was stopped or killed finds them again. One that was under
way then is checked again, and what was done comes back as there already.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from threading import Lock, RLock, Thread
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from starlette.concurrency import run_in_threadpool

from shared.contracts.errors import Refusal, not_found
from shared.contracts.requests import Model
from shared.files.imports import RECORD, RUNNING, Stage, drop, record_of
from shared.files.store import FILE_MODE, FOLDER_MODE, write
from shared.messaging.client import Client
from shared.views.importing import Tally, run_import

KEPT_S = 3600
TIDIED_EVERY_S = 60
MOST = 20  # at a time, of everybody
MOST_LINES = 20_000  # of an error report


class Record(Model):
    """What is known of a sheet, as it outlives the process."""

    whose: UUID
    name: str
    notify: bool
    override: str | None
    stage: Stage
    total: int | None
    refusal: dict[str, Any] | None
    notes: tuple[tuple[str, dict[str, Any]], ...]
    lines: tuple[tuple[dict[str, Any], str], ...]
    counts: dict[str, int] | None
    accepted: tuple[dict[str, Any], ...]


@dataclass
class Sheet:
    """`folder`: its own, whose name is its id. `notes`: what its reader had to choose. `lines`: of the error report,
    each with what stands in its cell."""

    whose: UUID
    folder: Path
    name: str = "sheet"
    notify: bool = False
    override: str | None = None
    stage: Stage = "waiting"
    done: int = 0
    total: int | None = None
    refusal: Refusal | None = None
    notes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    lines: list[tuple[dict[str, Any], str]] = field(default_factory=list)
    tally: Tally | None = None
    thread: Thread | None = None
    _lock: Lock = field(default_factory=Lock)

    @property
    def id(self) -> UUID:
        return UUID(self.folder.name)

    @property
    def path(self) -> Path:
        return self.folder / self.name

    def written(self) -> BinaryIO:
        """To be written, as what came of it is asked for."""
        return os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE), "wb")

    @property
    def running(self) -> bool:
        return self.stage in RUNNING

    def as_it_stands(self) -> Sheet:
        """For a page: how far it comes meanwhile changes nothing of it, or half of the page would tell of before."""
        return copy(self)

    def start(self, client: Client, *, dry_run: bool) -> None:
        """Pressed twice, it runs once."""
        with self._lock:
            if self.running or self.stage == "imported":
                return
            self.stage = "checking" if dry_run else "importing"
            self.done, self.total, self.refusal, self.notes, self.lines = 0, None, None, [], []
            self.tally = Tally(self._tell)
            self.thread = Thread(target=self._run, args=(client, dry_run), daemon=True)
        self.thread.start()

    def _run(self, client: Client, dry_run: bool) -> None:
        assert self.tally is not None, "begun"
        stage: Stage = "stopped"
        try:
            self.keep()
            run_import(
                client, self.path, self.tally, self._note, self._begin,
                notify=self.notify, dry_run=dry_run, override=self.override,
            )  # fmt: skip
            stage = "checked" if dry_run else "imported"
        except Refusal as refusal:
            self.refusal = refusal
        except Exception:
            self.refusal = Refusal("internal_error")
            raise
        finally:
            self.stage = stage
            if stage == "imported":
                self.path.unlink(missing_ok=True)  # it has served
            self.keep()

    def _note(self, key: str, **values: Any) -> None:
        self.notes.append((key, values))

    def _tell(self, line: dict[str, Any], value: str) -> None:
        if len(self.lines) < MOST_LINES:
            self.lines.append((line, value))

    def _begin(self, _what: str, total: int | None) -> Callable[[], object]:
        self.done, self.total = 0, total
        return self._advance

    def _advance(self) -> None:
        self.done += 1

    def keep(self) -> None:
        """As it stands: whoever finds it later goes on from here."""
        record = Record(
            whose=self.whose, name=self.name, notify=self.notify, override=self.override,
            stage=self.stage, total=self.total, refusal=self.refusal.as_dict() if self.refusal else None,
            notes=tuple(self.notes), lines=tuple(self.lines),
            counts=self.tally.counts if self.tally else None,
            accepted=tuple(self.tally.accepted) if self.tally else (),
        )  # fmt: skip
        write(record_of(self.folder), record.model_dump_json().encode())

    @classmethod
    def found(cls, folder: Path) -> Sheet:
        """As it was kept. Raises FileNotFoundError, ValueError for what another version of ours kept."""
        kept = Record.model_validate_json(record_of(folder).read_bytes())
        sheet = cls(kept.whose, folder, kept.name, kept.notify, kept.override, kept.stage, total=kept.total)
        sheet.refusal = Refusal.from_dict(kept.refusal) if kept.refusal else None
        sheet.notes, sheet.lines = list(kept.notes), list(kept.lines)
        if kept.counts is not None:
            sheet.tally = Tally(sheet._tell, kept.counts, list(kept.accepted))
        if kept.stage in {"waiting", *RUNNING}:
            sheet.stage, sheet.refusal = "stopped", Refusal("unavailable", reason="import_cut_off")
        return sheet

    def drop(self) -> None:
        drop(self.folder)


class Sheets:
    """Below one folder, which is made at the first write."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[UUID, Sheet] = {}
        self._lock = RLock()

    def new(self, whose: UUID) -> Sheet:
        """One whose file is yet to come."""
        sheet = Sheet(whose, self._folder / str(uuid4()))
        sheet.folder.mkdir(parents=True, mode=FOLDER_MODE)
        return sheet

    def add(self, sheet: Sheet) -> None:
        """Raises Refusal("unavailable") while too many are worked on."""
        with self._lock:
            self.forget_old()
            records = sorted(self._folder.glob(f"*{RECORD}"), key=lambda one: one.stat().st_mtime)
            if len(records) >= MOST:
                idle = [one for one in records if not self._runs(one)]
                if not idle:
                    raise Refusal("unavailable", reason="too_busy")
                self._forget(idle[0])
            sheet.keep()
            self._known[sheet.id] = sheet

    def get(self, id_: UUID, whose: UUID) -> Sheet:
        """Raises not_found for one that is gone, or somebody else's."""
        folder = self._folder / str(id_)
        with self._lock, suppress(FileNotFoundError, ValueError):
            self.forget_old()
            if id_ not in self._known:
                self._known[id_] = Sheet.found(folder)
            if self._known[id_].whose == whose:
                os.utime(record_of(folder))
                return self._known[id_]
        raise not_found("page", str(id_))

    def forget_old(self) -> None:
        """What nobody has gone on with, and what a portal that was killed left half written."""
        with self._lock:
            for path in self._folder.glob("*"):
                record = record_of(path)
                with suppress(OSError):  # one that cannot go now holds up no other
                    seen = (record if record.exists() else path).stat().st_mtime
                    if seen < time.time() - KEPT_S and not self._runs(record):
                        self._forget(path)

    def _runs(self, path: Path) -> bool:
        return any(one.running for id_, one in self._known.items() if str(id_) == path.stem)

    def _forget(self, path: Path) -> None:
        self._known = {id_: one for id_, one in self._known.items() if str(id_) != path.stem}
        if path.is_file():
            path.unlink()
        rmtree(path.with_suffix(""), ignore_errors=True)
        record_of(path).unlink(missing_ok=True)


@asynccontextmanager
async def tidied(sheets: Sheets) -> AsyncIterator[None]:
    """None stays longer than it is kept, whether or not anybody comes."""
    await run_in_threadpool(sheets.forget_old)
    tidying = asyncio.create_task(tidy(sheets))
    yield
    tidying.cancel()


async def tidy(sheets: Sheets) -> None:
    while True:
        await asyncio.sleep(TIDIED_EVERY_S)
        await run_in_threadpool(sheets.forget_old)
