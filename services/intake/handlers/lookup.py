"""Applications and drafts by their code, and how what is not there is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.intake.domain import ApplicationRecord, DraftRecord
from shared.contracts import intake
from shared.contracts.errors import Detail, Refusal, not_found

if TYPE_CHECKING:
    from services.intake.repository import Repository

STEPS_FOR = {"application": "step_for_submitted", "draft": "step_for_drafts"}


def find_either(repository: Repository, code: str) -> intake.Application:
    """The application of a code, or the draft that it still is."""
    draft = repository.find_draft(code)
    if draft is not None:
        return application_of_draft(draft)
    application = repository.find_application(code)
    if application is None:
        raise not_found("application", code)
    return intake.Application.model_validate(vars(application))


def application_of_draft(draft: DraftRecord) -> intake.Application:
    """What is asked of both, of a draft."""
    names = ("city", "admin_area", "country", "time_zone")
    given = {name: draft.document.get(name) for name in names}
    return intake.Application(
        id=draft.id,
        code=draft.code,
        call=draft.call,
        **given,
        language=draft.language,
        state=draft.state,
        version=0,
        submitted_at=None,
    )


def lock_either(repository: Repository, code: str) -> intake.Application:
    """As find_either, for a change."""
    draft = repository.lock_draft(code)
    if draft is not None:
        return application_of_draft(draft)
    application = repository.lock_application(code)
    if application is None:
        raise not_found("application", code)
    return intake.Application.model_validate(vars(application))


def lock_application(repository: Repository, code: str) -> ApplicationRecord:
    application = repository.lock_application(code)
    if application is None:
        raise absent(repository, code, "application")
    return application


def absent(repository: Repository, code: str, what: str) -> Refusal:
    """not_found; illegal_transition for a draft that is not submitted yet, or an application that is no draft now."""
    known = repository.find_draft(code) or repository.find_application(code)
    if known is None:
        return not_found(what, code)
    state = Detail("from", "state", thing="application", state=known.state)
    reason = STEPS_FOR[what]
    return Refusal("illegal_transition", state, reason=reason, application=code, state=known.state, thing="application")


def lock_draft(repository: Repository, code: str) -> DraftRecord:
    """What is submitted is no draft any more: illegal_transition."""
    draft = repository.lock_draft(code)
    if draft is None:
        raise absent(repository, code, "draft")
    return draft


def receipt_of(application: ApplicationRecord | intake.Application, version: int) -> intake.Receipt:
    return intake.Receipt(id=application.id, code=application.code, state=application.state, version=version)


def insist_on_files(repository: Repository, application_id: UUID | None, evidence: Sequence[Any]) -> None:
    """Evidence names only files that were added to this very application; None: to one that is not there yet."""
    named = [(n, one.get("file") if isinstance(one, dict) else one.file) for n, one in enumerate(evidence)]
    if not any(file for _, file in named):
        return
    known = {one.sha256 for one in repository.list_files(application_id)} if application_id else set()
    details = [Detail(f"evidence.{n}.file", "no_such_file") for n, file in named if file and file not in known]
    if details:
        raise Refusal("invalid", *details)
