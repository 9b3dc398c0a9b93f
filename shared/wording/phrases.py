"""A message with its values: `{residents:number}`, `{reply_by:date}`, `{starts_at:moment time_zone}`.

| written as | from | in English |
|---|---|---|
| `{place}` | text | as it is |
| `{residents:number}` | a number, or a decimal as text | 512,300 |
| `{reply_by:date}` | an ISO date | November 29, 2026 |
| `{reply_by:day}` | an ISO date | Sunday, November 29, 2026 |
| `{starts_at:moment time_zone}` | an ISO moment, and its zone from another value | the same, 3:00 PM (…) |
| `{saved_at:time zone}` | an ISO moment, and its zone from another value | 3:00 PM (…) |
| `{zone:zone}` | a time zone | Eastern Time |
| `{state:state thing}` | a state, and what it is of from another value | `states.<thing>.<state>`, `states.<state>` |
| `{role:name roles}` | an id | the name under `roles.<id>` |
| `{roles:names roles}` | a list of ids | their names, as a list |
| `{phase:title}` | {language: text}, from the program file | the reader's |
| `{country:country}`, `{spoken:tongue}` | a code | Colombia, Spanish |
| `{languages:tongues}` | a list of codes | English and French |
| `{seconds:span}` | seconds | 12 minutes |
| `{names:list}` | a list of texts | a, b, and c |
| `{requirement:phrase}` | {key, values} of another message, or text | that message |

With a capital (`{role:Name roles}`) the first letter is one, too. A value that is missing is written as an ellipsis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from string import Formatter
from typing import Any

from babel.lists import format_list

from shared.wording import dates
from shared.wording.language import FALLBACK, locale_of
from shared.wording.numbers import number

MISSING = "…"
NO_STATE = "none"  # of what is not there yet
NAMING_A_VALUE = frozenset({"moment", "state", "time"})  # ways of writing that look at another value, too


@dataclass(frozen=True)
class Slot:
    """Where a value stands in a message: `{name:kind other}`."""

    name: str
    kind: str
    other: str

    @property
    def names_a_value(self) -> bool:
        return self.kind.lower() in NAMING_A_VALUE


@lru_cache(maxsize=8192)  # a page says the same of each of its rows
def parsed(message: str) -> tuple[tuple[str, Slot | None], ...]:
    """Literal texts, each with what stands after it."""
    return tuple(
        (literal, None if name is None else Slot(name, *(spec or "").partition(" ")[::2]))
        for literal, name, spec, _ in Formatter().parse(message)
    )


@dataclass(frozen=True)
class Writer:
    """Writes values in one language. `name_of` gives the message under a key, in the form for those values where some
    are given; None where there is none."""

    language: str
    name_of: Callable[..., str | None]

    def write(self, message: str, values: Mapping[str, Any]) -> str:
        return "".join(self._parts(message, values))

    def _parts(self, message: str, values: Mapping[str, Any]) -> Iterator[str]:
        for literal, slot in parsed(message):
            yield literal
            if slot is not None:
                other = values.get(slot.other) if slot.names_a_value else slot.other
                yield self._value(values.get(slot.name), slot.kind, other)

    def _value(self, value: Any, kind: str, other: Any) -> str:
        if value is None and kind.lower() != "state":
            return MISSING
        if not kind:
            return str(value)
        written: str = getattr(self, f"as_{kind.lower()}")(value, other)
        return written[:1].upper() + written[1:] if kind[0].isupper() else written

    def as_number(self, value: Any, _: Any) -> str:
        return number(self.language, Decimal(value) if isinstance(value, str) else value)

    def as_date(self, value: Any, _: Any) -> str:
        return dates.calendar_day(self.language, str(value))

    def as_short_date(self, value: Any, _: Any) -> str:
        return dates.short_day(self.language, str(value))

    def as_day(self, value: Any, _: Any) -> str:
        return dates.day(self.language, str(value))

    def as_moment(self, value: Any, zone: Any) -> str:
        return dates.moment(self.language, str(value), str(zone or "UTC"))

    def as_time(self, value: Any, zone: Any) -> str:
        return dates.time_of_day(self.language, str(value), str(zone or "UTC"))

    def as_zone(self, value: Any, _: Any) -> str:
        return dates.zone(self.language, str(value))

    def as_state(self, value: Any, thing: Any) -> str:
        state = value or NO_STATE
        return self.name_of(f"states.{thing}.{state}") or self.name_of(f"states.{state}") or as_words(state)

    def as_name(self, value: Any, group: str) -> str:
        return self.name_of(f"{group}.{value}") or as_words(value)

    def as_names(self, value: Any, group: str) -> str:
        return self.as_list([self.as_name(one, group) for one in value], group)

    def as_title(self, value: Any, _: Any) -> str:
        if not isinstance(value, Mapping):
            return str(value)
        return str(value.get(self.language) or value.get(FALLBACK) or MISSING)

    def as_country(self, value: Any, _: Any) -> str:
        return str(locale_of(self.language).territories.get(str(value), value))

    def as_tongue(self, value: Any, _: Any) -> str:
        return str(locale_of(self.language).languages.get(str(value), value))

    def as_tongues(self, value: Any, _: Any) -> str:
        return self.as_list([self.as_tongue(one, None) for one in value], None)

    def as_span(self, value: Any, _: Any) -> str:
        return dates.span(self.language, int(value))

    def as_phrase(self, value: Any, _: Any) -> str:
        if not isinstance(value, Mapping):
            return str(value)
        message = self.name_of(value["key"], value["values"])
        return as_words(value["key"].rpartition(".")[2]) if message is None else self.write(message, value["values"])

    def as_list(self, value: Any, _: Any) -> str:
        return str(format_list([str(one) for one in value], locale=locale_of(self.language)))


def placeholders(message: str) -> set[str]:
    """The names of all values that the message asks for, those that help to write another included."""
    found: set[str] = set()
    for _, slot in parsed(message):
        if slot is not None:
            found |= {slot.name, slot.other} if slot.names_a_value and slot.other else {slot.name}
    return found


def as_words(name: object) -> str:
    """An id that no catalogue names, as it can be read."""
    return str(name).replace("_", " ")
