"""Each refusal that code makes has a sentence of its own, which says what was refused; or its code says enough."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from shared.contracts.errors import OVERRIDABLE
from shared.wording import has

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("alliance", "services", "shared")

#: What `codes.<code>` says is all that there is to say.
SAID_BY_THE_CODE = {
    *("answer_forgotten", "city_booked", "coach_booked", "coach_full", "commitment_incomplete", "conflict_of_interest"),
    *("deadline_passed", "idempotency_conflict", "incomplete", "internal_error", "language_not_spoken", "no_delegates"),
    *("not_signed", "program_unfit", "reauthenticate", "rebuild_running", "requirements_not_met"),
    *("second_factor_needed", "still_needed", "unauthenticated", "unavailable"),
}


def keys(tree: ast.AST) -> Iterator[str]:
    """`<code>`, or `<code>.<reason>`, of those that say both in so many words."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="Refusal"), args=[ast.Constant(value=str(code)), *_], keywords=named):
                reasons = [one.value for one in named if one.arg == "reason"]
                if not reasons:
                    yield code
                elif isinstance(reasons[0], ast.Constant):
                    yield f"{code}.{reasons[0].value}"


def test_each_refusal_has_a_sentence() -> None:
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    made = {key for path in files for key in keys(ast.parse(path.read_text(encoding="utf-8")))}

    unnamed_rules = {code for code in OVERRIDABLE if not has(f"codes.{code}")}  # whose name says all, as rule_not_kept
    without = {key for key in made if not has(f"refusals.{key}")} - unnamed_rules
    wanted = [f"refusals.{key}" for key in sorted(without - SAID_BY_THE_CODE)]
    assert wanted == [], "write each in the catalogues, or list it here where its code says enough"
    assert sorted(SAID_BY_THE_CODE - without) == []
