"""Whatever code refuses has its words in the catalogues, and hands over each value that they name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

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


def key_of(call: ast.Call) -> str | None:
    """The message that a `Refusal(…)`, a `Detail(…)`, a `notice(…)`, a `mail_note(…)`, a `not_found(…)`… will say."""
    texts = [arg.value if isinstance(arg, ast.Constant) and isinstance(arg.value, str) else None for arg in call.args]
    match getattr(call.func, "id", getattr(call.func, "attr", None)), texts:
        case "Detail", [_, str(code)]:
            return f"details.{code}"
        case "mail_note", [str(code)]:
            return f"mail_notes.{code}"
        case "notice", [str(code)]:
            return f"notices.{code}"
        case "Refusal", [str(code), *_] if all(map(is_detail, call.args[1:])):
            return refusal_key(code, call)
    return None


def is_detail(arg: ast.expr) -> bool:
    return isinstance(arg, ast.Call | ast.Starred) or (isinstance(arg, ast.Name) and arg.id != "message")


def refusal_key(code: str, call: ast.Call) -> str | None:
    reason = next((one.value for one in call.keywords if one.arg == "reason"), None)
    if reason is not None:
        return f"refusals.{code}.{reason.value}" if isinstance(reason, ast.Constant) else None
    return f"refusals.{code}" if f"refusals.{code}" in ENGLISH else f"codes.{code}"
