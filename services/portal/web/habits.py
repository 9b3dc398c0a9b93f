"""What each page has asked the services for so far, so that its next reader's tokens come in one call; and what
each list has shown, so that what stands beside its rows need not wait for them."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable

from fastapi import Request

from shared.views.session import Method

MOST = 40  # of one page; identity gives out 50 at once
LISTS = 200  # addresses of lists whose rows are known


class Habits:
    """By route, of which there are as many as the code has."""

    def __init__(self) -> None:
        self._asked: defaultdict[str, set[Method]] = defaultdict(set)

    def of(self, page: str) -> tuple[Method, ...]:
        return tuple(self._asked[page])

    def note(self, page: str, method: Method) -> None:
        if len(self._asked[page]) < MOST:
            self._asked[page].add(method)


class Shown:
    """Codes of the rows that each address of a list showed its last reader: the next asks about them together with the
    list, and about what is new in it afterward."""

    def __init__(self) -> None:
        self._codes: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    def at(self, address: str) -> tuple[str, ...]:
        return self._codes.get(address, ())

    def note(self, address: str, codes: Iterable[str]) -> None:
        self._codes[address] = tuple(codes)
        while len(self._codes) > LISTS:
            self._codes.popitem(last=False)


def page_name(request: Request) -> str:
    """Its method and the pattern of its address."""
    return f"{request.method} {pattern_of(request)}"


def pattern_of(request: Request) -> str:
    """Of its address, as the code writes it; `/` where no route was met."""
    return getattr(request.scope.get("route"), "path", "/")
