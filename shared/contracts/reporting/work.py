"""What waits for somebody: one's own, or of all."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from shared.contracts.requests import Model, Query
from shared.wording import has, say


class Work(Model):
    """Something that waits for somebody. `page`: where it is done; `kind` names its words (`work.kinds`, `work.says`,
    `work.verbs`), which `values` fill."""

    kind: str
    code: str | None
    city: str | None
    admin_area: str | None
    country: str | None
    since: datetime
    due_on: date | None  # in the program's zone
    overdue: bool
    page: str
    values: dict[str, Any]

    def said(self, language: str) -> str:
        """Why it waits. What was recorded before its kind told more has the short sentence."""
        key = f"work.says.{self.kind}"
        short = f"{key}_short"
        return say(language, short if not self.values and has(short) else key, thing="mail", **self.values)


class WorkOfKind(Model):
    """`items`: the most urgent first, as many as were asked for; `total` counts all."""

    kind: str
    waits_for: Literal["staff", "operator", "coach", "reviewer", "applicant", "city"]
    total: int
    overdue: int
    items: tuple[Work, ...]


class WorkQueue(Model):
    """What waits for whoever asks, by kind, in the order in which it is worked on; kinds of which nothing waits are not
    there."""

    today: date
    total: int
    overdue: int
    kinds: tuple[WorkOfKind, ...]


class ListWork(Query[WorkQueue]):
    """Staff see what waits for the program and its coaches, coaches what waits for them of their cities, reviewers
    their reviews, applicants and a city's people what is theirs. `each`: how many of a kind; 0 counts alone."""

    kind: str | None = Field(None, max_length=40)
    each: int = Field(10, ge=0, le=500)
