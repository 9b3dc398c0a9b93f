"""One question asked of a service many times at once, in one message: for services alone, which ask so for many mails.

A message has `bodies` in place of the `body` of one; its reply is a list of {result, error}, in their order. Token,
permission and transaction are judged and made once; each body is judged for itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shared.contracts.errors import Detail, Refusal
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Request
from shared.messaging.message import Message, Outcome
from shared.messaging.wire import BODY_LIMIT_BYTES, FRAME_BYTES, write_json

BODIES = "bodies"
MOST = 100  # of one message
MOST_BYTES = BODY_LIMIT_BYTES - FRAME_BYTES


def gathered(queries: Sequence[Request[Any]], bodies: Sequence[Mapping[str, Any]]) -> list[list[int]]:
    """Which of them go in one message, by their numbers: those of one kind, as many as it may hold."""
    groups: list[list[int]] = []
    open_groups: dict[type[Request[Any]], tuple[list[int], int]] = {}
    for number, (query, body) in enumerate(zip(queries, bodies, strict=True)):
        size = len(write_json(body)) + 1
        group, taken = open_groups.get(type(query), ([], 0))
        if not group or len(group) == MOST or taken + size > MOST_BYTES:
            groups.append(group := [])
            taken = 0
        group.append(number)
        open_groups[type(query)] = group, taken + size
    return groups


def joined(message: Message, bodies: Sequence[Mapping[str, Any]]) -> Message:
    """One message of many bodies, of which `message` is the first's."""
    if len(bodies) == 1:
        return message
    arguments = {name: value for name, value in message.arguments.items() if name != "body"}
    return Message(message.service, message.method, arguments | {BODIES: list(bodies)})


def outcomes_in(outcome: Outcome, number: int) -> list[Outcome] | None:
    """Of so many bodies, from the reply to their message. None where they are to be asked one by one: of a service that
    knows no message of many yet, or cannot read it."""
    if number == 1 or isinstance(outcome, Refusal):
        return [outcome] * number
    error, found = outcome["error"], outcome["result"]
    if error is not None:
        return None if error.get("exc_type") == "invalid" else [outcome] * number
    return found if isinstance(found, list) and len(found) == number else None


def is_plural(arguments: Mapping[str, Any], request: type[Request[Any]], caller: Caller) -> bool:
    """Raises Refusal for what is no list of a lawful length. Of people, and of what changes something, each is one."""
    if BODIES not in arguments or request.is_command or not caller.has(Role.SERVICE):
        return False
    bodies = arguments[BODIES]
    if not isinstance(bodies, list) or not 0 < len(bodies) <= MOST:
        raise Refusal("invalid", Detail(BODIES, "missing"))
    return True
