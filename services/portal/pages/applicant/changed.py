"""What a new version changes of the one before, seen before it is sent: field by field, long texts word by word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.portal.forms.compare import at, mark_of
from services.portal.forms.form import groups_of
from services.portal.pages.applicant.showing import Files, line_of
from services.portal.pages.applicant.steps import STEPS
from services.portal.web.changes import Part, changed

NOT_GIVEN: tuple[Any, ...] = (None, "", False, [], {})
TEXTS = frozenset({"ambition", "foundations"})


@dataclass(frozen=True)
class Change:
    """`before` and `now`: what is read in a field, one text or several; none where it is empty. `parts`: of a long
    text, what is new and what is gone in it."""

    name: str
    before: tuple[str, ...]
    now: tuple[str, ...]
    parts: Sequence[Part] = ()


def changes_of(before: Mapping[str, Any], now: Mapping[str, Any], language: str, files: Files) -> list[Change]:
    before, now = bare(before), bare(now)
    names = [name for step in STEPS for name in groups_of(step.names)]
    return [change_of(name, at(before, name), at(now, name), language, files)
            for name in names if mark_of(before, name) != mark_of(now, name)]  # fmt: skip


def bare(value: Any) -> Any:
    """Without what is not given: a kept document may say so, where a form leaves it out."""
    if isinstance(value, Mapping):
        inside = {key: bare(one) for key, one in value.items()}
        return {key: one for key, one in inside.items() if one not in NOT_GIVEN}
    return [bare(one) for one in value] if isinstance(value, list | tuple) else value


def change_of(name: str, before: Any, now: Any, language: str, files: Files) -> Change:
    parts = changed(before or "", now or "") if name in TEXTS else ()
    return Change(name, tuple(read(name, before, language, files)), tuple(read(name, now, language, files)), parts)


def read(name: str, value: Any, language: str, files: Files) -> Iterator[str]:
    if value not in NOT_GIVEN:
        for line in line_of(name.rpartition(".")[2], value, language, files):
            yield from line.values
