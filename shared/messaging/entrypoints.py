"""Entrypoints of one line: what is answered or heard, and by which handler.

    extend_offer = answers(ExtendOffer, offering.extend_offer)
    on_offer_confirmed = hears(eligibility.OfferConfirmed, joining.join_cohort)

in a service class. A handler is handed what its parameters name (supplies.py). What does not fit raises TypeError when
the class is created: a name, a type, the model, the reply. Work that is more than a handler is a method of its own,
under `@command`, `@query` or `@consumes`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from shared.contracts.events import Event
from shared.contracts.requests import Model, Request
from shared.messaging.annotations import Type, returned, same, shown
from shared.messaging.cause import current_cause
from shared.messaging.consumer import consumes
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command, query
from shared.messaging.supplies import Function, Plan

Reply = TypeVar("Reply", bound=Model)
MakeMethod = Callable[[type], Function]


class OneLine:
    """An entrypoint as a service class names it, until `take_in` puts nameko's in its place."""

    def __init__(self, name: str, make: MakeMethod) -> None:
        self.name, self.make = name, make


def answers(request: type[Request[Reply]], handler: Callable[..., Reply]) -> Any:
    """Named as the request's method."""

    def make(owner: type) -> Function:
        plan = Plan(owner, "command" if request.is_command else "query", {"request": request})
        plan.add(handler)
        insist_on_reply(handler, request.reply)

        def method(service: Any, request: Any, tx: Any, caller: Any) -> Any:
            given = {"request": request, "tx": tx, "caller": caller, "outbox": Outbox(tx), "cause": current_cause()}
            return plan.run(service=service, **given)

        return (command if request.is_command else query)(request)(method)

    return OneLine(request.method, make)


def hears(event: type[Event], *handlers: Callable[..., None]) -> Any:
    """Named `on_` and the event's type. The handlers run one after the other, in one transaction."""

    def make(owner: type) -> Function:
        plan = Plan(owner, "event", {"event": event})
        for handler in handlers:
            plan.add(handler)
            insist_on_reply(handler, type(None))

        def method(service: Any, event: Any, tx: Any) -> None:
            given = {"event": event, "tx": tx, "outbox": Outbox(tx), "cause": current_cause()}
            plan.run(service=service, **given)

        return consumes(event)(method)

    return OneLine(f"on_{event.type}", make)


def insist_on_reply(handler: Function, reply: Type) -> None:
    said = returned(handler)
    if len(said) != 1 or not same(said[0], reply):
        raise TypeError(f"{handler.__module__}.{handler.__qualname__} gives {shown(said)}, not {shown((reply,))}")


def take_in(owner: type) -> None:
    """Give a service class a method, which nameko finds, for each of its entrypoints of one line. Raises TypeError."""
    for name, line in list(vars(owner).items()):
        if isinstance(line, OneLine):
            if name != line.name:
                raise TypeError(f"{owner.__module__}.{owner.__qualname__}: '{name}' must be named '{line.name}'")
            method = line.make(owner)
            method.__name__, method.__qualname__ = name, f"{owner.__qualname__}.{name}"
            setattr(owner, name, method)
