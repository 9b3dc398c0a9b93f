"""What a mail asks before it goes, and the answer's form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from services.cohort.domain.participation import CohortRecord, ParticipationRecord
from services.cohort.handlers.lookup import get_cohort
from shared.contracts.mail_facts import MailFacts
from shared.contracts.plain import plain

if TYPE_CHECKING:
    from services.cohort.repository import Repository
    from shared.contracts import cohort as contract


@dataclass(frozen=True)
class Asked:
    """What a mail says, of which city, and when it is to go."""

    request: contract.GetMailFacts
    city: ParticipationRecord
    repository: Repository
    now: datetime

    @property
    def values(self) -> dict[str, Any]:
        return self.request.values

    @property
    def cohort(self) -> CohortRecord:
        return get_cohort(self.repository, self.city.cohort)


def facts(holds: bool, **values: Any) -> MailFacts:
    return MailFacts(holds=holds, values=plain(values))
