"""What is told of commitments, of the mayors who sign them, and of measurements that are due."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from services.notifications.domain import MAYORS_OFFICE, Contact
from services.notifications.handlers.telling import occasion_of, tell

if TYPE_CHECKING:
    from services.notifications.repository import Repository
    from services.notifications.sending.letters import Letters
    from shared.contracts import cohort
    from shared.messaging.cause import Cause


def ask_to_sign(
    event: cohort.CommitmentOpened, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    values = {"kind": event.kind}
    tell(occasion_of(event, cause, "commitment_to_sign", values), repository, letters, now)


def tell_publication(
    event: cohort.CommitmentPublished, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    values = {"kind": event.kind}
    tell(occasion_of(event, cause, "commitment_published", values), repository, letters, now)


def ask_to_reaffirm(
    event: cohort.CommitmentToReaffirm, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    values = {"kind": event.kind, "reaffirm_by": event.reaffirm_by.isoformat()}
    tell(occasion_of(event, cause, "commitment_to_reaffirm", values), repository, letters, now)


def tell_leadership(
    event: cohort.LeadershipChanged, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """The office of the mayor before gets no further mail: the new one stands in its place from here on."""
    repository.lock_application(event.application_id)
    others = [one for one in repository.list_contacts(event.application_id) if one.role != MAYORS_OFFICE]
    new = [Contact(event.office.ref, MAYORS_OFFICE, event.office.language, is_primary=False)] if event.office else []
    repository.replace_contacts(event.application_id, [*others, *new])
    values = {
        "interim": event.interim,
        "took_office_on": event.took_office_on.isoformat(),
        "reaffirm_by": event.reaffirm_by.isoformat() if event.reaffirm_by else None,
    }
    tell(occasion_of(event, cause, "leadership_changed", values), repository, letters, now)


def tell_measurement(
    event: cohort.MeasurementDue, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    values = {"target_id": str(event.target_id), "due_on": event.due_on.isoformat()}
    tell(occasion_of(event, cause, "measurement_due", values), repository, letters, now)
