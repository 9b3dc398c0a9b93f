"""The rubric as its reader reads it: titles and anchors in their language, marked as English where they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class Criterion(Protocol):
    """Of the program file, or as eligibility shows it."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def titles(self) -> Mapping[Any, str]: ...
    @property
    def weight(self) -> int: ...
    @property
    def anchors(self) -> Mapping[int, str]: ...
    @property
    def anchors_in(self) -> Mapping[Any, Mapping[int, str]]: ...


@dataclass(frozen=True)
class ReadCriterion:
    """`spoken`, `anchors_spoken`: the languages that they are in."""

    id: str
    title: str
    spoken: str
    weight: int
    anchors: Mapping[int, str]
    anchors_spoken: str


def rubric_in(language: str, criteria: Iterable[Criterion]) -> list[ReadCriterion]:
    return [
        ReadCriterion(
            id=one.id,
            title=one.titles.get(language, one.title),
            spoken=language if language in one.titles else "en",
            weight=one.weight,
            anchors=one.anchors_in.get(language, one.anchors),
            anchors_spoken=language if language in one.anchors_in else "en",
        )
        for one in criteria
    ]
