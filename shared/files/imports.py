"""Where spreadsheets wait for their import below FILES_DIR, and what is let go of there before its time.

A sheet has a folder of its own, and beside it a record of how far it is (services/portal/web/sheets.py).
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from typing import Literal

IMPORTS = Path("portal") / "imports"
RECORD = ".json"  # beside a sheet's folder

Stage = Literal["waiting", "checking", "checked", "importing", "imported", "stopped"]
RUNNING: frozenset[Stage] = frozenset({"checking", "importing"})


def record_of(path: Path) -> Path:
    return path.with_suffix(RECORD)


def drop(folder: Path) -> None:
    """The record first: without it, what may be left behind is nobody's, and goes."""
    record_of(folder).unlink(missing_ok=True)
    rmtree(folder, ignore_errors=True)


def drop_idle(files_dir: Path) -> int:
    """What nobody is checking or importing at this moment; how many. One that is handed in just now has no record."""
    idle = [record for record in (files_dir / IMPORTS).glob(f"*{RECORD}") if not is_running(record)]
    for record in idle:
        drop(record.with_suffix(""))
    return len(idle)


def is_running(record: Path) -> bool:
    with suppress(OSError, ValueError, TypeError, KeyError):
        return json.loads(record.read_bytes())["stage"] in RUNNING
    return False
