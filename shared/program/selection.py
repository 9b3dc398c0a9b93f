"""How the program groups the pool of cities when people choose among them; program.md §3."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field

from shared.contracts.field_types import fault
from shared.contracts.requests import Model
from shared.program.named import Positive


def _ascending(limits: tuple[int, ...]) -> tuple[int, ...]:
    if any(one >= following for one, following in pairwise(limits)):
        raise fault("not_rising")
    return limits


class SelectionGroups(Model):
    """`size_bands`: the most residents of each size but the last, which is open."""

    size_bands: Annotated[tuple[Positive, ...], Field(min_length=1), AfterValidator(_ascending)]
