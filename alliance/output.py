"""How every command answers: one JSON document or lines for people, errors alike, exit codes 0 to 3.

Nothing here knows a command. The error boundary is `alliance.main.run`.
"""

from __future__ import annotations

import json
import shlex
import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any, TypeVar

from alliance.columns import lines_of
from alliance.reader import heading, language, words
from shared.contracts.errors import CODES, Detail, Refusal
from shared.contracts.notices import Notice
from shared.contracts.requests import FieldProblem, Model, Page, Problem
from shared.wording import say

DONE, REFUSED, USAGE, UNAVAILABLE, INTERRUPTED = 0, 1, 2, 3, 130

QUIET_S = 2.0
SPINNER = "|/-\\"
WIDEST = 100  # columns; longer lines are hard to read

_in_json: ContextVar[bool] = ContextVar("in_json", default=False)

Item = TypeVar("Item", bound=Model)


class CommandError(Refusal):
    """A refusal of the command line itself, where no service refused anything. Its words: command_line.po."""

    def __init__(
        self, code: str, *details: Any, reason: str | None = None, exit_code: int = REFUSED, **values: Any
    ) -> None:
        super().__init__(code, *details, reason=reason, **values)
        self.exit_code = exit_code


def usage(reason: str, **values: Any) -> CommandError:
    """The command was written wrongly."""
    return CommandError("usage", reason=reason, exit_code=USAGE, **values)


def answer_in_json(wanted: bool) -> None:
    """From now on, what is shown is one JSON document, or it is for people."""
    _in_json.set(wanted)


def in_json() -> bool:
    return _in_json.get()


def show(value: Any, human: str | Callable[[Any], None]) -> None:
    """The answer of a command: `value` as JSON, or `human`, a text or a function that prints."""
    if in_json():
        print(json.dumps(value, ensure_ascii=False, indent=2, default=str))
    elif isinstance(human, str):
        print(fitted(human))
    else:
        human(value)


def show_page(page: Page[Item], headings: Sequence[str], row: Callable[[Item], Sequence[object]]) -> None:
    """A page of a list: its table, how many there are of all that match, and what asks for the next page."""

    def lines(_: Any) -> None:
        print(table(headings, [row(item) for item in page.items]))
        print(*footer(len(page.items), page.total, page.next, page.more), sep="\n")

    show(page.model_dump(mode="json"), lines)


def footer(shown: int, total: int, following: str | None, uncounted: bool = False) -> list[str]:
    """Below a page: how many of all, or of more than were counted, and what asks for the next."""
    more = [words("page.more", after=shlex.quote(following))] if following else []
    return [words("page.shown_of_more" if uncounted else "page.shown", shown=shown, total=total), *more]


def as_page(items: Iterable[Item]) -> Page[Item]:
    """A list that has no further page."""
    whole = tuple(items)
    return Page[Any](items=whole, next=None, total=len(whole))


def show_error(error: Refusal) -> int:
    """Print an error; the exit code that belongs to it. For people: `code: message`, then a line for each detail."""
    if in_json():
        document = {"code": error.code, "message": error.message, "details": error.as_dict()["details"]}
        print(json.dumps({"error": document}, ensure_ascii=False, indent=2))
    else:
        lines = [f"{error.code}: {error.said(language())}", *map(_detail_line, error.details)]
        print(fitted("\n".join(lines)), file=sys.stderr)
    if isinstance(error, CommandError):
        return error.exit_code
    return UNAVAILABLE if error.code == "unavailable" else REFUSED


def _detail_line(detail: Detail) -> str:
    """Led by its field."""
    message = detail.said(language())
    return f"  {detail.field}: {message}" if detail.field else f"  {message}"


def why(problem: Problem | Mapping[str, Any]) -> str:
    """What one of many results was refused for, as its reader's language says it; a code of another version in the
    words that came along."""
    told = _as_dict(problem)
    return Refusal.from_dict(told).said(language()) if told["code"] in CODES else str(told["message"])


def fault(problem: FieldProblem | Mapping[str, Any]) -> str:
    """What is wrong with a field, as its reader's language says it."""
    return Detail.from_dict(_as_dict(problem)).said(language())


def _as_dict(problem: Model | Mapping[str, Any]) -> Mapping[str, Any]:
    return problem.model_dump(mode="json") if isinstance(problem, Model) else problem


def counted(things: str, number: int) -> str:
    """Such as "1 city", "2 cities"; `counts.<things>` in the catalogues."""
    return say(language(), f"counts.{things}", count=number)


def width() -> int:
    """How many columns people read: those of the terminal, 80 elsewhere."""
    return min(shutil.get_terminal_size().columns, WIDEST)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Columns as wide as their widest cell, without borders; what a line has no room for goes below it. Headings: keys
    of `columns` in the catalogues."""
    return "\n".join(lines_of([heading(name) for name in headings], rows, width()))


def fitted(text: str) -> str:
    """Lines that are longer than the terminal go on below, further in than they began."""
    return "\n".join(line if len(line) <= width() else _folded(line) for line in text.splitlines())


def _folded(line: str) -> str:
    return _filled(line, " " * (len(line) - len(line.lstrip()) + 2))


def paragraph(head: str, text: str) -> str:
    """`text` after `head`, wrapped to the terminal (80 columns elsewhere) and indented below itself."""
    return _filled(text, " " * len(head), head)


def _filled(text: str, further: str, head: str = "") -> str:
    """Words stay whole: an id or an address is copied from here."""
    folded = textwrap.TextWrapper(width(), head, further, break_on_hyphens=False, break_long_words=False)
    return folded.fill(text)


def led(key: str, text: str, indent: str = "", /, **values: Any) -> str:
    """A paragraph that begins with words of the command line: the message `terminal.<key>`."""
    return paragraph(f"{indent}{words(key, **values)} ", text)


def notices_of(notices: Sequence[Notice]) -> list[str]:
    """What somebody should know beside the answer, a paragraph each."""
    return [paragraph("! ", one.said(language())) for one in notices]


def tell(text: str) -> None:
    """Beside the answer: on stderr, at once."""
    print(fitted(text), file=sys.stderr, flush=True)


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
            room = shutil.get_terminal_size().columns - 1
            print(f"\r{line[:room]:<{room}}", end="", file=sys.stderr, flush=True)
        elif text != self._last:
            tell(paragraph(f"{seconds:3.0f} s  ", text))
        self._last = text

    def announce(self, text: str) -> None:
        """Something that must be read, however fast things go."""
        self.clear()
        tell(text)

    def clear(self) -> None:
        if self._terminal and self._last:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
