"""What each page has asked the services for so far, so that its next reader's tokens come in one call."""

from __future__ import annotations

from collections import defaultdict

from fastapi import Request

from shared.views.session import Method

MOST = 40  # of one page; identity gives out 50 at once


class Habits:
    """By route, of which there are as many as the code has."""

    def __init__(self) -> None:
        self._asked: defaultdict[str, set[Method]] = defaultdict(set)

    def of(self, page: str) -> tuple[Method, ...]:
        return tuple(self._asked[page])

    def note(self, page: str, method: Method) -> None:
        if len(self._asked[page]) < MOST:
            self._asked[page].add(method)


def page_name(request: Request) -> str:
    """Its method and the pattern of its address."""
    return f"{request.method} {pattern_of(request)}"


def pattern_of(request: Request) -> str:
    """Of its address, as the code writes it; `/` where no route was met."""
    return getattr(request.scope.get("route"), "path", "/")
