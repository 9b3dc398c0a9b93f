"""An embedded system out of a backup, in a home that has none.

Everything is checked before anything is unpacked. What a restored system must settle before a service starts is told
to the set-up step by a file of the home: RESTORED_AT (shared/runtime/restored.py).
"""

from __future__ import annotations

import os
import pwd
import shutil
import tarfile
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from alliance.embedded.backup import CLUSTER, KEPT, MANIFEST, BackupError, Manifest, Say, digest
from alliance.embedded.home import Home, write_atomically
from alliance.embedded.lock import holder
from alliance.embedded.postgres import MAJOR, SYSTEM_USER, as_user
from shared.runtime.version import VERSION


def restore(backup: Path, home: Home, now: datetime, say: Say) -> Manifest:
    """Raises BackupError: there is no backup, it is not what was written, it is not for this version, or the home is
    in use. Then the home is as it was."""
    manifest = read_manifest(backup)
    insist_on_versions(manifest)
    if holder(home.lock) is not None or home.postgres.exists():
        raise BackupError("home_in_use", folder=str(home.path))
    say("checking_backup")
    insist_on_contents(backup, manifest)
    home.create()
    say("restoring")
    for name in KEPT:
        _unpack(backup / f"{name}.tar.gz", home.path)
    write_atomically(home.restored, now.isoformat())
    _unpack_cluster(backup, home)
    return manifest


def read_manifest(backup: Path) -> Manifest:
    try:
        return TypeAdapter(Manifest).validate_json((backup / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        raise BackupError("no_backup", folder=str(backup)) from error


def insist_on_versions(manifest: Manifest) -> None:
    if manifest.postgres != MAJOR:
        raise BackupError("backup_of_other_postgres", found=manifest.postgres, wanted=MAJOR)
    if _numbers(manifest.release) > _numbers(VERSION):
        raise BackupError("backup_of_newer", found=manifest.release, release=VERSION)


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split(".") if part.isdecimal())


def insist_on_contents(backup: Path, manifest: Manifest) -> None:
    wanted = {*CLUSTER, *(f"{name}.tar.gz" for name in KEPT)}
    for name in sorted(wanted | manifest.files.keys()):
        path = backup / name
        if not path.is_file() or digest(path) != manifest.files.get(name):
            raise BackupError("backup_changed", file=str(path))


def _unpack_cluster(backup: Path, home: Home) -> None:
    """Beside, then renamed: a cluster is there whole or not at all. It is for PostgreSQL's own user."""
    fresh = home.path / "postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    base, wal = CLUSTER
    _unpack(backup / base, fresh)
    _unpack(backup / wal, fresh / "pg_wal")
    fresh.chmod(0o700)
    if as_user(home):
        user = pwd.getpwnam(SYSTEM_USER)
        for path in (fresh, *fresh.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    fresh.rename(home.postgres)


def _unpack(archive: Path, into: Path) -> None:
    with tarfile.open(archive) as opened:
        opened.extractall(into, filter="data")
