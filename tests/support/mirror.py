"""Says whether a fake still has the methods of what it stands for, with the same parameters."""

from __future__ import annotations

import inspect


def differences(real: type, fake: type) -> list[str]:
    """The public methods of `real` that `fake` lacks or takes otherwise, and those that `fake` has beyond them."""
    wanted, found = methods_of(real), methods_of(fake)
    return sorted(name for name in wanted | found if wanted.get(name) != found.get(name))


def methods_of(kind: type) -> dict[str, list[str]]:
    functions = inspect.getmembers(kind, inspect.isfunction)
    return {name: list(inspect.signature(one).parameters) for name, one in functions if not name.startswith("_")}
