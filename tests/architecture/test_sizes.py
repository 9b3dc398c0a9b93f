"""Files and functions that have grown are looked at twice: what stays large says why here, what is small again is
taken off."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINES_OF_A_FILE, LINES_OF_A_FUNCTION = 300, 40

#: Files of tests are lists of cases, and may be as long as their subject has them.
FILES = {
    "docs/written.py": "text of documents, each under its name",
    "services/notifications/domain.py": "its seam is at what follows an attempt, for who next changes the sender",
    "services/notifications/samples.py": "data: each mail's values, by which it is shown and tried",
    "services/portal/web/page.py": "one class that every route is handed; a third of it are overloads for mypy",
    "shared/security/permissions.py": "the table of who may send what, which is read as a whole",
    "shared/storage/database.py": "a transaction and its connection, which change each other's state",
}
FUNCTIONS = {
    "alliance/mail/writing.py write": "parameters of a command, one a line, with their help",
    "benchmarks/work/load.py submit_many": "what is measured, in one piece: a call more would be measured too",
    "services/cohort/handlers/open_strategy.py show_strategy": "the fields of one reply",
    "services/intake/handlers/importing.py import_applications": "one row after the other, each with what ends it",
    "services/portal/api/problems.py add_problem_handlers": "the handlers of all faults, beside each other",
    "services/portal/pages/staff/selection.py show_selection": "the values of one page",
    "tests/e2e/test_erasure.py test_nothing_is_found_of_a_person_and_a_city_that_were_erased": "a story",
    "tests/e2e/test_journey.py test_city_reaches_acceleration_though_every_service_is_killed": "a story",
}


def code() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split() if (ROOT / name).exists()]


def long_functions(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LINES_OF_A_FUNCTION:
                yield node.name


def looked_at(found: set[str], known: dict[str, str], what: str) -> None:
    grown, small = sorted(found - known.keys()), sorted(known.keys() - found)
    if grown or small:
        pytest.fail(
            f"Over {what}: {grown or 'none'}. Split it where it has a seam, else add it here with the reason why it "
            f"stays. To be taken off this list: {small or 'none'}."
        )


def test_each_file_of_more_than_300_lines_has_a_reason() -> None:
    files = [file for file in code() if file.relative_to(ROOT).parts[0] != "tests"]
    long = {file for file in files if len(file.read_text(encoding="utf-8").splitlines()) > LINES_OF_A_FILE}

    looked_at({str(file.relative_to(ROOT)) for file in long}, FILES, f"{LINES_OF_A_FILE} lines")


def test_each_function_of_more_than_40_lines_has_a_reason() -> None:
    found = {f"{file.relative_to(ROOT)} {name}" for file in code() for name in long_functions(file)}

    looked_at(found, FUNCTIONS, f"{LINES_OF_A_FUNCTION} lines")
