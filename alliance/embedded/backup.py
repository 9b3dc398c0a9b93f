"""A backup of the embedded system: a folder that holds everything as it was at one moment.

The whole cluster by pg_basebackup, so that no two databases differ by what one had told and another not heard; then
files, secrets and keys, of which those that a row names are there before the row is. The broker's queues are no part:
what was in them is in the outboxes. A backup is made beside and renamed: it is there whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from alliance.embedded.credentials import secret
from alliance.embedded.home import Home, write_atomically
from alliance.embedded.ports import LOOPBACK, kept_ports
from alliance.embedded.postgres import ADMIN, MAJOR, programs
from shared.runtime.version import VERSION

NAME = "alliance-%Y%m%dT%H%M%SZ"
MANIFEST = "manifest.json"
CLUSTER = ("base.tar.gz", "pg_wal.tar.gz")
KEPT = ("files", "secrets", "keys")  # folders of the home
CHUNK_BYTES = 1_000_000

Say = Callable[[str], None]


class BackupError(Exception):
    """Why there is no backup, or none was restored: `reason` is a message of the command line."""

    def __init__(self, reason: str, **values: str) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values


class CopyFailed(Exception):
    """The databases could not be copied; `lines` are what PostgreSQL's own program said."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(lines)
        self.lines = lines


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `files`: {name: SHA-256 of its content}."""

    taken_at: datetime
    release: str
    postgres: str
    files: dict[str, str]


def take(home: Home, into: Path, now: datetime, say: Say) -> Path:
    """A new backup below `into`, of the system that runs.

    Raises BackupError, CopyFailed, OSError; then nothing is left behind.
    """
    done = into / now.strftime(NAME)
    if done.exists():
        raise BackupError("backup_exists", folder=str(done))
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    with beside(done) as folder:
        say("backing_up_databases")
        _copy_cluster(home, folder)
        say("backing_up_files")
        for name in KEPT:
            with tarfile.open(folder / f"{name}.tar.gz", "w:gz") as archive:
                archive.add(home.path / name, arcname=name)
        for path in folder.iterdir():
            path.chmod(0o600)
        names = sorted(path.name for path in folder.iterdir())
        manifest = Manifest(now, VERSION, MAJOR, {name: digest(folder / name) for name in names})
        write_atomically(folder / MANIFEST, json.dumps(asdict(manifest), indent=1, default=str))
    return done


@contextmanager
def beside(done: Path) -> Iterator[Path]:
    """A folder that takes its name when all went well, and goes when not."""
    partial = done.with_name(f".{done.name}.partial")
    partial.mkdir(mode=0o700)
    try:
        yield partial
        partial.rename(done)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _copy_cluster(home: Home, folder: Path) -> None:
    port = str(kept_ports(home)["postgres"])
    reach = ("--host", LOOPBACK, "--port", port, "--username", ADMIN, "--no-password")
    form = ("--format=tar", "--gzip", "--wal-method=stream", "--checkpoint=fast")
    command = [str(programs() / "pg_basebackup"), "--pgdata", str(folder), *reach, *form]
    environment = {**os.environ, "PGPASSWORD": secret(home, "postgres-admin")}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        raise CopyFailed(result.stderr.strip().splitlines()[-10:])


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def whole_backups(folder: Path) -> list[Path]:
    """The latest last."""
    return sorted(path.parent for path in folder.glob(f"alliance-*/{MANIFEST}"))


def prune(folder: Path, keep: int) -> list[Path]:
    """Delete all but the latest; what was deleted."""
    old = whole_backups(folder)[:-keep]
    for path in old:
        shutil.rmtree(path)
    return old
