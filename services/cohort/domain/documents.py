"""Documents of a city: kept and archived, each version with its file; program.md §4."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.cohort.document import DocumentFields, DocumentVersion
from shared.contracts.errors import Detail, Refusal, illegal_transition

KEPT, ARCHIVED = "kept", "archived"

#: What is archived is restored before it is saved.
DOCUMENT_TRANSITIONS: dict[str, dict[str, str]] = {
    KEPT: {"saved": KEPT, "archived": ARCHIVED},
    ARCHIVED: {"restored": KEPT},
}


@dataclass(frozen=True)
class DocumentRecord:
    """`versions`: the latest first. `reason`: of the last step."""

    document_id: UUID
    fields: DocumentFields
    state: str
    reason: str | None
    versions: tuple[DocumentVersion, ...]

    @property
    def latest(self) -> DocumentVersion:
        return self.versions[0]


def insist_on_document_step(from_state: str, step: str) -> None:
    """`step`: saved, archived, restored."""
    if step not in DOCUMENT_TRANSITIONS[from_state]:
        raise illegal_transition("document", from_state, step)


def insist_on_kind(fields: DocumentFields) -> None:
    """What is none of the named kinds says what it is, and only that does."""
    is_other, named = fields.kind == "other", fields.other_kind is not None
    if is_other != named:
        raise Refusal("invalid", Detail("other_kind", "missing" if is_other else "not_allowed"))


def find_same(records: list[DocumentRecord], fields: DocumentFields, sha256: str) -> DocumentRecord | None:
    """The document that is kept under this title and kind with this very file."""
    return next(
        (
            one
            for one in records
            if one.state == KEPT
            and (one.fields.kind, one.fields.title, one.latest.sha256) == (fields.kind, fields.title, sha256)
        ),
        None,
    )


def kept_documents(records: list[DocumentRecord]) -> set[UUID]:
    """The ids of those in use."""
    return {one.document_id for one in records if one.state == KEPT}
