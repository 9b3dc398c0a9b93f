"""Files on the command line: read and sent in parts, fetched in parts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alliance.output import CommandError, Progress
from shared.contracts.handed_in import FilePart
from shared.contracts.requests import Command
from shared.files.store import PART_BYTES
from shared.files.transfer import Upload, fetch
from shared.messaging.client import Client

LIMIT_BYTES = 100 * 1024 * 1024  # what is larger is not even read; the program's own limit is the service's to say


def hand_in(client: Client, file: Path, part: type[Command[Any]]) -> dict[str, object]:
    """Send a file, each part as such a command; the fields of FileFields that name it."""
    progress = Progress()
    fields = send(file.name, _read(file), part, client.call, lambda share: progress.say(f"sent {share} %"))
    progress.clear()
    sys.stderr.flush()
    return fields


def send(
    name: str,
    content: bytes,
    part: type[Command[Any]],
    call: Callable[[Command[Any]], object],
    say: Callable[[int], object] = lambda _: None,
) -> dict[str, object]:
    """As `hand_in`, of what is no file yet. `say` hears how much is sent, in steps of 10 %."""
    upload, size = Upload(content), len(content)

    def put(upload_id: object, number: int, text: str) -> None:
        call(part.model_validate({"upload_id": upload_id, "number": number, "size": size, "content": text}))
        say(min(100, (number + 1) * PART_BYTES * 100 // size) // 10 * 10)

    upload.send(put)
    return {"name": name, "upload_id": upload.id, "size": size, "sha256": upload.sha256}


def fetch_to(output: Path | None, name: str, get: Callable[[int], FilePart]) -> Path:
    """Write a file where it is to be, else under its own name here; where that is. `get` gives a part by number."""
    target = output or Path(name)
    if output is None and target.exists():
        raise CommandError("already_exists", reason="file", file=str(target))
    parts = fetch(lambda number: get(number).content)
    try:
        with target.open("wb") as file:
            file.writelines(parts)
    except OSError as error:
        raise CommandError("invalid", reason="not_writable", file=str(target), why=error.strerror) from error
    return target


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > LIMIT_BYTES:
            raise CommandError("invalid", reason="file_too_long", file=str(file), most=LIMIT_BYTES)
        return file.read_bytes()
    except OSError as error:
        raise CommandError("invalid", reason="not_readable", file=str(file), why=error.strerror) from error
