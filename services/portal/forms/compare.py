"""Two people at one form: what was saved meanwhile beside what was typed here, field by field, to choose from.

    differences = FORM.compare(posted, page.language, document_now)
    page.show("…", differences=differences, marks=marks_of(document_now, names))
    # template, in the form: {{ compare.choose(differences, labels) }}{{ compare.shown(marks) }}

A form that says with `{{ compare.shown(marks) }}` what it showed is asked only about fields that somebody else
changed since; one that does not, about each that differs. What is chosen stands in place of what was typed when the
form comes back (posted.py): a page has nothing more to do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.portal.forms.posted import SHOWN, THEIRS, YOURS, Posted

MARK_DIGITS = 12
EMPTY: tuple[Any, ...] = (None, "", [], {})

#: How a field's value is read, by its path: one text or several.
Written = Callable[[str, Any], Sequence[str]]


@dataclass(frozen=True)
class Difference:
    """`name`: the path of a field, or of a list of groups. `fields`: theirs as a form would send it."""

    name: str
    theirs: tuple[str, ...]
    yours: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    chosen: str  # until somebody chooses: theirs where nothing was typed here


def as_texts(_name: str, value: Any) -> Sequence[str]:
    return [str(one) for one in (value if isinstance(value, list) else [value])]


def compare(
    theirs: Mapping[str, Any],
    yours: Mapping[str, Any],
    names: Iterable[str],
    posted: Posted,
    written: Written = as_texts,
) -> list[Difference]:
    return [
        Difference(
            name,
            texts(name, at(theirs, name), written),
            texts(name, at(yours, name), written),
            tuple(fields_of(name, at(theirs, name))),
            THEIRS if mark_of(yours, name) == posted.text(SHOWN + name) else YOURS,
        )
        for name in names
        if has_changed(theirs, name, posted) and mark_of(theirs, name) != mark_of(yours, name)
    ]


def has_changed(document: Mapping[str, Any], name: str, posted: Posted) -> bool:
    """Since the form was shown; also where it does not say what it showed."""
    return posted.text(SHOWN + name) != mark_of(document, name)


def marks_of(document: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    return {name: mark_of(document, name) for name in names}


def mark_of(document: Mapping[str, Any], name: str) -> str:
    """Equal for equal values; what is not given and what is empty are the same."""
    value = at(document, name)
    text = "" if value in EMPTY else json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:MARK_DIGITS]


def at(document: Any, name: str) -> Any:
    """What stands at a dotted path; None where nothing does."""
    for part in name.split("."):
        document = document.get(part) if isinstance(document, Mapping) else None
    return document


def texts(name: str, value: Any, written: Written) -> tuple[str, ...]:
    return () if value in EMPTY else tuple(written(name, value))


def fields_of(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from fields_of(f"{name}.{key}", part)
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from fields_of(f"{name}.{number}" if isinstance(one, Mapping) else name, one)
    elif value is not None:
        yield name, str(value).lower() if isinstance(value, bool) else str(value)
