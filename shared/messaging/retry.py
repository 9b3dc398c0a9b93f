"""Recoverability: a pure decision about a failed event. The consumer carries it out."""

from __future__ import annotations

from dataclasses import dataclass

#: Delays between attempts; each has a queue of its own. docs/reliability.md.
RETRY_DELAYS_S = (5, 30, 300, 3600)


class Permanent(Exception):
    """Trying again cannot help: straight to the dead letters. The message says why, without personal data."""


class Stopping(Exception):
    """The process is asked to end: what was not finished goes back to where it came from."""


@dataclass(frozen=True)
class Again:
    delay_s: int


@dataclass(frozen=True)
class Dead:
    reason: str


def decide(attempt: int, error: Exception, delays: tuple[int, ...] = RETRY_DELAYS_S) -> Again | Dead:
    """What follows the failure of attempt 1, 2, …: again after a delay, or the dead letters."""
    if isinstance(error, Permanent):
        return Dead(str(error))
    if attempt > len(delays):
        return Dead(f"gave up after {attempt} attempts: {type(error).__name__}")
    return Again(delays[attempt - 1])
