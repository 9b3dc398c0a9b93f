"""The way back from a withdrawal or a merger: the application stands again, as its next version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.intake import domain
from services.intake.handlers.applications import add_version, next_version
from services.intake.handlers.calls import get_open_call
from services.intake.handlers.lookup import lock_application
from shared.contracts import intake
from shared.contracts.lifecycle import ApplicationState

if TYPE_CHECKING:
    from datetime import datetime

    from services.intake.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program

RULE = "reinstated"  # among the reasons that are kept with an application


def reinstate_application(
    request: intake.ReinstateApplication,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> intake.Receipt:
    """Its documents are as they were. The contacts that another application took over at a merger stay there, too."""
    application = lock_application(repository, request.code)
    domain.insist_on_reinstatement(application.state, repository.find_selection_state(application.id))
    reopened_until = repository.find_reopening(application.id)
    entry = get_open_call(repository, application.call, program, caller, request.override, now, reopened_until)
    document = repository.get_document(application.id, application.version)
    merged_into, _ = repository.find_relations(application.id)
    again = next_version(application, document, reinstated="merged" if merged_into else "withdrawn")
    version = add_version(again, repository, outbox, program, entry, now)
    entry.keep(repository, [application.id], caller, now)
    why = intake.Override(at=now, actor=caller.actor, rule=RULE, reason=request.reason)
    repository.insert_overrides([application.id], why)
    return intake.Receipt(
        id=application.id, code=application.code, state=ApplicationState.SUBMITTED, version=version
    )  # fmt: skip
