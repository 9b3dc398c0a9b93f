"""What handlers are handed, by the names of their parameters.

    supplies = Supplies("files", repository=Repository)

in a service class: a handler that names `files` is handed the service's dependency of that name, one that names
`repository` what `Repository` makes. What makes a supply is handed what it names in the same way, the transaction and
every dependency, too. All is checked when the class is created, since no type checker sees these calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from inspect import Parameter, getmembers, signature
from typing import Any

from nameko.extensions import is_dependency

from shared.contracts.people import Caller
from shared.messaging.annotations import Type, fits, returned, shown, types_of
from shared.messaging.cause import Cause
from shared.messaging.outbox import Outbox
from shared.storage.database import Transaction

Function = Callable[..., Any]

#: What the kernel hands to a kind of work, beside its request or event.
KINDS: dict[str, dict[str, type]] = {
    "command": {"tx": Transaction, "outbox": Outbox, "cause": Cause, "caller": Caller},
    "query": {"tx": Transaction, "cause": Cause, "caller": Caller},
    "event": {"tx": Transaction, "outbox": Outbox, "cause": Cause},
    # by the clock of the database, as what is due has come due
    "search": {"tx": Transaction, "cause": Cause, "now": datetime},
    "periodic work": {"tx": Transaction, "outbox": Outbox, "cause": Cause, "now": datetime},
}
GIVEN = {"request", "event"}.union(*KINDS.values())
FOR_SUPPLIES = {"tx"}  # no handler sees the transaction


class Supplies:
    """`dependencies` are handed on as they are; `made` says what makes each other one: a class, or a function."""

    def __init__(self, *dependencies: str, **made: Function) -> None:
        self.dependencies, self.made = dependencies, made


class NotSupplied(TypeError):
    """This kind of work has no such supply."""


class Plan:
    """How the handlers of one entrypoint come to what they name. Raises TypeError where they cannot."""

    def __init__(self, owner: type, kind: str, given: Mapping[str, Type]) -> None:
        """`given`: the request, the event, or the one of many, beside what the kernel hands to the kind of work."""
        self._kind, self._given = kind, set(given)
        self._types: dict[str, tuple[Type, ...]] = {name: (one,) for name, one in {**KINDS[kind], **given}.items()}
        self._dependencies = dict(getmembers(owner, is_dependency))
        self._made, self._handed_on = supplies_of(owner)
        self._steps: list[tuple[str, Function, tuple[str, ...]]] = []
        self._under_way: set[str] = set()

    def add(self, handler: Function) -> None:
        """One more handler, called after those before it."""
        known = (GIVEN - FOR_SUPPLIES) | self._given | self._made.keys() | self._handed_on
        self._steps.append(("result", handler, tuple(self._handed(handler, known))))

    def run(self, **given: Any) -> Any:
        """Each supply made once, then the handlers; the last one's result."""
        for name, function, names in self._steps:
            given[name] = function(**{one: given[one] for one in names})
        return given["result"]

    def _handed(self, function: Function, known: set[str]) -> Iterator[str]:
        """Which of its parameters the function is handed."""
        for name, parameter in signature(function).parameters.items():
            takes = f"{function.__module__}.{function.__qualname__} takes '{name}'"
            if parameter.kind in (Parameter.POSITIONAL_ONLY, Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD):
                raise TypeError(f"{takes}, which has no name to be handed by")
            if name not in known:
                raise TypeError(f"{takes}, which nothing supplies")
            try:
                supplied = self._supply(name, takes)
            except NotSupplied:
                if parameter.default is Parameter.empty:
                    raise
                continue
            wanted = types_of(parameter.annotation, function)
            if not fits(supplied, wanted):
                raise TypeError(f"{takes} as {shown(wanted)}; supplied is {shown(supplied)}")
            yield name

    def _supply(self, name: str, takes: str) -> tuple[Type, ...]:
        """Its type, once the step that makes it is planned."""
        if name in self._types:
            return self._types[name]
        if name in self._under_way:
            raise TypeError(f"{takes}, which needs itself")
        if name in self._made:
            self._under_way.add(name)
            make, known = self._made[name], GIVEN | self._made.keys() | self._dependencies.keys()
            self._steps.append((name, make, tuple(self._handed(make, known))))
            self._types[name] = returned(make)
        elif name in self._dependencies:
            self._steps.append((name, partial(of_service, name=name), ("service",)))
            self._types[name] = returned(type(self._dependencies[name]).get_dependency)
        else:
            raise NotSupplied(f"{takes}, which no {self._kind} supplies")
        return self._types[name]


def of_service(service: Any, name: str) -> Any:
    return getattr(service, name)


def supplies_of(owner: type) -> tuple[dict[str, Function], set[str]]:
    """Those of the class and of its bases: what makes them, and the dependencies that are handed on."""
    all_of = [vars(base)["supplies"] for base in reversed(owner.__mro__) if "supplies" in vars(base)]
    made = {name: make for supplies in all_of for name, make in supplies.made.items()}
    return made, {name for supplies in all_of for name in supplies.dependencies}
