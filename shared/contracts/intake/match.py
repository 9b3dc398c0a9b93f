"""Applications that may be the same city's."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.intake.application import ApplicationEvent, Receipt
from shared.contracts.named import CallName
from shared.contracts.requests import Command, Model, Page, Query

# -- events --------------------------------------------------------------------------------------------------------


class ApplicationMerged(ApplicationEvent):
    """Staff merged another application of the same city into this one."""

    merged_id: UUID
    merged_code: str
    merged_at: datetime


class LikelyMatchFound(ApplicationEvent):
    """Another live application to the call may be the same city's: under another spelling of its area, or beside one
    whose addresses nobody has proven yet."""

    other_id: UUID
    other_code: str


# -- requests ------------------------------------------------------------------------------------------------------


class MergeApplications(Command[Receipt]):
    """One city applied twice: `code` ends, `into` goes on and takes over the contacts that it lacks, as far as it has
    room for them. The receipt is that of `into`. Merged before: the same answer."""

    code: Code
    into: Code


class LikelyMatch(Model):
    """Two live applications of one call that may be the same city's."""

    call: str
    country: str
    city: str
    codes: tuple[str, str]
    admin_areas: tuple[str, str]


class ListLikelyMatches(Query[Page[LikelyMatch]]):
    """By call and city. `after`: the codes of the last pair, with a hyphen between them."""

    call: CallName | None = None
    limit: int = Field(100, ge=1, le=1000)
    after: str | None = Field(None, max_length=40)
