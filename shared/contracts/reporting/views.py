"""Saved views: what narrows the list of applications, kept by somebody under a name."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.application import ResidentOutcome
from shared.contracts.field_types import Country, Text
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.people import Language
from shared.contracts.requests import Command, Model, Nothing, Page, Query

#: With a hyphen before it, the greatest first.
ApplicationOrder = Literal[
    "code", "-code", "city", "-city", "country", "-country", "language", "-language", "state", "-state",
    "submitted_at", "-submitted_at",
]  # fmt: skip

ViewName = Annotated[str, Text(1, 60)]


class ApplicationFilters(Model):
    """What narrows a list of applications, and what it is sorted by."""

    call: str | None = Field(None, max_length=80)
    state: ApplicationState | None = None
    country: Country | None = None
    region: str | None = Field(None, max_length=40)  # of the program file's lists of countries, or `elsewhere`
    language: Language | None = None
    eligibility: Literal["eligible", "needs_review", "ineligible"] | None = None  # outcome of the check
    resident_outcome: ResidentOutcome | None = None
    reviewer: UUID | None = None  # who was asked for a review, and is still
    text: str | None = Field(None, min_length=1, max_length=120)  # a part of city, area or code, folded
    sort: ApplicationOrder = "code"

    @property
    def narrowing(self) -> dict[str, str]:
        """Those that say something, the order aside."""
        given = self.model_dump(mode="json", exclude_none=True, include=set(FILTERS))
        return {name: str(given[name]) for name in FILTERS if name in given}


FILTERS = tuple(name for name in ApplicationFilters.model_fields if name != "sort")


class SavedView(Model):
    """`own`: of whoever asks; others are `shared` with them. `number`: how many applications it holds now."""

    id: UUID
    name: str
    own: bool
    shared: bool
    filters: ApplicationFilters
    number: int


class SaveView(ApplicationFilters, Command[SavedView]):
    """Keep what narrows the list of applications under a name, for oneself.

    `shared`: for all who run the program; those who lead it share. Another of the name among those that one sees:
    `already_exists`. Each filter is judged as a list's is; one at least is given.
    """

    name: ViewName
    shared: bool = False


class ListViews(Query[Page[SavedView]]):
    """One's own, then those that are shared, by name."""


class RemoveView(Command[Nothing]):
    """Remove one of one's own; those who lead the program remove a shared one of anybody."""

    view_id: UUID
