"""The fields of a form: what each is called in its request, what it is shown as, how what was typed is read.

    FIELDS = (Field("on", "day"), Field("notes", "long"), Field("priorities", "lines", optional=True))

It reads and never judges: what cannot be read goes to the contract as it stands, and the service says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from services.portal.forms.posted import Posted
from shared.contracts.days import read_day
from shared.contracts.errors import Detail
from shared.contracts.numbers import WRITINGS, Unreadable, read_grouped

Kind = Literal[
    "text", "email", "long", "day", "moment", "hour", "number", "decimal", "lines", "choice", "radio", "boxes", "tick",
    "hidden",
]  # fmt: skip

#: In languages that group digits by points this may be fifteen hundred, or one and a half.
GROUPED = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})+")

#: (value, words)
Options = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Field:
    """`name`: its path in the request, entries of lists by number (`roster.0.name`). `label`: the key below
    `pages.field` of what it is called, where that is not its own last name; `words` calls it instead, where only data
    know. `hint`: a key below `pages.hint`. `options` that only its place knows
    are asked for when it is shown. Emptied, one that is `as_given` is sent empty: its service says whether it may be. A
    `moment` is typed by the clock of the form's zone."""

    name: str
    kind: Kind = "text"
    optional: bool = False
    options: Options | Callable[[Any], Options] = ()
    label: str | None = None
    words: str | None = None
    hint: str | None = None
    rows: int = 5
    as_given: bool = False

    @property
    def key(self) -> str:
        return self.label or self.name.rpartition(".")[2]

    def with_options(self, place: Any) -> Field:
        return replace(self, options=tuple(self.options(place))) if callable(self.options) else self


def read_fields(
    fields: Iterable[Field], posted: Posted, language: str, zone: str
) -> tuple[dict[str, Any], list[Detail]]:
    """What was typed, by path as a document, and what of it cannot be read. An empty field is left out."""
    document: dict[str, Any] = {}
    faults: list[Detail] = []
    for field in fields:
        try:
            value = READ[field.kind](posted, field.name, language, zone)
        except Unreadable as unreadable:
            value = posted.text(field.name)
            faults.append(Detail(field.name, unreadable.code, **unreadable.values))
        if value is None and field.as_given:
            value = ""
        if value is not None:
            place(document, field.name.split("."), value)
    return listed(document), faults


def place(document: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        document = document.setdefault(part, {})
    document[path[-1]] = value


def listed(document: Any) -> Any:
    """Numbered entries as lists, in order; those that nobody filled are not there."""
    if not isinstance(document, dict):
        return document
    inside = {key: listed(value) for key, value in document.items()}
    if inside and all(key.isdecimal() for key in inside):
        return [inside[key] for key in sorted(inside, key=int)]
    return inside


def text(posted: Posted, name: str, _language: str, _zone: str) -> str | None:
    return posted.text(name).strip() or None


def radio(posted: Posted, name: str, _language: str, _zone: str) -> str | bool | None:
    """Yes and no are buttons, too."""
    chosen = posted.text(name)
    return {"true": True, "false": False}.get(chosen, chosen or None)


def day(posted: Posted, name: str, language: str, _zone: str) -> str | None:
    typed = posted.text(name).strip()
    return read_day(typed, language) if typed else None


def moment(posted: Posted, name: str, _language: str, zone: str) -> str | None:
    """By the clock of the zone; an hour that the clock skips is the one after, one that comes twice the first."""
    typed = posted.text(name).strip()
    if not typed:
        return None
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        raise Unreadable("not_a_moment") from None
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).isoformat()


def number(posted: Posted, name: str, language: str, _zone: str) -> int | None:
    typed = posted.text(name).strip()
    return read_grouped(typed, language) if typed else None


def decimal(posted: Posted, name: str, language: str, _zone: str) -> str | None:
    """With the language's own mark or with a point; with both, or a mark that groups, it is refused, never guessed."""
    typed = posted.text(name).strip()
    writing = WRITINGS[language]
    mark = writing.decimal
    two_marks = mark in typed and "." in typed.replace(mark, "", 1)
    if two_marks or ("." in writing.groups and GROUPED.fullmatch(typed)):
        raise Unreadable("not_a_decimal")
    return typed.replace(mark, ".").replace("\u2212", "-") or None


def lines(posted: Posted, name: str, _language: str, _zone: str) -> list[str] | None:
    return [line.strip() for line in posted.text(name).split("\n") if line.strip()] or None


def boxes(posted: Posted, name: str, _language: str, _zone: str) -> list[str]:
    return posted.texts(name)


def tick(posted: Posted, name: str, _language: str, _zone: str) -> bool:
    return bool(posted.text(name))


READ: Mapping[Kind, Callable[[Posted, str, str, str], Any]] = {
    "text": text,
    "email": text,
    "long": text,
    "day": day,
    "moment": moment,
    "hour": text,
    "number": number,
    "decimal": decimal,
    "lines": lines,
    "choice": text,
    "radio": radio,
    "boxes": boxes,
    "tick": tick,
    "hidden": text,
}
