"""Commands that a text names are there: whoever reads it types them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from typer.main import get_group

from alliance.main import app
from shared.contracts.people import Language
from shared.wording.catalogue import catalogue_of

NAMED = re.compile(r"`alliance ([^`]*)`")


def unknown(words: str) -> bool:
    """Whether a group is named with a word that it does not have; what follows a command is its own."""
    command: Any = get_group(app)
    for word in words.split():
        if not hasattr(command, "list_commands"):
            return False
        context = command.make_context("alliance", [], resilient_parsing=True)
        if word not in command.list_commands(context):
            return not word.startswith(("-", "…", "{"))
        command = command.get_command(context, word)
    return False


def texts(language: str) -> Iterator[tuple[str, str]]:
    for key, message in catalogue_of(language).items():
        yield from ((key, form) for form in message.forms)


@pytest.mark.parametrize("language", get_args(Language))
def test_each_command_that_a_text_names_is_there(language: str) -> None:
    wrong = {(key, words) for key, text in texts(language) for words in NAMED.findall(text) if unknown(words)}
    assert wrong == set()
