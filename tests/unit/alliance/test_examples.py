"""Every example that a command's help shows runs, and what it prints fits 80 columns."""

from __future__ import annotations

import importlib
import pkgutil
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from typer.main import get_group

import alliance
from alliance.main import app, run
from alliance.naming import City
from shared.contracts.requests import Request
from tests.support.replies import reply_of

ONE = UUID(int=1)
COLUMNS = 80

#: What starts, stops or waits for processes, or asks more than services: tried elsewhere.
ELSEWHERE = {"up", "down", "status", "logs", "demo", "example", "login", "logout", "import"}
ASK_THE_BROKER = ("ops", "broker-user")
OTHERS = {"alliance ops queues --watch", "alliance ops verify-audit"}


def commands(group: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        if hasattr(command, "list_commands"):
            yield from commands(command, (*words, name))
        else:
            yield (*words, name), command


ALL = dict(commands(get_group(app), ()))
EXAMPLES = [
    pytest.param(example, id=example)
    for words, command in ALL.items()
    if words[0] not in ELSEWHERE and words[:2] != ASK_THE_BROKER
    for example in (command.help or "").replace("\\\n", " ").partition("Example")[2].splitlines()[1:]
    if example.strip().startswith("alliance ") and " ".join(example.split()) not in OTHERS
]


class AnsweringClient:
    """Answers each request with a reply of its model."""

    def call(self, request: Request[Any], **_: Any) -> Any:
        return reply_of(request.reply)

    def close(self) -> None:
        pass


def made(model: Any, /, **fields: Any) -> Any:
    """The request; nobody has the file of the example, which holds the rest of it."""
    try:
        return model.model_validate(fields)
    except ValueError:
        return model.model_construct(**fields)


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    client = AnsweringClient()
    replaced = {
        "connect": lambda: client,
        "make": made,
        "pick": lambda _thing, _text, titles: next(iter(titles)),
        "read_fields": lambda _: {"reviewer": "ana", "panel": ["ana", "me"], "coach": "ana", "cities": ["Lima"]},
        "read_document": lambda _: [],
        "hand_in": lambda *_: {"name": "charter.pdf", "upload_id": ONE, "size": 3, "sha256": "3f7a" * 16},
        "fetch_to": lambda output, name, _: output or Path(name),
        "city_code": lambda text: text,
        "cities_called": lambda wanted: [City("JK2MPJ4V23", wanted, "CO")],
    }
    for module in pkgutil.iter_modules(alliance.__path__, "alliance."):
        loaded = importlib.import_module(module.name)
        for name, stand_in in replaced.items():
            if hasattr(loaded, name):
                monkeypatch.setattr(loaded, name, stand_in)
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("services")
@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_help_runs(example: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = shlex.split(example)[1:]
    code = run(words)
    said = capsys.readouterr()
    assert (code, said.err) == (0, "")
    assert [line for line in said.out.splitlines() if len(line) > COLUMNS] == []


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_each_command_has_an_example_within_80_columns(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*words, "--help"]) == 0
    text = capsys.readouterr().out
    assert f"  alliance {' '.join(words)}" in text
    assert max(map(len, text.splitlines())) <= COLUMNS
