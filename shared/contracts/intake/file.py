"""Files of evidence, which come in parts."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from shared.contracts.application import EvidenceKind
from shared.contracts.codes import Code
from shared.contracts.field_types import FileHash, Reason
from shared.contracts.handed_in import FileFields, FilePart, PartFields
from shared.contracts.intake.application import Receipt
from shared.contracts.requests import Command, Model, Nothing, Query


class AddFilePart(PartFields, Command[Nothing]):
    """A part of a file of evidence; again replaces it. Nothing belongs to an application yet."""

    remembered: ClassVar[bool] = False


class KeptFile(Model):
    """A file of evidence; its type is what its content says."""

    sha256: str
    name: str
    media_type: str
    size: int
    added_at: datetime


class EvidenceReceipt(Receipt):
    """A draft has version 0."""

    file: KeptFile


class AddEvidence(FileFields, Command[EvidenceReceipt]):
    """Add a file, whose parts have come, to the evidence of an application or draft: its next version or revision.

    Where the city is asked for information, it is the answer, also after the call has closed. The same file as the same
    kind of evidence again: the same receipt.
    """

    code: Code
    kind: EvidenceKind
    text: str | None = None
    override: Reason | None = None


class KeepFile(FileFields, Command[KeptFile]):
    """Keep a file, whose parts have come, with an application or draft: the evidence of its next version or revision
    may name it. The same content again: the same file."""

    code: Code


class KeptFiles(Model):
    items: tuple[KeptFile, ...]


class ListFiles(Query[KeptFiles]):
    code: Code


class GetFilePart(Query[FilePart]):
    audited = "read"

    code: Code
    sha256: FileHash
    number: int = Field(ge=0, lt=10_000)
