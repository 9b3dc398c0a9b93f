"""Entrypoints of one line: what is answered or heard, and by which handler.

    extend_offer = answers(ExtendOffer, offering.extend_offer)
    on_offer_confirmed = hears(eligibility.OfferConfirmed, joining.join_cohort)
    remind_offers = every(60, reminding.remind_offer, of=reminding.list_due_offers)

in a service class. A handler is handed what its parameters name (supplies.py). What does not fit raises TypeError when
the class is created: a name, a type, the model, the reply. Work that is more than a handler is a method of its own,
under `@command`, `@query`, `@consumes` or `@periodic`.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any, TypeVar

from shared.contracts.events import Event
from shared.contracts.requests import Model, Request
from shared.messaging.annotations import Type, item_of, returned, same, shown
from shared.messaging.cause import current_cause
from shared.messaging.consumer import ReadAhead, consumes
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import Turn, periodic
from shared.messaging.rpc import command, query
from shared.messaging.supplies import Function, Plan
from shared.storage.database import Transaction

Reply = TypeVar("Reply", bound=Model)
MakeMethod = Callable[[type], Function]


class OneLine:
    """An entrypoint as a service class names it, until `take_in` puts nameko's in its place."""

    def __init__(self, name: str | None, make: MakeMethod) -> None:
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

        method.handlers = (handler,)  # type: ignore[attr-defined]  # for whoever tries it without a broker
        return (command if request.is_command else query)(request)(method)

    return OneLine(request.method, make)


def hears(event: type[Event], *handlers: Callable[..., None], ahead: ReadAhead | None = None) -> Any:
    """Named `on_` and the event's type. The handlers run one after the other, in one transaction. `ahead`: see
    `consumes`."""

    def make(owner: type) -> Function:
        plan = Plan(owner, "event", {"event": event})
        for handler in handlers:
            plan.add(handler)
            insist_on_reply(handler, type(None))

        def method(service: Any, event: Any, tx: Any) -> None:
            given = {"event": event, "tx": tx, "outbox": Outbox(tx), "cause": current_cause()}
            plan.run(service=service, **given)

        method.handlers = handlers  # type: ignore[attr-defined]
        return consumes(event, ahead)(method)

    return OneLine(f"on_{event.type}", make)


def every(seconds: float, *handlers: Callable[..., None], of: Callable[..., list[Any]] | None = None) -> Any:
    """A job of handlers, one after the other: once in a transaction, or `of` many, in a transaction for each of them.

    `of` finds them, each an id, a code, or an object with a `key`; each handler's first parameter is handed the one.
    """

    def make(owner: type) -> Function:
        search = Plan(owner, "search", {})
        if of is not None:
            search.add(of)
        plans = [(one_name(handler), plan_of(owner, handler, of)) for handler in handlers]

        def method(service: Any, turn: Turn) -> None:
            def work(one: Any, tx: Transaction) -> None:
                given = {"service": service, "tx": tx, "outbox": Outbox(tx), "cause": current_cause(), "now": tx.now()}
                for name, plan in plans:
                    plan.run(**given, **({} if of is None else {name: one}))

            if of is None:
                with turn.begin() as tx:
                    work(None, tx)
                return
            with turn.read() as tx:
                ones = search.run(service=service, tx=tx, cause=current_cause(), now=tx.now())
            turn.each(ones, work)

        return periodic(seconds, in_turns=True)(method)

    return OneLine(None, make)


def plan_of(owner: type, handler: Function, of: Function | None) -> Plan:
    """For one of those that `of` finds; its type is what `of` says it lists."""
    one: dict[str, Type] = {}
    if of is not None:
        (found,) = returned(of)
        one = {one_name(handler): item_of(found)}
    plan = Plan(owner, "periodic work", one)
    plan.add(handler)
    insist_on_reply(handler, type(None))
    return plan


def one_name(handler: Function) -> str:
    return next(iter(signature(handler).parameters))


def insist_on_reply(handler: Function, reply: Type) -> None:
    said = returned(handler)
    if len(said) != 1 or not same(said[0], reply):
        raise TypeError(f"{handler.__module__}.{handler.__qualname__} gives {shown(said)}, not {shown((reply,))}")


def take_in(owner: type) -> None:
    """Give a service class a method, which nameko finds, for each of its entrypoints of one line. Raises TypeError."""
    for name, line in list(vars(owner).items()):
        if isinstance(line, OneLine):
            if line.name not in (name, None):
                raise TypeError(f"{owner.__module__}.{owner.__qualname__}: '{name}' must be named '{line.name}'")
            method = line.make(owner)
            method.__name__, method.__qualname__ = name, f"{owner.__qualname__}.{name}"
            setattr(owner, name, method)
