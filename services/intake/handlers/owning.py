"""Whose applications and drafts are: theirs whose proven address they name."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from shared.contracts.errors import Refusal
from shared.contracts.requests import Nothing
from shared.program.folding import fold_address

if TYPE_CHECKING:
    from datetime import datetime

    from services.intake.repository import Repository
    from shared.contracts.people import Caller


def claim_address(repository: Repository, caller: Caller, now: datetime) -> Nothing:
    """Of two people who prove one address the later one has it; of two addresses of a person the later one counts."""
    if caller.address is None:
        raise Refusal("forbidden", reason="no_proven_address")
    repository.upsert_proven_address(UUID(caller.id), fold_address(caller.address), now)
    return Nothing()
