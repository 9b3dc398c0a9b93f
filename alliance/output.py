"""How every command answers: one JSON document or lines for people, errors alike, exit codes 0 to 3.

Nothing here knows a command. The error boundary is `alliance.main.run`.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer

from shared.contracts.errors import Refusal

DONE, REFUSED, USAGE, UNAVAILABLE, INTERRUPTED = 0, 1, 2, 3, 130

#: The option of every command: `def command(json_: Json = False)`.
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]

QUIET_S = 2.0
SPINNER = "|/-\\"


@dataclass
class CommandError(Exception):
    """An error of the command line itself, where no service refused anything; reads like a Refusal."""

    code: str
    message: str
    details: Sequence[dict[str, str]] = field(default_factory=tuple)
    exit_code: int = REFUSED


def show(value: Any, json_: bool, human: str | Callable[[Any], None]) -> None:
    """The answer of a command: `value` as JSON, or `human`, a text or a function that prints."""
    if json_:
        print(json.dumps(value, ensure_ascii=False, indent=2, default=str))
    elif isinstance(human, str):
        print(human)
    else:
        human(value)


def show_error(error: Refusal | CommandError, json_: bool) -> int:
    """Print an error; the exit code that belongs to it. For people: `code: message`, then a line for each detail."""
    details = error.as_dict()["details"] if isinstance(error, Refusal) else list(error.details)
    if json_:
        document = {"code": error.code, "message": error.message, "details": details}
        print(json.dumps({"error": document}, ensure_ascii=False, indent=2))
    else:
        print(f"{error.code}: {error.message}", file=sys.stderr)
        for detail in details:
            print("  " + _detail_line(detail), file=sys.stderr)
    if isinstance(error, CommandError):
        return error.exit_code
    return UNAVAILABLE if error.code == "unavailable" else REFUSED


def _detail_line(detail: dict[str, str]) -> str:
    """Led by the field, unless the message names it."""
    field, message = detail.get("field", ""), detail["message"]
    named = not field or re.search(rf"(?<!\w){re.escape(field)}(?!\w)", message)
    return message if named else f"{field}: {message}"


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns as wide as their widest cell; for people, without borders, so that 80 columns hold much."""
    cells = [[str(cell) for cell in row] for row in [headings, *rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
    )


def paragraph(head: str, text: str) -> str:
    """`text` after `head`, wrapped to the terminal (80 columns elsewhere) and indented below itself."""
    width = min(shutil.get_terminal_size().columns, 100)
    return textwrap.fill(text, width, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False)


class Progress:
    """What is going on, on stderr, once it takes longer than two seconds: a line that turns in a terminal, a line
    for each change elsewhere. `say` may be called as often as one likes."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._last = ""
        self._turns = 0
        self._terminal = sys.stderr.isatty()

    def say(self, text: str) -> None:
        seconds = time.monotonic() - self._started
        if seconds < QUIET_S:
            return
        if self._terminal:
            self._turns += 1
            line = f"{SPINNER[self._turns % len(SPINNER)]} {text} ({seconds:.0f} s)"
            width = shutil.get_terminal_size().columns - 1
            print(f"\r{line[:width]:<{width}}", end="", file=sys.stderr, flush=True)
        elif text != self._last:
            print(f"{seconds:3.0f} s  {text}", file=sys.stderr, flush=True)
        self._last = text

    def announce(self, text: str) -> None:
        """Something that must be read, however fast things go."""
        self.clear()
        print(text, file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self._terminal and self._last:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
