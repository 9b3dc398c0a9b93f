"""A city's mayors, the first by name: it stays in the application, which is not everybody's to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shared.contracts.cohort import Mayors
from shared.contracts.errors import Refusal
from shared.contracts.intake import GetApplicationVersion
from shared.contracts.requests import Request

NOT_THEIRS = frozenset({"forbidden", "not_found", "unavailable"})


def named(mayors: Mayors, call: Callable[[Request[Any]], Any]) -> Mayors:
    """Without the name where it is not there for whoever asks."""
    if all(one.name for one in mayors.mayors):
        return mayors
    try:
        document = call(GetApplicationVersion(code=mayors.code)).document
    except Refusal as refusal:
        if refusal.code not in NOT_THEIRS:
            raise
        return mayors
    name = document.get("mayor", {}).get("name")
    ones = tuple(one if one.name else one.model_copy(update={"name": name}) for one in mayors.mayors)
    return mayors.model_copy(update={"mayors": ones})
