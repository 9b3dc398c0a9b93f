"""Named SQL: each service keeps its statements in queries.sql, or in queries/*.sql where there are many of them; a
folder of it that stands for itself, such as a report, has its own queries.sql.

Each has a name, which differs over all the files of a service, and a line of purpose:

-- get_application: the application of a tracking code
select ...
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

_HEADER = re.compile(r"^-- (?P<name>[a-z][a-z0-9_]*): \S.*$", re.MULTILINE)


class Queries:
    """The statements of one service, as attributes. An unknown name raises AttributeError."""

    def __init__(self, package: str) -> None:
        self._statements = parse("\n".join(texts_of(package)))

    def __getattr__(self, name: str) -> str:
        try:
            return self._statements[name]
        except KeyError:
            raise AttributeError(f"no query named {name}") from None

    def __iter__(self) -> object:
        return iter(self._statements.items())


def texts_of(package: str) -> list[str]:
    """The contents of each queries.sql of the package and its folders, and of each file of a folder queries."""
    return [file.read_text(encoding="utf-8") for file in files_of(resources.files(package))]


def files_of(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from files_of(entry)
        elif entry.name == "queries.sql" or (folder.name == "queries" and entry.name.endswith(".sql")):
            yield entry


def parse(text: str) -> dict[str, str]:
    """Statements by name. A name used twice is a ValueError."""
    parts = _HEADER.split(text)
    names, bodies = parts[1::2], parts[2::2]
    statements = {name: body.strip() for name, body in zip(names, bodies, strict=True)}
    if len(statements) != len(names):
        twice = sorted(name for name in statements if names.count(name) > 1)
        raise ValueError(f"a query name is used twice: {', '.join(twice)}")
    return statements
