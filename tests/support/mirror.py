"""Says whether the methods of a fake are still those of what it stands for."""

from __future__ import annotations

import inspect


def differences(real: type, fake: type) -> list[str]:
    """The public methods of `fake` that `real` lacks or takes with other parameters.

    What a handler needs and the fake lacks, the handler's own tests say.
    """
    wanted, found = methods_of(real), methods_of(fake)
    return sorted(name for name in found if wanted.get(name) != found[name])


def methods_of(kind: type) -> dict[str, list[str]]:
    functions = inspect.getmembers(kind, inspect.isfunction)
    return {name: list(inspect.signature(one).parameters) for name, one in functions if not name.startswith("_")}
