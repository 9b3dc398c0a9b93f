"""The caller's side of files: sends one in parts, fetches one in parts."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5

from shared.files.store import PART_BYTES

_UPLOADS = UUID("3f0c3c1e-8f0a-5c7d-9a57-0a3a5e7f9b21")


@dataclass(frozen=True)
class Upload:
    """A file on its way. The same content is the same upload, so that a repetition goes on where it stopped."""

    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def id(self) -> UUID:
        return uuid5(_UPLOADS, self.sha256)

    def send(self, put: Callable[[UUID, int, str], object]) -> None:
        """`put(id, number, base64)` for each part."""
        upload_id = self.id
        for number, start in enumerate(range(0, len(self.content), PART_BYTES)):
            put(upload_id, number, base64.b64encode(self.content[start : start + PART_BYTES]).decode("ascii"))


class Passing:
    """A file that comes piece by piece and goes on in parts: no more of it is held than a part."""

    def __init__(self) -> None:
        self.id = uuid4()
        self.size = 0
        self._sum = hashlib.sha256()
        self._held = bytearray()

    @property
    def sha256(self) -> str:
        return self._sum.hexdigest()

    def take(self, piece: bytes) -> Iterator[tuple[int, str]]:
        """Number and base64 of each part that the piece has completed."""
        self._held += piece
        while len(self._held) >= PART_BYTES:
            yield self._part()

    def end(self) -> Iterator[tuple[int, str]]:
        """The last part, if there is a rest."""
        if self._held:
            yield self._part()

    def _part(self) -> tuple[int, str]:
        part = bytes(self._held[:PART_BYTES])
        del self._held[:PART_BYTES]
        number = self.size // PART_BYTES
        self.size += len(part)
        self._sum.update(part)
        return number, base64.b64encode(part).decode("ascii")


def fetch(get: Callable[[int], str]) -> Iterator[bytes]:
    """`get(number)` gives a part as base64, an empty one after the end."""
    number = 0
    while part := base64.b64decode(get(number)):
        yield part
        number += 1
