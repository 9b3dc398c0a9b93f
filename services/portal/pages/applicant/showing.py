"""An application document as it is read: sections in the form's order, values in the reader's writing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from services.portal.pages.applicant.steps import STEPS
from shared.contracts.intake import KeptFile
from shared.wording import say
from shared.wording.dates import calendar_day
from shared.wording.numbers import kilobytes, number

DATES = frozenset({"term_starts_on", "term_ends_on"})
NAMED = {"country": "country", "role": "role", "kind": "kind", "preferred_language": "spoken"}

#: Kept files, by their hash.
Files = Mapping[str, KeptFile]
NO_FILES: Files = MappingProxyType({})

ORDER = tuple(name.rpartition(".")[2] for step in STEPS for name in step.names)


@dataclass(frozen=True)
class Line:
    """`long`: a text of people, in `lang`, the application's own language."""

    label: str
    values: tuple[str, ...]
    long: bool = False


@dataclass(frozen=True)
class Section:
    step: str
    lines: tuple[Line, ...]


def sections_of(document: Mapping[str, Any], language: str, files: Files = NO_FILES) -> list[Section]:
    return [Section(step.id, tuple(lines_of(document, step.keys, language, files))) for step in STEPS]


def lines_of(document: Mapping[str, Any], keys: Sequence[str], language: str, files: Files) -> Iterator[Line]:
    for key in keys:
        if document.get(key) not in (None, [], {}):
            yield from line_of(key, document[key], language, files)


def line_of(key: str, value: Any, language: str, files: Files = NO_FILES) -> Iterator[Line]:
    label = say(language, "pages.apply.field", field=key)
    if isinstance(value, Mapping):
        for name, part in sorted(value.items(), key=in_form_order):
            if part not in (None, ""):
                yield from line_of(name, part, language)
    elif key in ("contacts", "evidence"):
        yield Line(label, tuple(" · ".join(parts_of(entry, language, files)) for entry in value))
    elif isinstance(value, list):
        yield Line(label, tuple(say(language, "pages.apply.outcome", outcome=one) for one in value))
    else:
        yield Line(label, (written(key, value, language),), long=key in ("ambition", "foundations"))


def in_form_order(field: tuple[str, Any]) -> int:
    """A store may keep the fields in another order."""
    return ORDER.index(field[0]) if field[0] in ORDER else len(ORDER)


def parts_of(entry: Any, language: str, files: Files) -> Iterator[str]:
    if not isinstance(entry, Mapping):
        return
    for name, part in sorted(entry.items(), key=in_form_order):
        if name == "primary":
            if part:
                yield say(language, "pages.apply.field", field="primary")
        elif name == "file":
            yield from file_of(part, language, files)
        elif part not in (None, ""):
            yield written(name, part, language)


def file_of(sha256: Any, language: str, files: Files) -> Iterator[str]:
    file = files.get(str(sha256))
    if file is None:
        yield say(language, "pages.apply.with_file")
    else:
        yield from (file.name, say(language, "pages.evidence.size", kilobytes=kilobytes(file.size)))


def written(key: str, value: Any, language: str) -> str:
    if key in NAMED:
        return say(language, f"pages.apply.{NAMED[key]}", **{NAMED[key]: value})
    if key in DATES:
        return calendar_day(language, str(value))
    return number(language, value) if key == "residents" and isinstance(value, int) else str(value)
