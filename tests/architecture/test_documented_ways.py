"""What documents tell people to do is there: each command with its options, each page of a how-to."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from typer.main import get_group

from alliance.main import app
from services.portal.app import ROUTERS

ROOT = Path(__file__).resolve().parents[2]
HOW_TOS = sorted((ROOT / "docs" / "howto").glob("*.md"))
MADE = {"commands.md"}  # of the commands themselves
WRITTEN = [
    *ROOT.glob("*.md"),
    *(path for path in sorted((ROOT / "docs").rglob("*.md")) if path.name not in MADE and "adr" not in path.parts),
]

IN_A_LINE = re.compile(r"`(alliance [^`]+)`")
ON_ITS_OWN = re.compile(r"^(alliance .+?)(?:\s+#.*)?$", re.MULTILINE)
#: No pages: the API as a whole, and what each process answers on a port of its own.
NO_PAGES = {"/api/v1", "/healthz", "/readyz", "/metrics"}
PAGE = re.compile(r"`(/[a-z-]*(?:/[^`\s]*)?)`")
#: Of a shell, or short for several.
SHELL = re.compile(r"\||>|\$\(|…")


def told(document: Path) -> Iterator[list[str]]:
    text = re.sub(r"\\\n\s*", "", document.read_text(encoding="utf-8"))
    for line in [*IN_A_LINE.findall(text), *ON_ITS_OWN.findall(text)]:
        if not SHELL.search(line):
            yield shlex.split(line)[1:]


def command_of(words: list[str]) -> tuple[Any, list[str]]:
    """What the first words name, and the rest. Raises KeyError."""
    found: Any = get_group(app)
    rest = list(words)
    while rest and hasattr(found, "get_command") and not rest[0].startswith("-"):
        found = found.get_command(None, rest[0]) or _gone(words)
        rest.pop(0)
    return found, rest


def _gone(words: list[str]) -> Any:
    raise KeyError(" ".join(words))


def lacking(words: list[str]) -> str:
    """What the command does not know of it: itself, or an option."""
    try:
        command, rest = command_of(words)
    except KeyError:
        return "no such command"
    known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)} | {"--help"}
    unknown = [word for word in rest if word.startswith("--") and word.partition("=")[0] not in known]
    return " ".join(unknown)


def refused(words: list[str]) -> str:
    """What the command lacks, or has too much of; what stands for a name is not looked up."""
    command, rest = command_of(words)
    context = command.make_context("alliance", [], resilient_parsing=True)
    given, left, _ = command.make_parser(context).parse_args(rest)
    missing = [one.name for one in command.params if one.required and given.get(one.name) in (None, ())]
    return ", ".join([*missing, *left])


@pytest.mark.parametrize("document", WRITTEN, ids=lambda one: str(one.relative_to(ROOT)))
def test_commands_of_a_document_are_there(document: Path) -> None:
    faults = {" ".join(words): lacking(words) for words in told(document)}

    assert {said: fault for said, fault in faults.items() if fault} == {}


@pytest.mark.parametrize("document", HOW_TOS, ids=lambda one: one.name)
def test_commands_of_a_how_to_take_what_they_are_given(document: Path) -> None:
    faults = {" ".join(words): refused(words) for words in told(document)}

    assert {said: fault for said, fault in faults.items() if fault} == {}


@pytest.mark.parametrize("document", HOW_TOS, ids=lambda one: one.name)
def test_pages_of_a_how_to_are_there(document: Path) -> None:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    shown = [re.compile(re.sub(r"\{[^}]*\}", "[^/]+", route.path)) for route in routes if "GET" in route.methods]
    named = {page.partition("?")[0] for page in PAGE.findall(document.read_text(encoding="utf-8"))}

    assert {page for page in named - NO_PAGES if not any(route.fullmatch(page) for route in shown)} == set()
