"""What the entrypoints of each noun start from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.cohort.domain.audience import EVERYTHING, MAY_ACT, OPEN, Audience
from services.cohort.repository import Repository
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Model, Request
from shared.files.provider import Files
from shared.messaging.owners import AskOwners
from shared.messaging.supplies import Supplies
from shared.program.model import Program
from shared.runtime.service import ServiceBase
from shared.security.permissions import ALLOWED, STAFF
from shared.storage.database import Transaction


def repository_for(
    tx: Transaction, program: Program, caller: Caller | None = None, request: Model | None = None
) -> Repository:
    """Of a request: what is there for its caller. Without one, for events and periodic work: everything."""
    if caller is None:
        return Repository(tx, program)
    assert isinstance(request, Request), "what a caller sends is a request"
    return Repository(tx, program, audience_of(caller, type(request)))


def audience_of(caller: Caller, request: type[Request[Any]]) -> Audience:
    """Whoever runs the program and services see everything; a coach their own cities, a city's people theirs, each as
    far as the role lets them send the request; whoever has not signed in nothing. What is open to anybody is the same
    for all: of everything what its handler finds to be public."""
    if caller.has(*STAFF, Role.SERVICE) or request in OPEN:
        return EVERYTHING
    if not caller.is_person:
        return Audience()
    roles, person = caller.roles & ALLOWED[request][0], UUID(caller.id)
    return Audience(
        coach=person if Role.COACH in roles else None,
        member=person if Role.CITY_MEMBER in roles else None,
        parts=MAY_ACT.get(request, frozenset()),
    )


class Entrypoints(ServiceBase):
    files = Files()
    owners = AskOwners()
    supplies = Supplies("files", "owners", repository=repository_for)
