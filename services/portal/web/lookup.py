"""Which route answers an address. There are some 900 of them, and asking one after the other takes a millisecond.

A tree of the addresses' parts finds the few that may fit, in the order in which they were declared; those are asked as
the framework would ask all. So the first that fits counts, and one that fits by its address alone says 405.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

PARAMETER = re.compile(r"{\w+(?::(\w+))?}")
ANY_DEPTH = "path"  # the parameter that takes slashes


@dataclass
class Branch:
    """What goes on after a part of an address. Numbers are the routes', in order."""

    fixed: dict[str, Branch] = field(default_factory=dict)
    open: Branch | None = None  # a part with a parameter
    ends: list[int] = field(default_factory=list)
    beneath: list[int] = field(default_factory=list)  # that take all the rest

    def add(self, parts: Sequence[str], number: int) -> None:
        if not parts:
            self.ends.append(number)
            return
        kinds = PARAMETER.findall(parts[0])
        if ANY_DEPTH in kinds:
            self.beneath.append(number)
        elif kinds:
            self.open = self.open or Branch()
            self.open.add(parts[1:], number)
        else:
            self.fixed.setdefault(parts[0], Branch()).add(parts[1:], number)

    def find(self, parts: Sequence[str]) -> Iterator[int]:
        yield from self.beneath
        if not parts:
            yield from self.ends
            return
        for branch in (self.fixed.get(parts[0]), self.open):
            if branch is not None:
                yield from branch.find(parts[1:])


class Lookup(BaseRoute):
    """All routes of an application, as one."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self.routes = list(routes)
        self._top = Branch()
        for number, route in enumerate(self.routes):
            assert isinstance(route, Route), f"{route}: a router or a mount has no address of its own"
            self._top.add(route.path.split("/"), number)

    def fitting(self, path: str) -> list[BaseRoute]:
        """Those that may answer it, in order. A line's end after an address is overlooked by its pattern."""
        return [self.routes[number] for number in sorted(self._top.find(path.removesuffix("\n").split("/")))]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        partial: tuple[Match, Scope] = (Match.NONE, {})
        if scope["type"] != "http":
            return partial
        for route in self.fitting(scope["path"]):
            match, found = route.matches(scope)
            if match is Match.FULL:
                return match, {**found, "route": route}
            if match is Match.PARTIAL and partial[0] is Match.NONE:
                partial = match, {**found, "route": route}
        return partial

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["route"].handle(scope, receive, send)
