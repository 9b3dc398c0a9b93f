"""What a row of the table says, and what comes of sending its request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any
from uuid import UUID

from shared.contracts.errors import Refusal
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Request
from shared.security.permissions import ALLOWED, OWNERS, insist_on_permission
from shared.storage.database import Transaction

#: Refusals at the gate: everything else is said by a rule that only whoever was let through meets.
GATE = frozenset({"forbidden", "not_found", "unauthenticated"})


@dataclass(frozen=True)
class Row:
    """`make` gives the request about somebody's things. One that `lists` is refused to nobody whose role may send it:
    what is not one's own is not in its answer. What is `shared` is everybody's who takes part in the same, and of those
    who run it; to others it is not there."""

    make: Callable[[Any], Request[Any]]
    lists: bool = False
    shared: bool = False


Rows = dict[type[Request[Any]], Row]


def owners_of(request: type[Request[Any]]) -> list[Role]:
    return [role for role in OWNERS if role in ALLOWED[request][0]]


def sent(request: Request[Any], caller: Caller, service: Any, tx: Transaction) -> tuple[str, str]:
    """As an entrypoint takes it: permission, then the service's method. The refusal's code, or "" and the answer.

    Nothing stays of it.
    """
    try:
        with tx.savepoint():
            insist_on_permission(type(request), caller)
            reply = getattr(service, request.method)(request, tx, caller)
            raise Answered(reply.model_dump_json())  # noqa: TRY301  (rolls back to the savepoint)
    except Answered as answered:
        return "", answered.text
    except Refusal as refusal:
        return refusal.code, str(refusal.as_dict())


def told_apart(
    row: Row, own: Any, other: Any, answer: Callable[[Request[Any]], tuple[str, str]], known: tuple[str, ...] = ()
) -> list[str]:
    """The fields by which a request about one's own can be made to name somebody else's, and is then answered otherwise
    than where it names what is not there: that tells what it is, or that it is. `known`: what is no secret."""
    told = []
    for name, value in ((one.name, getattr(other, one.name)) for one in fields(own) if one.name not in known):
        nothing = absent(value)
        theirs, nobodys = replace(own, **{name: value}), replace(own, **{name: nothing})
        if nothing is None or theirs == own or row.make(theirs) == row.make(nobodys):
            continue  # it is not named by this, or not theirs alone
        said = [
            answer(row.make(one))[1].replace(shown, "it")
            for one, shown in ((theirs, str(value)), (nobodys, str(nothing)))
        ]
        told += [name] if said[0] != said[1] else []
    return told


def absent(value: Any) -> Any:
    """What nobody has, of that kind; None for what names nothing."""
    match value:
        case UUID():
            return UUID(int=99)
        case str():
            return "0" * len(value)
    return None


class Answered(Exception):
    """Takes back what was done."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text
