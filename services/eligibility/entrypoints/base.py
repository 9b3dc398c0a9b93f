"""What the entrypoints of each noun start from."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from services.eligibility.domain.audience import audience_of
from services.eligibility.repository import Repository
from services.eligibility.texts import Texts, fetch, fetch_part
from shared.contracts.people import Caller
from shared.contracts.requests import Model
from shared.messaging.owners import AskOwners
from shared.messaging.supplies import Supplies
from shared.program.model import Program
from shared.runtime.service import ServiceBase
from shared.storage.database import Transaction


def today(now: datetime, program: Program) -> date:
    """The calendar day by the call's clock."""
    return now.astimezone(ZoneInfo(program.call.time_zone)).date()


def repository_for(tx: Transaction, request: Model | None = None, caller: Caller | None = None) -> Repository:
    """Of a request: what its caller may see. Without one, for events and periodic work: everything."""
    return Repository(tx) if request is None or caller is None else Repository(tx, audience_of(type(request), caller))


class Entrypoints(ServiceBase):
    texts = Texts()
    owners = AskOwners()
    supplies = Supplies("owners", repository=repository_for, today=today, fetch=fetch, fetch_part=fetch_part)
