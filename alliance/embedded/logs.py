"""Log files of the children: appended, bounded, read back."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

LARGEST_BYTES = 10 * 1024 * 1024
TAIL_BLOCK_BYTES = 64 * 1024
POLL_S = 0.2
NOT_STARTED = "not_started"  # the event by which a service says why it does not run (shared/runtime/process.py)


def open_log(path: Path) -> IO[bytes]:
    """Open for appending; one that has grown over 10 MB becomes NAME.log.1 first (the one before that is dropped)."""
    if path.exists() and path.stat().st_size > LARGEST_BYTES:
        path.replace(path.with_name(f"{path.name}.1"))
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")


def end_of(path: Path) -> int:
    """Where the next line of a log begins, in bytes: what a run that starts now writes comes after it."""
    return path.stat().st_size if path.exists() else 0


def last_lines(path: Path, count: int, since: int = 0) -> list[str]:
    """The last lines of a log, oldest first, written after `since`; none when there is no log."""
    if count <= 0 or not path.exists():
        return []
    with path.open("rb") as file:
        position = file.seek(0, os.SEEK_END)
        first = since if since <= position else 0  # else it was put aside meanwhile, and begun anew
        content = b""
        while position > first and content.count(b"\n") <= count:
            step = min(TAIL_BLOCK_BYTES, position - first)
            position -= step
            file.seek(position)
            content = file.read(step) + content
    return content.decode("utf-8", "replace").splitlines()[-count:]


def last_words(path: Path, count: int, since: int = 0) -> list[str]:
    """Why a child did not start: the reason that it gave last, line by line; else the last lines of its log."""
    lines = last_lines(path, count, since)
    reasons = [reason for line in lines if (reason := _reason(line))]
    return reasons[-1].splitlines() if reasons else lines


def _reason(line: str) -> str | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return str(entry.get("reason")) if isinstance(entry, dict) and entry.get("event") == NOT_STARTED else None


def follow(path: Path) -> Iterator[str]:
    """What is appended from now on, as it comes, over rotations; ends only when the reader stops."""
    position = path.stat().st_size if path.exists() else 0
    inode = path.stat().st_ino if path.exists() else None
    while True:
        time.sleep(POLL_S)
        if not path.exists():
            continue
        now = path.stat()
        if now.st_ino != inode or now.st_size < position:
            inode, position = now.st_ino, 0
        if now.st_size > position:
            with path.open("rb") as file:
                file.seek(position)
                content = file.read()
            position += len(content)
            yield content.decode("utf-8", "replace")
