"""Named SQL: each service keeps its statements in one queries.sql, each with a name and a line of purpose.

-- get_application: the application of a tracking code
select ...
"""

from __future__ import annotations

import re
from importlib import resources

_HEADER = re.compile(r"^-- (?P<name>[a-z][a-z0-9_]*): \S.*$", re.MULTILINE)


class Queries:
    """The statements of one queries.sql, as attributes. An unknown name raises AttributeError."""

    def __init__(self, package: str, filename: str = "queries.sql") -> None:
        self._statements = parse(resources.files(package).joinpath(filename).read_text(encoding="utf-8"))

    def __getattr__(self, name: str) -> str:
        try:
            return self._statements[name]
        except KeyError:
            raise AttributeError(f"no query named {name}") from None

    def __iter__(self) -> object:
        return iter(self._statements.items())


def parse(text: str) -> dict[str, str]:
    """Statements by name. A name used twice is a ValueError."""
    parts = _HEADER.split(text)
    names, bodies = parts[1::2], parts[2::2]
    statements = {name: body.strip() for name, body in zip(names, bodies, strict=True)}
    if len(statements) != len(names):
        raise ValueError(f"a query name is used twice: {sorted(names)}")
    return statements
