"""What the sender works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.notifications.sending.letters import Letters
    from services.notifications.sending.rates import Rates
    from shared.runtime.transactions import Begin


@dataclass(frozen=True)
class Surroundings:
    """`pause` waits, and raises when the process is asked to end."""

    begin: Begin
    letters: Letters
    now: Callable[[], datetime]
    pause: Callable[[float], None]
    going_on: Callable[[], bool]
    rates: Rates
