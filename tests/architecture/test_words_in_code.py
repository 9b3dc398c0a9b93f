"""Whatever code refuses has its words in the catalogues, and hands over each value that they name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.contracts.errors import meaning_of
from shared.wording.catalogue import catalogue_of
from shared.wording.phrases import placeholders

ROOT = Path(__file__).resolve().parents[2]
FILES = [file for folder in ("services", "shared", "alliance") for file in sorted((ROOT / folder).rglob("*.py"))]
ENGLISH = catalogue_of("en")
OF_A_REFUSAL = {"reason", "keep"}  # what it takes beside values


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_refusal_hands_over_what_its_words_name(file: Path) -> None:
    assert list(faults(ast.parse(file.read_text(encoding="utf-8")))) == []


def faults(tree: ast.AST) -> Iterator[str]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and (key := key_of(call)) is not None:
            if key not in ENGLISH:
                yield f"line {call.lineno}: no words for {key}"
            elif not any(given.arg is None for given in call.keywords):
                wanted = set().union(*(placeholders(form) for form in ENGLISH[key].forms))
                given = {one.arg for one in call.keywords} | ({"count"} if key.startswith("refusals.") else set())
                if lacking := wanted - given:
                    yield f"line {call.lineno}: {key} lacks {', '.join(sorted(lacking))}"


#: What says a message -> which of its arguments names it, and in which group.
SAYING = {
    "Detail": (1, "details"),
    "mail_note": (0, "mail_notes"),
    "notice": (0, "notices"),
    "words": (0, "terminal"),
    "led": (0, "terminal"),
    "StartFailed": (1, "terminal.system.failed"),
    "_tell": (1, "terminal.system.doing"),
    "each": (0, "terminal.demo.scene"),
    "until": (0, "terminal.demo.scene"),
}


def key_of(call: ast.Call) -> str | None:
    """The message that a `Refusal(…)`, a `Detail(…)`, a `notice(…)`, `words(…)`, a `StartFailed(…)`… will say."""
    name = getattr(call.func, "id", getattr(call.func, "attr", None))
    texts = [arg.value if isinstance(arg, ast.Constant) and isinstance(arg.value, str) else None for arg in call.args]
    if name == "Refusal" and texts and texts[0] and all(map(is_detail, call.args[1:])):
        return refusal_key(texts[0], call)
    at, group = SAYING.get(str(name), (0, ""))
    return f"{group}.{texts[at]}" if group and len(texts) > at and texts[at] else None


def is_detail(arg: ast.expr) -> bool:
    return isinstance(arg, ast.Call | ast.Starred) or (isinstance(arg, ast.Name) and arg.id != "message")


def refusal_key(code: str, call: ast.Call) -> str | None:
    reason = next((one.value for one in call.keywords if one.arg == "reason"), None)
    if reason is not None:
        return f"refusals.{code}.{reason.value}" if isinstance(reason, ast.Constant) else None
    return f"refusals.{code}" if f"refusals.{code}" in ENGLISH else str(meaning_of(code, {})["key"])


@pytest.mark.parametrize("file", [one for one in FILES if "alliance" in one.parts], ids=lambda file: file.name)
def test_each_heading_of_a_table_has_words(file: Path) -> None:
    assert [
        name for name in headings(ast.parse(file.read_text(encoding="utf-8"))) if f"columns.{name}" not in ENGLISH
    ] == []


def test_each_heading_with_words_is_used() -> None:
    used = {name for file in FILES if "alliance" in file.parts for name in headings(ast.parse(file.read_text("utf-8")))}

    assert sorted({key for key in ENGLISH if key.startswith("columns.")} - {f"columns.{name}" for name in used}) == []


def headings(tree: ast.AST) -> Iterator[str]:
    """What stands in a tuple that a table is called with, or that is called so."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="table" | "ask_page" | "show_page"), args=args):
                yield from (name for arg in args for name in texts_in(arg))
            case ast.Call(func=ast.Attribute(attr="lists"), args=[_, _, named, *_]):
                yield from texts_in(named)
            case ast.Assign(targets=[ast.Name(id="headings" | "HEADINGS" | "head")], value=value):
                yield from texts_in(value)


def texts_in(node: ast.AST) -> list[str]:
    """Also those that stand there under a condition."""
    elements = node.elts if isinstance(node, ast.Tuple) else []
    parts = [part.body if isinstance(part, ast.IfExp) else part for part in elements]
    return [
        part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value
    ]
