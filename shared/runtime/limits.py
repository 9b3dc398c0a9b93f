"""Bounds on waiting, in green processes and in ordinary ones.

A green process cannot rely on socket options to end a wait, so `bounded` raises an exception of the caller's own
there. It is an `Exception`: a bare `eventlet.Timeout` is a `BaseException` and would leave nameko's worker unfinished.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


def is_green() -> bool:
    """Whether this process runs on eventlet. Does not import eventlet where nobody has."""
    patcher = sys.modules.get("eventlet.patcher")
    return patcher is not None and bool(patcher.is_monkey_patched("socket"))


@contextmanager
def bounded(seconds: float, error: Exception) -> Iterator[None]:
    """Raise `error` when the block runs longer than `seconds`; without eventlet, sockets carry their own limits."""
    if not is_green():
        yield
        return
    from eventlet import Timeout  # noqa: PLC0415  (an ordinary process never loads eventlet)

    with Timeout(seconds, error):
        yield
