"""A command that is written can be called: the table of `alliance/main.py` lists it."""

from __future__ import annotations

import importlib

import pytest
from typer.main import get_group

from alliance.main import COMMANDS

FLAT = sorted({command.module for command in COMMANDS.values() if not command.group})


@pytest.mark.parametrize("module", FLAT)
def test_each_command_of_a_module_is_listed(module: str) -> None:
    path, _, name = module.partition(":")
    written = set(get_group(getattr(importlib.import_module(f"alliance.{path}"), name or "app")).commands)
    listed = {word for word, command in COMMANDS.items() if command.module == module}

    assert written == listed
