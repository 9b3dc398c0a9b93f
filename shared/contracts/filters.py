"""Filters of lists: a value that nothing bears is refused and named, instead of an empty list.

A list follows events. What its owner knows and the list has not heard of yet is no wrong value: the list is still
empty.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from shared.contracts.errors import Detail, Refusal


def nobody_knows(_: Any) -> bool:
    """Of what is kept here, or in the program file."""
    return False


@dataclass(frozen=True)
class Filter:
    """One filter of a request; `is_known` is only asked of a value that was given, `owner_knows` of one that it lacks.

    insist_on_known(Filter("call", request.call, "no_such_call", repository.knows_call, owners.know_call))
    """

    field: str
    value: Any
    code: str  # of the `Detail`
    is_known: Callable[[Any], bool]
    owner_knows: Callable[[Any], bool] = nobody_knows
    choices: tuple[str, ...] = ()  # where they can be listed


def one_of(field: str, value: Any, choices: Collection[str]) -> Filter:
    """A filter whose values the program file lists."""
    return Filter(field, value, "not_a_choice", lambda given: given in choices, choices=tuple(choices))


def insist_on_known(*filters: Filter) -> None:
    """Raises Refusal("invalid") with a detail for each filter that names what is not there."""
    wrong = [
        Detail(one.field, one.code, name=str(one.value), choices=list(one.choices))
        for one in filters
        if one.value is not None and not one.is_known(one.value) and not one.owner_knows(one.value)
    ]
    if wrong:
        raise Refusal("invalid", *wrong)
