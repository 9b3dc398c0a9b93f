"""A program's start makes some hundred thousand objects that stay. Python's collector would look at all of them again
and again among the imports, and once more at the end: half of the time of a command.

`begin()` before what is heavy is imported, `end()` when it is there. A program that ends soon needs no `end()`.
"""

from __future__ import annotations

import atexit
import gc

#: New objects until the collector looks at them; Python's own choice is 700.
WHILE_LOADING = 100_000
ONCE_LOADED = gc.get_threshold()


def begin() -> None:
    gc.set_threshold(WHILE_LOADING)
    atexit.register(gc.freeze)


def end() -> None:
    """What is there now is never looked at again."""
    gc.freeze()
    gc.set_threshold(*ONCE_LOADED)
