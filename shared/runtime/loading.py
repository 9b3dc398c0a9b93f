"""A program's start makes some hundred thousand objects that stay. Python's collector would look at all of them again
and again among the imports, and once more at the end: half of the time of a command.

`begin()` before what is heavy is imported, `end()` when it is there. A program that ends soon needs no `end()`.
"""

from __future__ import annotations

import atexit
import gc
import sys

#: New objects until the collector looks at them; Python's own choice is 700.
WHILE_LOADING = 100_000
ONCE_LOADED = gc.get_threshold()


def begin() -> None:
    gc.set_threshold(WHILE_LOADING)
    atexit.register(gc.freeze)


def leave_out_colours() -> None:
    """structlog imports rich wherever it is there, for a terminal: 4 MB that whoever has none does without."""
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # so says the import system that there is none


def end() -> None:
    """What is there now is never looked at again."""
    gc.freeze()
    gc.set_threshold(*ONCE_LOADED)
