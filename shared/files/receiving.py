"""The receiving side of files: parts are kept, the whole is judged by its content, and is handed out in parts again."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from pathlib import PurePosixPath

from shared.contracts.errors import Detail, Refusal
from shared.contracts.handed_in import FileFields, FilePart, PartFields
from shared.files.kinds import KINDS, kind_of
from shared.files.store import PART_BYTES, FileStore, Incomplete

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Received:
    """A whole file. `name` is its own without any folder; `nameless` with the ending of its kind if none is left."""

    content: bytes
    name: str
    media_type: str


def keep_part(part: PartFields, files: FileStore, megabytes: int) -> None:
    """Raises Refusal("invalid")."""
    insist_on_size(part.size, megabytes)
    if part.number * PART_BYTES >= part.size:
        raise wrong("number", "incomplete", "lies behind the end of the file")
    try:
        content = base64.b64decode(part.content, validate=True)
    except binascii.Error:
        raise wrong("content", "incomplete", "is not base64") from None
    files.put_part(part.upload_id, part.number, content)


def receive(file: FileFields, files: FileStore, megabytes: int, *, nameless: str) -> Received:
    """What the parts make, to be kept once its row is written: what is refused leaves no file behind, and a file
    without its row does no harm. Raises Refusal("invalid")."""
    insist_on_size(file.size, megabytes)
    try:
        content = files.join_parts(file.upload_id, file.size, file.sha256)
    except Incomplete:
        raise wrong("upload_id", "incomplete", "has not come whole: send it again") from None
    kind = kind_of(content)
    if kind is None:
        endings = ", ".join(one.ending for one in KINDS.values())
        raise wrong("name", "not_a_kept_kind", f"is by its content none of {endings}")
    name = PurePosixPath(file.name.replace("\\", "/")).name.lstrip(".") or f"{nameless}{kind.ending}"
    return Received(content, name, kind.media_type)


def hand_out(sha256: str, number: int, files: FileStore) -> FilePart:
    """A part of a kept file. Raises Refusal("unavailable")."""
    try:
        content = files.read(sha256, number)
    except FileNotFoundError:
        raise Refusal("unavailable", "The file is known, but is not where files are kept (FILES_DIR).") from None
    return FilePart(content=base64.b64encode(content).decode("ascii"))


def insist_on_size(size: int, megabytes: int) -> None:
    limit = megabytes * MEGABYTE
    if size == 0:
        raise wrong("size", "empty_file", "is 0")
    if size > limit:
        raise wrong("size", "file_too_large", f"must be at most {limit:,} bytes")


def wrong(field: str, code: str, message: str) -> Refusal:
    return Refusal("invalid", "The file cannot be accepted.", (Detail(field, code, f"{field} {message}."),))
