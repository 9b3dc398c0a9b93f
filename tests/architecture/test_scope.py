"""A coach sees their own cities: every entrypoint of cohort says who asks."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ENTRYPOINTS = Path(__file__).resolve().parents[2] / "services" / "cohort" / "entrypoints"
ASKED = {"command", "query"}
OF_NO_CITY = {"documents.add_document_part"}  # the parts of a file belong to nobody yet


def methods() -> list[tuple[str, ast.FunctionDef]]:
    """Those that answer a request."""
    return [
        (f"{path.stem}.{node.name}", node)
        for path in sorted(ENTRYPOINTS.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and f"{path.stem}.{node.name}" not in OF_NO_CITY
        and any(isinstance(d, ast.Call) and getattr(d.func, "id", "") in ASKED for d in node.decorator_list)
    ]


@pytest.mark.parametrize(("name", "method"), methods(), ids=[name for name, _ in methods()])
def test_a_request_reads_only_what_its_caller_may_see(name: str, method: ast.FunctionDef) -> None:
    opened = [
        call
        for call in ast.walk(method)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "repository"
    ]

    assert opened, name
    assert [ast.unparse(argument) for call in opened for argument in call.args] == ["tx", "caller"] * len(opened)
