"""Files that people hand in, on their way: in parts, since no message holds a whole one."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.contracts.field_types import FileHash, Text
from shared.contracts.requests import Model


class PartFields(Model):
    """A part of a file; again replaces it. Nothing belongs to anybody yet."""

    upload_id: UUID
    number: int = Field(ge=0, lt=10_000)
    size: int = Field(ge=0)  # of the whole file, so that the first part of one too large is refused
    content: str = Field(min_length=1, max_length=220_000)  # base64


class FileFields(Model):
    """A file whose parts have come."""

    name: Annotated[str, Text(1, 200)]
    upload_id: UUID
    size: int = Field(ge=0)
    sha256: FileHash


class FilePart(Model):
    """Empty after the end of the file."""

    content: str  # base64
