"""What hangs on a city, on one of its people, on a coach: the shape in which each noun says it (see departing.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.cohort.domain.team import folded
from shared.contracts.people import PersonRef, Role

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.repository import Repository
    from shared.contracts import cohort as contract
    from shared.messaging.outbox import Outbox


@dataclass(frozen=True)
class Work:
    """Who does it, when, and where it is written and told. `reason`: what is kept beside what ends."""

    repository: Repository
    outbox: Outbox
    actor: str
    now: datetime
    reason: str = ""


@dataclass(frozen=True)
class Succession:
    """Somebody of a city is there no more, and somebody else is in their place, or nobody.

    `gone`, `successor`: as mail reaches them, if it does. By their names they stand where a name alone is known.
    """

    city: ParticipationRecord
    gone: PersonRef | None
    successor: PersonRef | None
    gone_name: str | None = None
    successor_name: str | None = None

    def means(self, ref: str | None, name: str | None) -> bool:
        """Whether somebody who is kept by reference, or by name alone, is who is gone."""
        if ref is not None:
            return self.gone is not None and ref == self.gone.ref
        return name is not None and self.gone_name is not None and folded(name) == folded(self.gone_name)


#: Ends what lies ahead of the city, tells everybody who was told, and says what it was.
End = Callable[["ParticipationRecord", Work], "list[contract.Hanging]"]
#: Invites the city to what lies ahead for everybody, unless it is invited, and says what it was.
Welcome = Callable[["ParticipationRecord", Work], "list[contract.Hanging]"]
#: Hands over what lies ahead of a person.
Replace = Callable[[Succession, Work], None]


@dataclass(frozen=True)
class Noun:
    """What of it hangs on others. A noun for which a step is nothing leaves it out."""

    end: End | None = None
    welcome: Welcome | None = None
    replace: Replace | None = None


def coach_ref(coach_id: UUID | None, language: str, repository: Repository) -> PersonRef | None:
    """The coach as mail reaches them: in that language if they speak it, else in their first."""
    if coach_id is None:
        return None
    coach = repository.find_coach(coach_id)
    spoken = coach.languages if coach else ()
    written = language if language in spoken or not spoken else spoken[0]
    return PersonRef.model_validate({"ref": f"identity:{coach_id}", "role": Role.COACH.value, "language": written})
