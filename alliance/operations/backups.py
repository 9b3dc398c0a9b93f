"""`alliance backup` and `alliance restore`: everything of the system on this machine, as it was at one moment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from alliance.commands import Commands
from alliance.connection import connect
from alliance.embedded import backup as backups
from alliance.embedded import restore as restoring
from alliance.embedded.backup import BackupError, CopyFailed
from alliance.embedded.home import Home
from alliance.embedded.lock import holder
from alliance.operations.replaying import replay_and_wait
from alliance.operations.system import start
from alliance.output import REFUSED, UNAVAILABLE, CommandError, Progress, counted, show
from alliance.reader import words
from shared.contracts.errors import Detail
from shared.contracts.kernel import ReplayEvents
from shared.runtime.settings import SERVICES

CODES = {"home_in_use": "already_exists", "backup_exists": "already_exists", "no_backup": "not_found"}  # else invalid

app = Commands()


@app.command()
def backup(
    into: Annotated[Path, typer.Argument(help="A folder; the backup is a new folder in it.")],
    keep: Annotated[
        int | None, typer.Option("--keep", min=1, help="Delete older backups there, but for so many of the latest.")
    ] = None,
) -> None:
    """Back up the system of this machine while it runs: databases, files, secrets, keys.

    Everything is as it was at one moment. A backup holds personal data and
    secrets: its folder is for its owner alone; keep it where others cannot
    read it, best encrypted.

    \b
    Examples:
      alliance backup backups
      alliance backup backups --keep 14
    """
    home, progress = Home.find(os.environ), Progress()
    if holder(home.lock) is None:
        raise CommandError("unavailable", reason="not_running_to_back_up", exit_code=UNAVAILABLE)
    with told(into):
        done = backups.take(home, into, datetime.now(UTC), lambda key: progress.say(words(f"system.{key}")))
        deleted = backups.prune(into, keep) if keep else []
    progress.clear()
    size = sum(path.stat().st_size for path in done.iterdir())
    value = {"backup": str(done), "bytes": size, "deleted": [str(path) for path in deleted]}
    show(value, words("system.backed_up", folder=str(done), size=-(-size // 1_000_000)))


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="A backup: a folder that `alliance backup` made.")],
) -> None:
    """Make a system out of a backup, in an empty ALLIANCE_HOME, and start it.

    Everybody signs in anew. Mails about what happened before are held, since
    they may have gone since the backup was made. What the queues held is
    published again, and takes effect once.

    \b
    Example:
      alliance restore backups/alliance-20270301T020000Z
    """
    home, progress, now = Home.find(os.environ), Progress(), datetime.now(UTC)
    with told(home.path):
        manifest = restoring.restore(folder, home, now, lambda key: progress.say(words(f"system.{key}")))
    start(home, progress)
    replayed = replay_and_wait(connect(), SERVICES, ReplayEvents(from_seq=1))
    events = sum(item["events"] for item in replayed)
    value = {"backup": str(folder), "taken_at": manifest.taken_at, "restored_at": now, "events": events}
    text = words("system.restored", taken=f"{manifest.taken_at:%Y-%m-%d %H:%M} UTC", events=counted("events", events))
    show({**value, "home": str(home.path)}, f"{text}\n{words('system.restored_next')}")


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Refusals of the command line in the place of errors."""
    try:
        yield
    except CopyFailed as error:
        details = [Detail("", "log", line=line) for line in error.lines]
        raise CommandError("unavailable", *details, reason="not_backed_up", exit_code=UNAVAILABLE) from error
    except BackupError as error:
        raise CommandError(
            CODES.get(error.reason, "invalid"), reason=error.reason, exit_code=REFUSED, **error.values
        ) from error
    except OSError as error:
        raise CommandError("invalid", reason="not_writable", file=str(folder), why=error.strerror or "") from error
