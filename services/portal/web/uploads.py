"""A file on its way from a browser or a program to its service: in parts, of which never more than one is held."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from shared.contracts.requests import Request
from shared.files.transfer import Passing

#: Sends one part, made of upload id, number, size so far and content.
Put = Callable[..., Request[Any]]
Ask = Callable[[Request[Any]], Awaitable[Any]]


class Upload:
    def __init__(self, put: Put, ask: Ask) -> None:
        self._file = Passing()
        self._put, self._ask = put, ask

    async def take(self, piece: bytes) -> None:
        """Raises Refusal: of the service that the part goes to."""
        await self._send(self._file.take(piece))

    async def end(self) -> dict[str, Any]:
        """What the request says that the file belongs to."""
        await self._send(self._file.end())
        return {"upload_id": self._file.id, "size": self._file.size, "sha256": self._file.sha256}

    async def _send(self, parts: Iterable[tuple[int, str]]) -> None:
        for number, content in parts:
            await self._ask(self._put(upload_id=self._file.id, number=number, size=self._file.size, content=content))
