"""What is told of commitments, of the mayors who sign them, and of measurements that are due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.notifications.domain import MAYORS_OFFICE, Contact

if TYPE_CHECKING:
    from services.notifications.handlers.telling import Telling
    from shared.contracts import cohort


def tell_leadership(event: cohort.LeadershipChanged, telling: Telling) -> None:
    """The office of the mayor before gets no further mail: the new one stands in its place from here on."""
    telling.repository.lock_application(event.application_id)
    others = [one for one in telling.repository.list_contacts(event.application_id) if one.role != MAYORS_OFFICE]
    new = [Contact(event.office.ref, MAYORS_OFFICE, event.office.language, is_primary=False)] if event.office else []
    telling.repository.replace_contacts(event.application_id, [*others, *new])
    values = {
        "interim": event.interim,
        "took_office_on": event.took_office_on.isoformat(),
        "reaffirm_by": event.reaffirm_by.isoformat() if event.reaffirm_by else None,
    }
    telling.tell(event, "leadership_changed", values)
