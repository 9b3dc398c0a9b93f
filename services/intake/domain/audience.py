"""Whose applications and drafts a request is about: everybody's, or what one person owns or coaches."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.contracts import intake
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Model
from shared.security.permissions import STAFF

#: Answered to anybody who has the code, by what everybody may see.
PUBLIC: tuple[type[Model], ...] = (intake.GetApplicationStatus,)
#: What a coach may ask about the cities that they lead; nothing of a city is changed by its coach.
COACHED: tuple[type[Model], ...] = (intake.GetApplication, intake.GetContactNames)

NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Audience:
    """`person` None: everything. `coaching`: also what the person coaches, beside what is their own."""

    person: UUID | None = None
    coaching: bool = False


EVERYTHING = Audience()


def audience_of(request: type[Model], caller: Caller) -> Audience:
    """Default deny: who is neither staff nor a service sees what is theirs, and a stranger nothing."""
    if request in PUBLIC or caller.has(*STAFF, Role.SERVICE):
        return EVERYTHING
    if caller.has(Role.ANONYMOUS):
        return Audience(NOBODY)
    return Audience(UUID(caller.id), coaching=request in COACHED and caller.has(Role.COACH))
