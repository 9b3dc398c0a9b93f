"""A coach sees their own cities, a city's people theirs: what answers a request in cohort reads as the one who asks."""

from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from shared.contracts import cohort as contract
from shared.contracts.people import Caller, Role

ENTRYPOINTS = Path(__file__).resolve().parents[2] / "services" / "cohort" / "entrypoints"
ASKED = {"command", "query"}


def methods() -> list[tuple[str, ast.FunctionDef]]:
    """Those that answer a request by themselves."""
    return [
        (f"{path.stem}.{node.name}", node)
        for path in sorted(ENTRYPOINTS.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(d, ast.Call) and getattr(d.func, "id", "") in ASKED for d in node.decorator_list)
    ]


@pytest.mark.parametrize(("name", "method"), methods(), ids=[name for name, _ in methods()])
def test_a_method_reads_only_what_its_caller_may_see(name: str, method: ast.FunctionDef) -> None:
    opened = [
        call
        for call in ast.walk(method)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "repository_for"
    ]

    assert opened, name
    assert [[ast.unparse(one) for one in call.args] for call in opened] == [
        ["tx", "self.program", "caller", "request"]
    ] * len(opened)


def test_a_handler_is_handed_the_repository_of_its_caller() -> None:
    from services.cohort.entrypoints.base import Entrypoints
    from services.cohort.repository import Repository
    from shared.messaging.entrypoints import answers

    handed: list[Any] = []

    def get_mayors(request: contract.GetMayors, repository: Repository) -> contract.Mayors:
        handed.append(repository)
        return contract.Mayors.model_construct()

    service: Any = type("Service", (Entrypoints,), {"get_mayors": answers(contract.GetMayors, get_mayors)})()
    service.program, coach = SimpleNamespace(), uuid4()
    service.get_mayors(
        contract.GetMayors(code="K7Q2M9X4TB"), SimpleNamespace(), Caller(f"person:{coach}", frozenset({Role.COACH}))
    )

    assert (handed[0].audience.everything, handed[0].audience.coach) == (False, coach)
