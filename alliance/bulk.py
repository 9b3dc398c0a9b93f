"""Commands for many: sent some at a time, so that each answer comes soon, with progress between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from alliance.output import Progress
from alliance.reader import words
from shared.contracts.requests import Command, Model, Outcome, Outcomes
from shared.messaging.client import Client

AT_ONCE = 20

One = TypeVar("One")
Reply = TypeVar("Reply", bound=Model)


def send_in_parts(
    client: Client, ones: Sequence[One], request: Callable[[Sequence[One]], Command[Outcomes[Reply]]], doing: str
) -> list[Outcome[Reply]]:
    """What came of each. Raises Refusal where the request itself is refused; what was done until then stays done."""
    outcomes: list[Outcome[Reply]] = []
    progress = Progress()
    for start in range(0, len(ones), AT_ONCE):
        outcomes += client.call(request(ones[start : start + AT_ONCE])).items
        progress.say(words("bulk.doing", doing=doing, done=len(outcomes), total=len(ones)))
    progress.clear()
    return outcomes


def result_of(outcome: Outcome[Any], shown: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """One line of the answer: `{code, …}`, or `{code, error}`."""
    if outcome.error is not None:
        return {"code": outcome.code, "error": outcome.error.model_dump(mode="json")}
    return {"code": outcome.code, **shown(outcome.reply)}
