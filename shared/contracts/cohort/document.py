"""Documents of a city: letters, agreements, charters, slides."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import ParticipationEvent
from shared.contracts.field_types import Reason, Text
from shared.contracts.handed_in import FileFields, FilePart, PartFields
from shared.contracts.people import Language
from shared.contracts.requests import Command, Model, Nothing, Query

DocumentKind = Literal["letter", "agreement", "charter", "slides", "other"]
DocumentAbout = Literal["visit", "project", "session", "convening", "strategy", "policy", "commitment"]
DocumentState = Literal["kept", "archived"]
DocumentVisibility = Literal["staff", "city"]

# -- events --------------------------------------------------------------------------------------------------------


class DocumentSaved(ParticipationEvent):
    """A document is kept, or its next version; its title and its text stay in the service."""

    document_id: UUID
    document_version: int
    kind: DocumentKind
    about: DocumentAbout | None
    visibility: DocumentVisibility
    media_type: str
    size: int  # bytes


class DocumentArchived(ParticipationEvent):
    """A document is no longer in use; all its versions stay."""

    document_id: UUID
    kind: DocumentKind


class DocumentRestored(ParticipationEvent):
    """A document that was archived is in use again."""

    document_id: UUID
    kind: DocumentKind


# -- what is shown -------------------------------------------------------------------------------------------------


class DocumentFields(Model):
    """`other_kind`: what it is, where it is none of the named kinds. `visibility`: `staff` means coaches, too."""

    kind: DocumentKind
    other_kind: Annotated[str, Text(2, 60)] | None = None
    title: Annotated[str, Text(3, 200)]
    language: Language
    about: DocumentAbout | None = None
    visibility: DocumentVisibility = "staff"


class DocumentVersion(Model):
    """Its type is what its content says."""

    version: int
    sha256: str
    name: str
    media_type: str
    size: int  # bytes
    saved_by: str
    saved_at: datetime


class Document(DocumentFields):
    """`versions`: the latest first."""

    code: str
    id: UUID
    state: DocumentState
    reason: str | None  # of its archiving
    versions: tuple[DocumentVersion, ...]


class Documents(Model):
    """In the order in which they came."""

    items: tuple[Document, ...]


class ListDocuments(Query[Documents]):
    """Of one city; archived ones only if asked."""

    code: Code
    archived: bool = False


class GetDocumentPart(Query[FilePart]):
    """A part of a version's file; of the latest without `version`."""

    audited = "read"

    code: Code
    id: UUID
    version: int | None = Field(None, ge=1)
    number: int = Field(ge=0)


# -- commands ------------------------------------------------------------------------------------------------------


class AddDocumentPart(PartFields, Command[Nothing]):
    """A part of a document's file; again replaces it. Nothing belongs to a city yet."""

    remembered: ClassVar[bool] = False


class SaveDocument(DocumentFields, FileFields, Command[Document]):
    """Keep a document whose parts have come; with `id` its next version, where what is not given stays as it is.

    The same file under the same title and kind again: the same document.
    """

    code: Code
    id: UUID | None = None


class ArchiveDocument(Command[Document]):
    """Take a document out of use."""

    code: Code
    id: UUID
    reason: Reason


class RestoreDocument(Command[Document]):
    """Take an archived document into use again."""

    code: Code
    id: UUID
    reason: Reason
