"""The parts that models of the program file are made of: ids, titles, counts, and lists whose ids differ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Protocol, TypeVar

from pydantic import Field

from shared.contracts.field_types import Text, fault
from shared.contracts.people import Language
from shared.contracts.requests import Model

#: What code, URLs and documents call a thing.
Id = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
#: What people read, in English unless it says otherwise.
Title = Annotated[str, Text(1, 200)]
Count = Annotated[int, Field(strict=True, ge=0)]
Positive = Annotated[int, Field(strict=True, ge=1)]


class Titled(Model):
    """`title` in English; `titles`: in the other languages of the program, where it has them."""

    title: Title
    titles: dict[Language, Title] = Field(default_factory=dict)

    @property
    def by_language(self) -> dict[str, str]:
        return {"en": self.title, **{str(language): text for language, text in self.titles.items()}}


class Named(Model):
    id: Id
    title: Title


class HasId(Protocol):
    @property
    def id(self) -> str: ...


Entries = TypeVar("Entries", bound=Iterable[HasId])


def distinct_ids(entries: Entries) -> Entries:
    """The entries, unchanged. Raises a fault that names the id used twice."""
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise fault("id_twice", id=entry.id)
        seen.add(entry.id)
    return entries
