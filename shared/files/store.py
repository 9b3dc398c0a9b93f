"""Files on disk, by the hash of their content: written once, never changed, the same content kept once.

A file comes in parts, since no message holds a whole one. Parts wait in a folder of their own until all are there. All
replicas of a service share the folder. How many uploads may wait there for their end is bounded, of a person and in
all; one that nobody has gone on with for a while gives way.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

PART_BYTES = 150_000  # as base64 well below the limit of a message
FILE_MODE, FOLDER_MODE = 0o600, 0o700
STALE_S = 24 * 3600  # after which the parts of an upload that never ended go
ENDED_S = 600  # after which the parts of one that did go: its command may still be repeated
IDLE_S = 600  # after which an upload that is not at its end gives way to another
ENDED = "ended"  # a file among the parts of an upload that is kept


class Incomplete(Exception):
    """A part is missing, or what the parts make is not what was announced."""


class TooManyUploads(Exception):
    """That are not at their end; `own`: of this person."""

    def __init__(self, *, own: bool) -> None:
        super().__init__(own)
        self.own = own


@dataclass(frozen=True)
class UploadLimits:
    """How many uploads may be under way, or cut off."""

    of_a_person: int = 10
    in_all: int = 200


class FileStore:
    """Over one folder, which is made at the first write."""

    def __init__(self, folder: Path, limits: UploadLimits = UploadLimits()) -> None:
        self._folder = folder
        self._limits = limits

    def put_part(self, owner: str, upload: UUID, number: int, content: bytes) -> None:
        """Keep a part, counted from 0; again replaces it. Raises TooManyUploads."""
        folder = self._parts_of(owner, upload)
        if not folder.exists():
            self._make_room(folder.parent)
        folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        (folder / ENDED).unlink(missing_ok=True)
        write(folder / f"{number:06}", content)

    def join_parts(self, owner: str, upload: UUID, size: int, sha256: str) -> bytes:
        """The content of an upload of the same person. Raises Incomplete."""
        content = b"".join(self._read_parts(self._parts_of(owner, upload), size))
        if len(content) != size or hashlib.sha256(content).hexdigest() != sha256:
            raise Incomplete
        return content

    def keep(self, sha256: str, content: bytes) -> None:
        """Before the row that names it is committed: a file that no row names does no harm, the reverse would."""
        path = self._path(sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
            write(path, content)

    def end_upload(self, owner: str, upload: UUID) -> None:
        """What it brought is kept: it counts no more, and soon goes."""
        (self._parts_of(owner, upload) / ENDED).touch(mode=FILE_MODE)

    def read(self, sha256: str, number: int) -> bytes:
        """A part of a kept file, empty after its end. Raises FileNotFoundError."""
        with self._path(sha256).open("rb") as file:
            file.seek(number * PART_BYTES)
            return file.read(PART_BYTES)

    def remove(self, sha256: str) -> None:
        """A kept file that no row names any more, and the parts that it came in."""
        self._path(sha256).unlink(missing_ok=True)
        for folder in self._uploads():
            content = hashlib.sha256()
            for path in sorted(folder.glob("[0-9]*")):
                content.update(path.read_bytes())
            if content.hexdigest() == sha256:
                _remove(folder)

    def forget_stale_parts(self) -> int:
        """Those of uploads that are over or never ended; how many. One that cannot go now holds up no other."""
        forgotten = 0
        for folder in self._uploads():
            with suppress(OSError):
                if _is_older(folder, ENDED_S if (folder / ENDED).exists() else STALE_S):
                    _remove(folder)
                    forgotten += 1
        return forgotten

    def _uploads(self, of: Path | None = None) -> list[Path]:
        """Their folders, one below its owner's; or those of one owner."""
        return list(of.glob("*") if of else (self._folder / "parts").glob("*/*"))

    def _parts_of(self, owner: str, upload: UUID) -> Path:
        return self._folder / "parts" / hashlib.sha256(owner.encode()).hexdigest()[:32] / str(upload)

    def _make_room(self, own: Path) -> None:
        for folders, most in ((own, self._limits.of_a_person), (None, self._limits.in_all)):
            waiting = [one for one in self._uploads(folders) if not (one / ENDED).exists()]
            idle = [one for one in waiting if len(waiting) >= most and _is_older(one, IDLE_S)]
            for one in idle:
                _remove(one)
            if len(waiting) - len(idle) >= most:
                raise TooManyUploads(own=folders is not None)

    def _read_parts(self, folder: Path, size: int) -> Iterator[bytes]:
        """As many as the size asks for, so that a later attempt with a shorter file is not lengthened."""
        for number in range(-(-size // PART_BYTES)):
            try:
                yield (folder / f"{number:06}").read_bytes()
            except FileNotFoundError:
                raise Incomplete from None

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def write(path: Path, content: bytes) -> None:
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


def _is_older(folder: Path, seconds: float) -> bool:
    return folder.stat().st_mtime < time.time() - seconds


def _remove(folder: Path) -> None:
    for path in folder.glob("*"):
        path.unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        folder.rmdir()
