"""One supervisor for each home: a lock that the kernel frees when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from typing import IO

#: A `status` that looks at the lock at the same moment holds it for an instant; the supervisor outwaits that.
PATIENCE_S = 1.0

#: The exit code of a supervisor that found the lock taken (EX_TEMPFAIL).
ANOTHER_RUNS = 75


def acquire(path: Path) -> IO[str] | None:
    """Take the lock and write this process's pid into it; None when another supervisor holds it.

    The lock lives as long as the returned file is open; children do not inherit it.
    """
    file = path.open("a+", encoding="utf-8")
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                file.close()
                return None
            time.sleep(0.02)
        else:
            path.chmod(0o600)
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            return file


def holder(path: Path) -> int | None:
    """The pid of the supervisor that lives, or None; 0 when it has not written its pid yet."""
    try:
        with path.open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                written = file.read().strip()
                return int(written) if written.isdecimal() else 0
            return None
    except FileNotFoundError:
        return None
