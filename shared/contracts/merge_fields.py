"""The places in a text that is written to many: `{city}` becomes the city's name, in each mail anew.

A text is no template: names of this list between braces are replaced, and nothing else is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from shared.contracts.field_types import fault

#: Name -> whether it may stand in a subject: of that every list is made, where nobody is asked for names.
MERGE_FIELDS: dict[str, bool] = {
    "city": True,
    "name": False,
    "mayor": False,
    "phase": False,
    "coach": False,
    "deadline": True,
    "link": False,
}
IN_SUBJECT = tuple(name for name, in_subject in MERGE_FIELDS.items() if in_subject)
DEADLINE = "deadline"

_PLACE = re.compile(r"\{([^{}]*)\}|[{}]")


def in_subject(text: str) -> str:
    return _judged(text, IN_SUBJECT)


def in_text(text: str) -> str:
    return _judged(text, tuple(MERGE_FIELDS))


def _judged(text: str, known: Collection[str]) -> str:
    """The text as it is. Raises a fault of FIELD_CODES for a place that nothing fills."""
    for match in _PLACE.finditer(text):
        name = match[1]
        if name is None:
            raise fault("stray_brace")
        if name not in known:
            raise fault("no_such_merge_field", name=name, choices=list(known))
    return text


def names_in(text: str) -> set[str]:
    return {match[1] for match in _PLACE.finditer(text) if match[1]}


def fill(text: str, value_of: Callable[[str], str]) -> str:
    """With the value of each place; what the value holds is looked at no more."""
    return _PLACE.sub(lambda match: value_of(match[1]) if match[1] in MERGE_FIELDS else match[0], text)
