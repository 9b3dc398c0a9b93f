"""The receiving side of files: parts are kept, the whole is judged by its content, and is handed out in parts again."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from shared.contracts.errors import Detail, Refusal
from shared.contracts.handed_in import FileFields, FilePart, PartFields
from shared.files.kinds import KINDS, Kind, kind_of
from shared.files.store import PART_BYTES, FileStore, Incomplete, TooManyUploads

MEGABYTE = 1024 * 1024
NAME_MOST = 200  # characters


@dataclass(frozen=True)
class Received:
    """A whole file. `name` is its own without any folder; `nameless` with the ending of its kind if none is left."""

    content: bytes
    name: str
    media_type: str


def keep_part(part: PartFields, owner: str, files: FileStore, megabytes: int) -> None:
    """Raises Refusal("invalid") and Refusal("too_many_uploads")."""
    insist_on_size(part.size, megabytes)
    if part.number * PART_BYTES >= part.size:
        raise wrong("number", "incomplete")
    try:
        content = base64.b64decode(part.content, validate=True)
    except binascii.Error:
        raise wrong("content", "incomplete") from None
    try:
        files.put_part(owner, part.upload_id, part.number, content)
    except TooManyUploads as many:
        raise Refusal("too_many_uploads", reason="own" if many.own else "all") from None


def receive(file: FileFields, owner: str, files: FileStore, megabytes: int, *, nameless: str) -> Received:
    """What the parts make, to be kept once its row is written: what is refused leaves no file behind, and a file
    without its row does no harm. Raises Refusal("invalid")."""
    insist_on_size(file.size, megabytes)
    try:
        content = files.join_parts(owner, file.upload_id, file.size, file.sha256)
    except Incomplete:
        raise wrong("upload_id", "incomplete") from None
    kind = kind_of(content)
    if kind is None:
        raise wrong("name", "not_a_kept_kind", kinds=[one.ending for one in KINDS.values()])
    return Received(content, name_of(file.name, kind, nameless), kind.media_type)


def keep(file: FileFields, received: Received, owner: str, files: FileStore) -> None:
    """Once its row is written."""
    files.keep(file.sha256, received.content)
    files.end_upload(owner, file.upload_id)


def name_of(said: str, kind: Kind, nameless: str) -> str:
    """Its own name, which ends as its content does: `evil.hta` with the content of a PDF is `evil.hta.pdf`."""
    name = PurePosixPath(said.replace("\\", "/")).name.lstrip(".") or nameless
    if PurePosixPath(name).suffix.lower() in (kind.ending, kind.also):
        return name
    return name[: NAME_MOST - len(kind.ending)] + kind.ending


def hand_out(sha256: str, number: int, files: FileStore) -> FilePart:
    """A part of a kept file. Raises Refusal("unavailable")."""
    try:
        content = files.read(sha256, number)
    except FileNotFoundError:
        raise Refusal("unavailable", reason="file_gone") from None
    return FilePart(content=base64.b64encode(content).decode("ascii"))


def insist_on_size(size: int, megabytes: int) -> None:
    if size == 0:
        raise wrong("size", "empty_file")
    if size > megabytes * MEGABYTE:
        raise wrong("size", "file_too_large", most=megabytes)


def wrong(field: str, code: str, **values: Any) -> Refusal:
    return Refusal("invalid", Detail(field, code, **values))
