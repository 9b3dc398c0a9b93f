"""Draws the transition tables of the services as Mermaid diagrams.

A table is any name in a service's domain that ends in TRANSITIONS: {state: {states}} or {state: {step: state}}. The
state None stands for "not there yet".
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from inspect import cleandoc
from types import ModuleType
from typing import Any

from shared.runtime.settings import SERVICES

TABLE = "TRANSITIONS"
RULES = re.compile(r"program\.md §\d")
OUTSIDE = "[*]"  # Mermaid's word for where a life begins and ends


def diagrams() -> Iterator[str]:
    """A chapter for each table: its name, what its module says of itself, the diagram."""
    for module, name, table in tables():
        _, service, *place = module.__name__.split(".")
        words = [*place[1:], *name.removesuffix(TABLE).lower().split("_")]
        title = " ".join([f"{service}:", *filter(None, words)]).rstrip(":")
        said = RULES.sub(r"[\g<0>](program.md)", cleandoc(module.__doc__ or "").partition("\n")[0])
        yield "\n".join([f"## {title}", "", said, "", "```mermaid", *draw(table), "```", ""])


def tables() -> Iterator[tuple[ModuleType, str, Mapping[Any, Any]]]:
    """Each table once, where it is written: a module that imports one has it under the same identity."""
    seen: set[int] = set()
    for module in (module for service in SERVICES for module in domain_modules(service)):
        for name, table in vars(module).items():
            if name.endswith(TABLE) and isinstance(table, Mapping) and id(table) not in seen:
                seen.add(id(table))
                yield module, name, table


def domain_modules(service: str) -> Iterator[ModuleType]:
    """The modules of a package before the package itself, which may only hand their names on."""
    try:
        domain = import_module(f"services.{service}.domain")
    except ModuleNotFoundError:
        return
    for found in pkgutil.iter_modules(getattr(domain, "__path__", ())):
        yield import_module(f"{domain.__name__}.{found.name}")
    yield domain


def draw(table: Mapping[Any, Any]) -> Iterator[str]:
    yield "stateDiagram-v2"
    for state, exits in table.items():
        steps = exits.items() if isinstance(exits, Mapping) else ((None, target) for target in sorted(exits, key=word))
        lines = [f"    {word(state)} --> {word(target)}{f': {step}' if step else ''}" for step, target in steps]
        yield from lines or [f"    {word(state)} --> {OUTSIDE}"]


def word(state: Any) -> str:
    return OUTSIDE if state is None else str(state)
