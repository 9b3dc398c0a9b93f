"""What a refusal says, in one line of a test: `assert refused(lambda: desk.close()) == "not_found: …"`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shared.contracts.errors import Refusal


def refused(action: Callable[[], object]) -> str:
    """The code and message of the refusal that the action raises."""
    return str(refusal_of(action))


def refusal_of(action: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        action()
    return caught.value
