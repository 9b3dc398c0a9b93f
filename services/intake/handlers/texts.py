"""What people judge of an application, for the service that gives it to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.contracts import intake
from shared.contracts.errors import not_found

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from services.intake.repository import Repository


def get_application_texts(request: intake.GetApplicationTexts, repository: Repository) -> intake.ApplicationTexts:
    found = repository.find_latest_document(request.application_id, request.version)
    if found is None:
        raise not_found("application", request.application_id)
    version, document = found
    return intake.ApplicationTexts(
        version=version,
        language=document["preferred_language"],
        ambition=document["ambition"],
        foundations=document["foundations"],
        evidence=tuple(document.get("evidence", ())),
        resident_outcomes=tuple(document["resident_outcomes"]),
        other_outcome=document.get("other_outcome"),
        files=tuple(files_of(document, request.application_id, repository)),
    )


def files_of(document: dict[str, Any], application_id: UUID, repository: Repository) -> Iterator[intake.TextFile]:
    named = {one.get("file") for one in document.get("evidence", ())} - {None}
    for file in repository.list_files(application_id) if named else ():
        if file.sha256 in named:
            yield intake.TextFile(sha256=file.sha256, media_type=file.media_type, size=file.size)
