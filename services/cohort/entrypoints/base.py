"""What the entrypoints of each noun start from."""

from __future__ import annotations

from uuid import UUID

from services.cohort.repository import Repository
from shared.contracts.people import Caller, Role
from shared.files.provider import Files
from shared.messaging.owners import AskOwners
from shared.messaging.supplies import Supplies
from shared.program.model import Program
from shared.runtime.service import ServiceBase
from shared.security.permissions import STAFF
from shared.storage.database import Transaction


def repository_for(tx: Transaction, program: Program, caller: Caller | None = None) -> Repository:
    """Of a request: what its caller may see. Without a caller, for events and periodic work: everything."""
    return Repository(tx, program, None if caller is None else scope_of(caller))


def scope_of(caller: Caller) -> UUID | None:
    """A coach who is nothing more sees their own cities alone."""
    return UUID(caller.id) if caller.has(Role.COACH) and not caller.has(*STAFF) else None


class Entrypoints(ServiceBase):
    files = Files()
    owners = AskOwners()
    supplies = Supplies("files", "owners", repository=repository_for)
