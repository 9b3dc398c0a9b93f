"""Which statements ran in this process: whatever text was handed to a cursor, by repositories, the kernel or the relay.

`noting()` stands in the conftest of a lane, so production knows nothing of it; a lane's last test asks `never_ran`.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection, cursor

STATEMENT = re.compile(r"\s*(select|insert|update|delete|with|lock)\s")
A_BLANK = re.compile(r"\\{\w+\\}")  # a table, or a statement within, which is filled in when it runs

_ran: set[str] = set()


class Noted(connection):
    def cursor(self, *args: Any, **kwargs: Any) -> Any:
        kind = kwargs.pop("cursor_factory", None) or cursor
        return super().cursor(*args, cursor_factory=noted(kind), **kwargs)


@functools.cache
def noted(kind: type[cursor]) -> type[cursor]:
    class NotedCursor(kind):  # type: ignore[valid-type, misc]
        def execute(self, query: Any, variables: Any = None) -> Any:
            note(query)
            return super().execute(query, variables)

        def mogrify(self, query: Any, variables: Any = None) -> Any:
            """Of one that goes with others (shared/storage/behind.py)."""
            note(query)
            return super().mogrify(query, variables)

    return NotedCursor


def note(query: Any) -> None:
    if isinstance(query, str):
        _ran.add(query)


@contextmanager
def noting() -> Iterator[None]:
    """Connections made meanwhile note what runs on them."""
    plain = psycopg2.connect
    psycopg2.connect = functools.partial(plain, connection_factory=Noted)
    try:
        yield
    finally:
        psycopg2.connect = plain


def never_ran(statements: Iterable[tuple[str, str]]) -> str:
    """The names of those that did not, of pairs of name and text."""
    return ", ".join(sorted(name for name, text in statements if not has_run(text)))


def has_run(text: str) -> bool:
    if text in _ran:
        return True
    if "{" not in text:
        return False
    filled = re.compile(A_BLANK.sub(".+?", re.escape(text)), re.DOTALL)
    return any(filled.fullmatch(one) for one in _ran)


def constants_of(package: ModuleType) -> Iterator[tuple[str, str]]:
    """The statements that stand as constants in its modules, named `<module>.<constant>`."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if is_program(found):
            continue
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            if isinstance(value, str) and name.isupper() and STATEMENT.match(value):
                yield f"{found.name}.{name}", value


def is_of_services(statement: tuple[str, str]) -> bool:
    """Of the kernel, over a table that is each service's own: the kernel's lane has none of them."""
    return statement[0].startswith("shared.messaging.reminded.")


def is_program(module: pkgutil.ModuleInfo) -> bool:
    """It patches the process that imports it."""
    spec = module.module_finder.find_spec(module.name, None)
    return spec is not None and b"monkey_patch(" in Path(str(spec.origin)).read_bytes()


def insist_on_whole_lane(config: pytest.Config, *folders: str) -> None:
    """A part of a lane says nothing of what never runs."""
    whole = config.args == list(folders) and not config.option.keyword and not config.option.markexpr
    if not whole or config.getoption("--long"):
        pytest.skip(f"asked of all of {' '.join(folders)} alone")


def last(items: list[pytest.Item], name: str) -> None:
    """Put the test of this name behind all others."""
    items.sort(key=lambda item: item.name.partition("[")[0] == name)
