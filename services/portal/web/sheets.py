"""Spreadsheets on their way in: the file, how far its checking or its import is, what came of its rows.

Held by this process alone, for as long as somebody works on it: whoever finds it gone hands the file in again, and what
was done comes back as there already.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import Lock, Thread
from time import monotonic
from typing import Any, Literal
from uuid import UUID, uuid4

from shared.contracts.errors import Refusal, not_found
from shared.messaging.client import Client
from shared.views.importing import Tally, run_import

KEPT_S = 3600
MOST = 20  # at a time, of everybody
MOST_LINES = 100_000  # of an error report

Stage = Literal["waiting", "checking", "checked", "importing", "imported", "stopped"]
RUNNING: frozenset[Stage] = frozenset({"checking", "importing"})


@dataclass
class Sheet:
    """`notes`: what its reader had to choose. `lines`: of the error report, each with what stands in its cell."""

    whose: UUID
    name: str
    notify: bool
    override: str | None = None
    id: UUID = field(default_factory=uuid4)
    folder: Path = field(default_factory=lambda: Path(mkdtemp(prefix="alliance-import-")))
    stage: Stage = "waiting"
    done: int = 0
    total: int | None = None
    refusal: Refusal | None = None
    notes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    lines: list[tuple[dict[str, Any], str]] = field(default_factory=list)
    tally: Tally | None = None
    thread: Thread | None = None
    touched_at: float = field(default_factory=monotonic)
    _lock: Lock = field(default_factory=Lock)

    @property
    def path(self) -> Path:
        return self.folder / self.name

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
            self.tally = Tally(self._keep)
            self.thread = Thread(target=self._run, args=(client, dry_run), daemon=True)
        self.thread.start()

    def _run(self, client: Client, dry_run: bool) -> None:
        assert self.tally is not None, "begun"
        try:
            run_import(
                client, self.path, self.tally, self._note, self._begin,
                notify=self.notify, dry_run=dry_run, override=self.override,
            )  # fmt: skip
            self.stage = "checked" if dry_run else "imported"
        except Refusal as refusal:
            self.refusal, self.stage = refusal, "stopped"
        except Exception:
            self.refusal, self.stage = Refusal("internal_error"), "stopped"
            raise
        finally:
            self.touched_at = monotonic()

    def _note(self, key: str, **values: Any) -> None:
        self.notes.append((key, values))

    def _keep(self, line: dict[str, Any], value: str) -> None:
        if len(self.lines) < MOST_LINES:
            self.lines.append((line, value))

    def _begin(self, _what: str, total: int | None) -> Callable[[], object]:
        self.done, self.total = 0, total
        return self._advance

    def _advance(self) -> None:
        self.done += 1

    def drop(self) -> None:
        rmtree(self.folder, ignore_errors=True)


class Sheets:
    def __init__(self) -> None:
        self._known: dict[UUID, Sheet] = {}
        self._lock = Lock()

    def add(self, sheet: Sheet) -> None:
        """Raises Refusal("unavailable") while too many are worked on."""
        with self._lock:
            for id_, one in list(self._known.items()):
                if not one.running and monotonic() - one.touched_at > KEPT_S:
                    self._known.pop(id_).drop()
            if len(self._known) >= MOST:
                idle = [one for one in self._known.values() if not one.running]
                if not idle:
                    raise Refusal("unavailable", reason="too_busy")
                self._known.pop(min(idle, key=lambda one: one.touched_at).id).drop()
            self._known[sheet.id] = sheet

    def close(self) -> None:
        for id_ in list(self._known):
            self._known.pop(id_).drop()

    def get(self, id_: UUID, whose: UUID) -> Sheet:
        """Raises not_found for one that is gone, or somebody else's."""
        found = self._known.get(id_)
        if found is None or found.whose != whose:
            raise not_found("page", str(id_))
        found.touched_at = monotonic()
        return found
