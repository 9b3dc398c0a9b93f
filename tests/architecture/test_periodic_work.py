"""Periodic work goes through many by `every`, which holds nobody up for another's failure."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SERVICES = Path(__file__).resolve().parents[2] / "services"

#: One thing in steps, of which each needs the one before.
ONE_THING = {"reporting.continue_rebuild", "reporting.keep_tallies"}


def methods() -> list[tuple[str, ast.FunctionDef]]:
    """Those that run by themselves."""
    return [
        (f"{path.relative_to(SERVICES).parts[0]}.{node.name}", node)
        for path in sorted([*SERVICES.glob("*/service.py"), *SERVICES.glob("*/entrypoints/*.py")])
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(one, ast.Call) and getattr(one.func, "id", "") == "periodic" for one in node.decorator_list)
    ]


@pytest.mark.parametrize(("name", "method"), methods(), ids=[name for name, _ in methods()])
def test_a_periodic_method_has_no_loop_of_its_own(name: str, method: ast.FunctionDef) -> None:
    loops = [node for node in ast.walk(method) if isinstance(node, ast.For | ast.While | ast.comprehension)]

    assert bool(loops) == (name in ONE_THING)
