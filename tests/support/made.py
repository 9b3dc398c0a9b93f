"""Which refusals were made in this process, each where it stands in the code, and which rules a lead has overridden.

`noting()` stands in the conftest of the lane of unit tests, so production knows nothing of it; the lane's last test
asks (tests/unit/test_each_refusal_is_made.py).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.contracts.errors import Refusal
from shared.security import permissions

#: File and line of whoever made one.
_made: set[tuple[str, int]] = set()
overridden: set[str] = set()


@contextmanager
def noting() -> Iterator[None]:
    plain, plainly_overridden = Refusal.__init__, permissions.note_overridden

    def made(self: Refusal, code: str, *details: object, **named: object) -> None:
        frame = sys._getframe(1)
        _made.add((frame.f_code.co_filename, frame.f_lineno))
        plain(self, code, *details, **named)  # type: ignore[arg-type]

    def note_overridden(code: str) -> None:
        overridden.add(code)
        plainly_overridden(code)

    Refusal.__init__, permissions.note_overridden = made, note_overridden  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Refusal.__init__, permissions.note_overridden = plain, plainly_overridden  # type: ignore[method-assign]


def never_made(file: Path) -> Iterator[str]:
    """The refusals in a file that nothing made, as the code has them."""
    text = file.read_text(encoding="utf-8")
    lines = {line for name, line in _made if name == str(file)}
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(func=ast.Name(id="Refusal")) if lines.isdisjoint(range(node.lineno, node.end_lineno + 1)):
                yield ast.unparse(node)
