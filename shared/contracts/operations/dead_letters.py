"""Messages that could not be handled."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.events import Event
from shared.contracts.requests import Command, Model, Page, Query
from shared.wording import say

DeadLetterState = Literal["dead", "retried", "discarded"]


#: How a reason is written that the kernel, the broker or nobody gives. Any other is the text of an error.
GAVE_UP = re.compile(r"gave up after (?P<attempts>\d+) attempts: (?P<error>\w+)")
BY_THE_BROKER, NO_REASON = ": given up by the broker", "no reason was given"


class DeadLetterEvent(Event, aggregate="dead_letter"):
    dead_letter_id: UUID
    queue: str
    event_type: str | None


class DeadLetterArrived(DeadLetterEvent):
    reason: str
    attempts: int


class DeadLetterRetried(DeadLetterEvent):
    """Put back on its queue."""


class DeadLetterDiscarded(DeadLetterEvent):
    """Given up; its consumer moves on past it."""


class DeadLetter(Model):
    """`code` is its cause in short: letters that share it fail on one thing. `about`: the city's tracking code, where
    the event has one."""

    id: UUID
    queue: str
    type: str | None
    about: str | None = None
    reason: str
    code: str | None
    attempts: int
    first_at: datetime
    state: DeadLetterState

    def said(self, language: str) -> str:
        """Why it is dead, as its reader's language says it; the text of an error as it is."""
        if gave_up := GAVE_UP.fullmatch(self.reason):
            return say(language, "dead_letters.gave_up", **gave_up.groupdict())
        if self.reason.endswith(BY_THE_BROKER):
            return say(language, "dead_letters.given_up_by_broker", reason=self.reason.removesuffix(BY_THE_BROKER))
        return say(language, "dead_letters.no_reason") if self.reason == NO_REASON else self.reason


class DeadLetterDetail(Model):
    letter: DeadLetter
    body: dict[str, Any] | None  # None where the body is no JSON object
    text: str | None = None  # what it holds then, as far as it can be read
    size_bytes: int


class ListDeadLetters(Query[Page[DeadLetter]]):
    """`cause` is the `code` of letters."""

    queue: str | None = None
    type: str | None = None
    cause: str | None = None
    about: str | None = None
    state: DeadLetterState | None = "dead"
    limit: int = Field(100, ge=1, le=1000)
    after: str | None = None


class GetDeadLetter(Query[DeadLetterDetail]):
    audited = "read"

    dead_letter_id: UUID


class RetryDeadLetter(Command[DeadLetter]):
    """Put it back on the queue that it failed on, once: when it fails again it comes as a letter of its own. One that
    was put back or discarded: `illegal_transition`."""

    dead_letter_id: UUID


class DiscardDeadLetter(Command[DeadLetter]):
    """Give it up. One that was put back or discarded: `illegal_transition`."""

    dead_letter_id: UUID
    reason: str = Field(min_length=3, max_length=500)


# -- many of one cause -----------------------------------------------------------------------------------------------


class DeadLetterGroup(Model):
    """Letters of one queue, type of event and cause: what is mended by one thing. Of those that were retried `waiting`
    are still to go, and `back` failed again."""

    queue: str
    type: str | None
    cause: str
    letters: int
    first_at: datetime
    last_at: datetime
    waiting: int = 0
    back: int = 0


class ListDeadLetterGroups(Query[Page[DeadLetterGroup]]):
    """Those with the most letters first; `total` says whether that is all."""

    queue: str | None = None
    type: str | None = None
    cause: str | None = None
    state: DeadLetterState = "dead"
    limit: int = Field(100, ge=1, le=1000)


class LettersMoved(Model):
    """`left`: of the group, for the same command under a key of its own."""

    moved: int
    left: int


class RetryDeadLetterGroup(Command[LettersMoved]):
    """Put letters of a group back on their queue, the oldest first, so many a second: up to a thousand at once."""

    queue: str
    type: str | None = None
    cause: str
    per_second: int = Field(50, ge=1, le=1000)


class DiscardDeadLetterGroup(Command[LettersMoved]):
    """Give letters of a group up, the oldest first: up to a thousand at once."""

    queue: str
    type: str | None = None
    cause: str
    reason: str = Field(min_length=3, max_length=500)
