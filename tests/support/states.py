"""A state of an application as English sentences name it."""

from __future__ import annotations

from shared.contracts.lifecycle import ApplicationState
from shared.wording import say


def words(state: ApplicationState) -> str:
    return say("en", f"states.application.{state}")
