"""The caller's side of files: sends one in parts, fetches one in parts."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid5

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


def fetch(get: Callable[[int], str]) -> Iterator[bytes]:
    """`get(number)` gives a part as base64, an empty one after the end."""
    number = 0
    while part := base64.b64decode(get(number)):
        yield part
        number += 1
