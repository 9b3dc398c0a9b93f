"""A form with files as it comes: its texts, and the pieces of each file, of which nothing is held."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import Request
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData, Preamble

from services.portal.web.limits import DOCUMENT
from shared.contracts.errors import Refusal

MOST_FIELDS = 500


def is_multipart(request: Request) -> bool:
    return request.headers.get("content-type", "").lower().startswith("multipart/form-data")


async def read_texts(request: Request) -> list[tuple[str, str]]:
    """Without its files: nobody has asked whose they are."""
    reading = Reading()
    async for _, content in reading.pieces(request):
        async for _ in content:
            pass
    return reading.pairs


class Reading:
    def __init__(self) -> None:
        self.pairs: list[tuple[str, str]] = []
        self._size = 0

    async def pieces(self, request: Request) -> AsyncIterator[tuple[File, AsyncIterator[bytes]]]:
        """Each file that was chosen, with its content. Raises Refusal("invalid")."""
        events = events_of(request)
        async for event in events:
            if isinstance(event, Field):
                content = b"".join([piece async for piece in self._counted(data_of(events))])
                self.pairs.append((event.name, text_of(content)))
            elif isinstance(event, File) and event.filename:
                yield event, data_of(events)

    async def _counted(self, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for piece in pieces:
            self._size += len(piece)
            if self._size > DOCUMENT.most:
                raise Refusal("invalid", reason="body_too_long", most=DOCUMENT.most)
            yield piece


async def events_of(request: Request) -> AsyncIterator[Event]:
    _, options = parse_options_header(request.headers.get("content-type", ""))
    decoder = MultipartDecoder(options.get("boundary", "").encode(), max_parts=MOST_FIELDS)
    async for chunk in request.stream():
        for event in next_events(decoder, chunk or None):
            yield event
            if isinstance(event, Epilogue):
                return


def next_events(decoder: MultipartDecoder, chunk: bytes | None) -> list[Event]:
    """Raises Refusal("invalid"): for what no browser sends."""
    found: list[Event] = []
    try:
        decoder.receive_data(chunk)
        while not isinstance(event := decoder.next_event(), NeedData):
            found += [] if isinstance(event, Preamble) else [event]
            if isinstance(event, Epilogue):
                break
    except (ValueError, HTTPException):
        raise Refusal("invalid", reason="request") from None
    return found


async def data_of(events: AsyncIterator[Event]) -> AsyncIterator[bytes]:
    async for event in events:
        if isinstance(event, Data):
            yield event.data
            if not event.more_data:
                return


def text_of(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise Refusal("invalid", reason="request") from None
