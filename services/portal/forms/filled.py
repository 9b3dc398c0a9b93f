"""A form as it is shown: what stands in its fields, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from services.portal.forms.posted import Posted
from services.portal.web.status import status_of
from shared.contracts.errors import Detail, Refusal
from shared.contracts.tabular import value_at

PARTS = ("day", "month", "year")


@dataclass(frozen=True)
class Filled:
    """`posted` is what somebody typed, `document` what is known before anybody types."""

    document: Mapping[str, Any] = field(default_factory=dict)
    posted: Posted | None = None
    refusal: Refusal | None = None
    command_id: UUID = field(default_factory=uuid4)

    @property
    def status(self) -> int:
        return 200 if self.refusal is None else status_of(self.refusal.code, self.refusal.reason)

    def id(self, path: str) -> str:
        """What a field is found by on its page, where several forms may have one of that name."""
        return path

    def value(self, path: str) -> str:
        return value_at(self.document, path) if self.posted is None else self.posted.text(path)

    def part(self, path: str, part: str) -> str:
        """Day, month or year of a date, each a field of its own."""
        if self.posted is not None and f"{path}.{part}" in self.posted:
            return self.posted.text(f"{path}.{part}")
        try:
            return str(getattr(date.fromisoformat(self.value(path)), part))
        except ValueError:
            return ""

    def chosen(self, path: str, option: str) -> bool:
        """Whether one of several boxes is ticked."""
        if self.posted is not None:
            return option in self.posted.texts(path)
        held = value_at(self.document, path)
        return option in [one.strip() for one in held.split(";")]

    def problems(self, path: str) -> list[Detail]:
        """What is wrong with a field."""
        return [detail for detail in self._details() if detail.field == path]

    def all_problems(self) -> list[Detail]:
        return list(self._details())

    def _details(self) -> Iterator[Detail]:
        yield from () if self.refusal is None else self.refusal.details


def blank(**known: Any) -> Filled:
    return Filled(document=known)
