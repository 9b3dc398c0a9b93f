"""What people name calls and cohorts, and the ids that events need of them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID, uuid5

from pydantic import Field

CallName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]

_NAMES = UUID("6f7d7c5e-0d6c-5f0e-9f3f-6a5f2d1f7a10")


def id_of_name(name: str) -> UUID:
    """Of a call or a cohort: always the same."""
    return uuid5(_NAMES, name)
