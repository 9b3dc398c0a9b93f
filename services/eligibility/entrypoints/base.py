"""What the entrypoints of each noun start from."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from services.eligibility.repository import Repository
from services.eligibility.texts import Texts, fetch, fetch_part
from shared.messaging.owners import AskOwners
from shared.messaging.supplies import Supplies
from shared.program.model import Program
from shared.runtime.service import ServiceBase


def today(now: datetime, program: Program) -> date:
    """The calendar day by the call's clock."""
    return now.astimezone(ZoneInfo(program.call.time_zone)).date()


class Entrypoints(ServiceBase):
    texts = Texts()
    owners = AskOwners()
    supplies = Supplies("owners", repository=Repository, today=today, fetch=fetch, fetch_part=fetch_part)
