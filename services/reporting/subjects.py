"""What a report is asked about: a moment that is not ahead, a call, cohort or city that is there."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from services.reporting.domain import moment_of
from shared.contracts.codes import read_code
from shared.contracts.errors import Detail, Refusal, not_found

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.reporting.repository import Repository
    from shared.program.model import Program


def moment_asked(as_of: datetime | date | None, program: Program, repository: Repository) -> datetime:
    """Of a day its end, of today what is known now. Raises Refusal("invalid") for what is ahead: what will have been
    recorded by then is not known."""
    present = repository.get_present()
    moment = moment_of(as_of, program.call.time_zone, present)
    today = present.astimezone(ZoneInfo(program.call.time_zone)).date()
    ahead = moment > present if isinstance(as_of, datetime) else as_of is not None and as_of > today
    if ahead:
        raise Refusal("invalid", Detail("as_of", "after_today", today=today))
    return min(moment, present)


def is_arriving(thing: str, name: str, knows: Callable[[str], bool], owner_knows: Callable[[str], bool]) -> bool:
    """Whether its owner has what is not recorded here yet. Raises Refusal("not_found") for what nobody has."""
    if knows(name):
        return False
    if owner_knows(name):
        return True
    raise not_found(thing, name)


def city_asked(code: str, repository: Repository, as_of: datetime) -> UUID:
    """Raises not_found for a code that is nobody's, of whoever asks, or was not by then."""
    found = repository.find_application_id(str(read_code(code)))
    if found is None or repository.find_snapshot(found, as_of) is None:
        raise not_found("application", code)
    return found
