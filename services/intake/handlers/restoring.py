"""A withdrawal or merger that came too late: eligibility had told the city how its application ended, and that stands.

Of the two owners of an application's state the later one gives way, so that the two never part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.intake.handlers.answers import follow_selection
from shared.contracts import eligibility, intake
from shared.contracts.lifecycle import SETTLED, ApplicationState

if TYPE_CHECKING:
    from datetime import datetime

    from services.intake.domain import ApplicationRecord
    from services.intake.repository import Repository
    from shared.messaging.outbox import Outbox


def restore_application(
    event: eligibility.WithdrawalOvertaken, repository: Repository, outbox: Outbox, now: datetime
) -> None:
    """Heard again, or after a reinstatement, it changes nothing: a later withdrawal is judged for itself."""
    follow_selection(event, repository)
    application = repository.lock_application(event.code)
    if application is None or application.state is not ApplicationState.WITHDRAWN:
        return
    if event.withdrawn_version not in (None, application.version):
        return
    successor = repository.lock_successor(application.id)
    if successor is not None:
        if repository.find_selection_state(successor.id) in SETTLED:
            return  # the city was told of both: people must see which one goes on
        end_successor(successor, application, repository, outbox, now)
    repository.update_restored(application.id)
    outbox.record(intake.ApplicationRestored.model_validate(keys_of(application) | {"selection": event.state}))


def end_successor(
    successor: ApplicationRecord,
    application: ApplicationRecord,
    repository: Repository,
    outbox: Outbox,
    now: datetime,
) -> None:
    """The city applied anew, since its first application seemed withdrawn: there is one live application for each."""
    repository.update_merged(successor.id, application.id)
    ended = keys_of(successor) | {"withdrawn_at": now, "merged_into": application.code, "version": successor.version}
    outbox.record(intake.ApplicationWithdrawn.model_validate(ended))


def keys_of(application: ApplicationRecord) -> dict[str, object]:
    return {"application_id": application.id, "code": application.code, "call": application.call}
