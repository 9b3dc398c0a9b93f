"""Whose applications and drafts a request is about: everybody's, or what one person owns or coaches."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.contracts import intake
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Model
from shared.security.permissions import STAFF
from shared.security.sources import masked

#: Answered to anybody who has the code, by what everybody may see.
PUBLIC: tuple[type[Model], ...] = (intake.GetApplicationStatus,)
#: What a coach may ask about the cities that they lead; nothing of a city is changed by its coach.
COACHED: tuple[type[Model], ...] = (intake.GetApplication, intake.GetContactNames)

NOBODY = UUID(int=0)


@dataclass(frozen=True)
class FirstMails:
    """How many mails to addresses that nobody has proven strangers may cause in an hour."""

    by_source: int = 20
    in_all: int = 300


@dataclass(frozen=True)
class Audience:
    """`person` None: everything. `coaching`: also what the person coaches, beside what is their own. `source`: the
    network that a stranger asks from."""

    person: UUID | None = None
    coaching: bool = False
    source: str = ""

    @property
    def vouches(self) -> bool:
        """For the addresses that it names: staff know whom they enter."""
        return self.person is None


EVERYTHING = Audience()


def audience_of(request: type[Model], caller: Caller) -> Audience:
    """Default deny: who is neither staff nor a service sees what is theirs, and a stranger nothing."""
    if request in PUBLIC or caller.has(*STAFF, Role.SERVICE):
        return EVERYTHING
    if caller.has(Role.ANONYMOUS):
        return Audience(NOBODY, source=masked(caller.source) or "")
    coaching = request in COACHED and caller.has(Role.COACH)
    return Audience(UUID(caller.id), coaching, masked(caller.source) or "")
