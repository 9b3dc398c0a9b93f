"""What was written: an application's versions, read, compared and handed to those who judge."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from shared.contracts.application import Evidence
from shared.contracts.codes import Code
from shared.contracts.intake.file import KeptFile
from shared.contracts.people import Language
from shared.contracts.requests import Model, Query


class KeptVersion(Model):
    """One version, without what was written. `changed`: its fields that are not as in the version before."""

    version: int
    submitted_at: datetime
    privacy_notice: str | None  # which one was accepted
    changed: tuple[str, ...]


class ApplicationVersion(Model):
    """One version of an application whole, as it was submitted: its texts, people and numbers."""

    code: str
    call: str
    version: int
    submitted_at: datetime
    document: dict[str, Any]
    files: tuple[KeptFile, ...]  # that were added to the application
    versions: tuple[KeptVersion, ...]  # all there are, the first first


class GetApplicationVersion(Query[ApplicationVersion]):
    """For staff, who read an application as it came in. A draft is read by `GetDraft`."""

    audited = "read"

    code: Code
    version: int | None = Field(None, ge=1)  # the latest


class FieldChange(Model):
    """A field, by its dotted path, in two versions; None: it was not given. Of a list of groups, such as contacts, each
    side names the groups that the other does not have."""

    field: str
    before: Any
    after: Any


class ComparedVersions(Model):
    code: str
    before: int
    after: int
    changes: tuple[FieldChange, ...]


class CompareApplicationVersions(Query[ComparedVersions]):
    """What changed between two versions, field by field."""

    audited = "read"

    code: Code
    before: int | None = Field(None, ge=1)  # the version before `after`
    after: int | None = Field(None, ge=1)  # the latest


class TextFile(Model):
    """A file that the texts name as evidence; what it is called may name people."""

    sha256: str
    media_type: str
    size: int


class ApplicationTexts(Model):
    """What people judge of an application: what the city wrote, in its language, without its people."""

    version: int
    language: Language
    ambition: str
    foundations: str
    evidence: tuple[Evidence, ...]
    resident_outcomes: tuple[str, ...]
    other_outcome: str | None
    files: tuple[TextFile, ...] = ()


class GetApplicationTexts(Query[ApplicationTexts]):
    """For eligibility, which gives them to reviewers after their declaration."""

    application_id: UUID
    version: int | None = Field(None, ge=1)  # the latest
