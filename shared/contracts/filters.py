"""Filters of lists: a value that nothing bears is refused and named, instead of an empty list."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from shared.contracts.errors import Detail, Refusal


@dataclass(frozen=True)
class Filter:
    """One filter of a request; `is_known` is only asked of a value that was given.

    insist_on_known(Filter("call", request.call, "no_such_call", repository.knows_call))
    """

    field: str
    value: Any
    code: str  # of the `Detail`
    is_known: Callable[[Any], bool]
    choices: tuple[str, ...] = ()  # where they can be listed


def one_of(field: str, value: Any, choices: Collection[str]) -> Filter:
    """A filter whose values the program file lists."""
    return Filter(field, value, "not_a_choice", lambda given: given in choices, tuple(choices))


def insist_on_known(*filters: Filter) -> None:
    """Raises Refusal("invalid") with a detail for each filter that names what is not there."""
    wrong = [
        Detail(one.field, one.code, name=str(one.value), choices=list(one.choices))
        for one in filters
        if one.value is not None and not one.is_known(one.value)
    ]
    if wrong:
        raise Refusal("invalid", *wrong)
