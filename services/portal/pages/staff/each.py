"""One verb for many: a command and a result for each. Sent again, what was done is done once, and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID, uuid5

from services.portal.web.page import Page
from shared.contracts.errors import Refusal
from shared.contracts.requests import Request

AT_ONCE = 200  # that one page acts on

One = TypeVar("One")

#: What concerns all of them alike: there is no use in going on.
FOR_ALL = frozenset({"unauthenticated", "unavailable", "internal_error"})


@dataclass(frozen=True)
class Result:
    """One line of the answer."""

    name: str
    path: str | None
    said: str
    good: bool


def do_each(
    page: Page,
    command_id: UUID,
    ones: Iterable[One],
    request: Callable[[One], Request[Any]],
    shown: Callable[[One], tuple[str, str | None]],
    done: str,
) -> list[Result]:
    """`shown`: name and page of one; `done`: what is said where it went well."""
    results = []
    for one in ones:
        name, path = shown(one)
        try:
            page.call(request(one), command_id=uuid5(command_id, repr(one)))
        except Refusal as refusal:
            if refusal.code in FOR_ALL:
                raise
            results.append(Result(name, path, said(refusal, page.language), good=False))
        else:
            results.append(Result(name, path, done, good=True))
    return results


def said(refusal: Refusal, language: str) -> str:
    """With what is said of its fields."""
    return " ".join([refusal.said(language), *(detail.said(language) for detail in refusal.details)])
