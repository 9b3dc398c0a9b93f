"""Files on disk, by the hash of their content: written once, never changed, the same content kept once.

A file comes in parts, since no message holds a whole one. Parts wait in a folder of their own until all are there. All
replicas of a service share the folder.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

PART_BYTES = 150_000  # as base64 well below the limit of a message
FILE_MODE, FOLDER_MODE = 0o600, 0o700
STALE_S = 24 * 3600  # after which the parts of an upload that never ended go


class Incomplete(Exception):
    """A part is missing, or what the parts make is not what was announced."""


class FileStore:
    """Over one folder, which is made at the first write."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put_part(self, upload: UUID, number: int, content: bytes) -> None:
        """Keep a part, counted from 0; again replaces it."""
        folder = self._folder / "parts" / str(upload)
        folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        _write(folder / f"{number:06}", content)

    def join_parts(self, upload: UUID, size: int, sha256: str) -> bytes:
        """The content of an upload. Raises Incomplete."""
        content = b"".join(self._read_parts(upload, size))
        if len(content) != size or hashlib.sha256(content).hexdigest() != sha256:
            raise Incomplete
        return content

    def keep(self, sha256: str, content: bytes) -> None:
        """Before the row that names it is committed: a file that no row names does no harm, the reverse would."""
        path = self._path(sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
            _write(path, content)

    def read(self, sha256: str, number: int) -> bytes:
        """A part of a kept file, empty after its end. Raises FileNotFoundError."""
        with self._path(sha256).open("rb") as file:
            file.seek(number * PART_BYTES)
            return file.read(PART_BYTES)

    def remove(self, sha256: str) -> None:
        """A kept file that no row names any more, and the parts that it came in."""
        self._path(sha256).unlink(missing_ok=True)
        for folder in (self._folder / "parts").glob("*"):
            content = hashlib.sha256()
            for path in sorted(folder.glob("*")):
                content.update(path.read_bytes())
            if content.hexdigest() == sha256:
                _remove(folder)

    def forget_stale_parts(self) -> int:
        """Those of uploads that never ended; how many uploads. One that cannot go now holds up no other."""
        forgotten = 0
        for folder in (self._folder / "parts").glob("*"):
            with suppress(OSError):
                if folder.stat().st_mtime < time.time() - STALE_S:
                    _remove(folder)
                    forgotten += 1
        return forgotten

    def _read_parts(self, upload: UUID, size: int) -> Iterator[bytes]:
        """As many as the size asks for, so that a later attempt with a shorter file is not lengthened."""
        for number in range(-(-size // PART_BYTES)):
            try:
                yield (self._folder / "parts" / str(upload) / f"{number:06}").read_bytes()
            except FileNotFoundError:
                raise Incomplete from None

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def _write(path: Path, content: bytes) -> None:
    """In one step, on disk before its name is there."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(FILE_MODE)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _remove(folder: Path) -> None:
    for path in folder.glob("*"):
        path.unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        folder.rmdir()
