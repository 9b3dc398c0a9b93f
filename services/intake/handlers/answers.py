"""Requests for information: what eligibility says of them, and the city's answer, which is a new version."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from services.intake import domain
from services.intake.handlers.applications import add_version, next_version
from services.intake.handlers.calls import Entry
from services.intake.handlers.lookup import lock_application, receipt_of
from shared.contracts import eligibility, intake
from shared.contracts.application import parse_application
from shared.contracts.errors import Refusal
from shared.contracts.lifecycle import ApplicationState

if TYPE_CHECKING:
    from services.intake.domain import ApplicationRecord
    from services.intake.repository import Repository
    from shared.contracts.application import ApplicationDocument
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program


def follow_selection(event: eligibility.SelectionEvent, repository: Repository) -> None:
    """A city is asked as long as its selection says so, and a pending decision does not change that: the city knows
    nothing of it. The application may not be known here yet, and need not be."""
    asked: bool | None = event.state is ApplicationState.MORE_INFO
    if event.state is ApplicationState.DECIDED and not isinstance(event, eligibility.InformationReceived):
        asked = None
    repository.upsert_question(event.application_id, event.state, asked)


def answer_question(
    request: intake.AnswerQuestion, repository: Repository, outbox: Outbox, program: Program, now: datetime
) -> intake.Receipt:
    """Also after the call has closed. The same answer again: the same receipt."""
    document = parse_application(request.document, today=now.date())
    application = lock_application(repository, request.code)
    domain.insist_on_transition(application.state, ApplicationState.SUBMITTED)
    question = repository.lock_question(application.id)
    if question is None or not question.open:
        if question is not None and is_given(application, question.answered_version, document, repository):
            return receipt_of(application, application.version)
        raise Refusal("not_asked", application=application.code)
    call = repository.find_call(application.call)
    assert call is not None, "an application's call stays"
    answer = next_version(application, document, answer=True)
    version = add_version(answer, repository, outbox, program, Entry(call), now)
    repository.update_answered(application.id, version)
    return receipt_of(application, version)


def is_given(
    application: ApplicationRecord, answered: int | None, document: ApplicationDocument, repository: Repository
) -> bool:
    """Whether this very document was the last answer."""
    return answered == application.version and repository.get_document(application.id, answered) == document
