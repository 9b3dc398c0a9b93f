"""The calls that there are, for a page's menus and its address."""

from __future__ import annotations

from collections.abc import Iterable

from services.portal.web.page import Missing, Page
from shared.contracts.errors import not_found
from shared.contracts.intake import Call, ListCalls
from shared.contracts.requests import Page as Some


def calls_of(page: Page) -> tuple[Call, ...]:
    """None while intake does not answer."""
    return known_calls(page.part(ListCalls()))


def known_calls(answer: Some[Call] | Missing) -> tuple[Call, ...]:
    return () if isinstance(answer, Missing) else answer.items


def get_call(page: Page, name: str) -> Call:
    """Raises Refusal("not_found")."""
    return call_named(name, page.call(ListCalls()).items)


def call_named(name: str, calls: Iterable[Call]) -> Call:
    for one in calls:
        if one.id == name:
            return one
    raise not_found("call", name)
