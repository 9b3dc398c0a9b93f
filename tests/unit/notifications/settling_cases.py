"""The sender's transactions for one mail, over any ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.notifications.admission import Candidate
from services.notifications.domain import Mail, Settlement, Untrue
from services.notifications.handlers import settling


def admit(mail: Mail, address: str, ledger: Any, known_as: str | None = None) -> None:
    """Raises Untrue."""
    for note in settling.admit([Candidate(mail, address, known_as)], ledger).values():
        raise Untrue(note)


def settle(mail: Mail, settlement: Settlement, version: str, ledger: Any, outbox: Any, now: datetime) -> bool:
    """Whether the claim still held."""
    outcome = settling.Outcome(mail, settlement, version)
    return settling.settle([outcome], ledger, lambda _, event: outbox.record(event), now) == {mail.id}
