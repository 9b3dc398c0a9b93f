"""Statements and the code that names them are each other's."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from shared.runtime.settings import SERVICES
from shared.storage.queries import Queries

ROOT = Path(__file__).resolve().parents[2]


def named_in_code(service: str) -> set[str]:
    """What follows `queries.`."""
    found: set[str] = set()
    for path in (ROOT / "services" / service).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Attribute(value=ast.Name(id="queries"), attr=name):
                    found.add(name)
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_statement_that_code_names_is_there_and_each_is_named(service: str) -> None:
    assert named_in_code(service) == {name for name, _ in Queries(f"services.{service}")}
