"""docs/program.md names every setting of the program file, and none that is not; what code cites is found there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from shared.program.load import load_program
from shared.program.model import Program

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "program.md"
SHIPPED = ROOT / "programs" / "city-data-alliance.toml"
EACH = "*."  # of every entry of a list: said once
LEFT_TO_THE_FILE = "in the file"

#: Documents that are not of this repository.
ELSEWHERE = re.compile(r"\bspec §|\(spec,|\b(?:interface|style|choices)\.md|\bspec/")
CITED = re.compile(r"program\.md §(\d+)(?: and §(\d+))?")
CODE = [path for folder in ("alliance", "services", "shared") for path in sorted((ROOT / folder).rglob("*.py"))]


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


def keys_of(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """As the document writes them; what each entry has is `*.id` and the like, an entry without more `roles[]`."""
    for name, field in model.model_fields.items():
        found = next(models_in(field.annotation), None)
        if found is None:
            is_of_each = before and before != "call." and name in ("id", "title", "titles")
            yield f"{EACH}{name}" if is_of_each else f"{before}{name}"
            continue
        mark = {tuple: "[]", dict: ".<id>"}.get(get_origin(field.annotation), "")  # type: ignore[arg-type]
        more = list(keys_of(found, f"{before}{name}{mark}."))
        yield from more
        if all(key.startswith(EACH) for key in more):
            yield f"{before}{name}{mark}"


@cache
def rows() -> list[tuple[tuple[str, ...], str]]:
    """The settings of each row of the document's tables of settings, and what they ship as."""
    found, in_settings = [], False
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        in_settings = bool(cells) and (in_settings or cells[0] == "setting")
        if in_settings and cells[0] not in ("setting", "---"):
            found.append((tuple(re.findall(r"`([^`]+)`", cells[0])), cells[-1]))
    return found


def told(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case Decimal():
            return str(value)
        case tuple():
            return ", ".join(map(told, value))
    return str(value)


#: Of each version of the program files: which settings there were. A new line for a new version, never another digest.
SETTINGS = {"1": "1591f0c12f55e132"}


def test_another_setting_is_another_version_of_the_program() -> None:
    """A running cohort keeps the version that it started with: under one version there is one set of settings."""
    settings = hashlib.sha256("\n".join(sorted(set(keys_of(Program)))).encode()).hexdigest()[:16]
    version = load_program(SHIPPED).version

    assert SETTINGS.get(version) == settings, f"raise `version` in the program files, and add {settings} for it"


def test_document_names_each_setting_of_the_program_file_once() -> None:
    """A new field of the model stands in docs/program.md; what is gone from the model is gone there."""
    named = [key for keys, _ in rows() for key in keys]

    assert sorted(named) == sorted(set(keys_of(Program)))


@pytest.mark.parametrize(("keys", "text"), [row for row in rows() if row[1] != LEFT_TO_THE_FILE], ids=str)
def test_document_says_what_the_example_ships(keys: tuple[str, ...], text: str) -> None:
    values = []
    for key in keys:
        value: Any = load_program(SHIPPED)
        for name in key.split("."):
            value = getattr(value, name)
        values.append(told(value))

    assert text == " / ".join(dict.fromkeys(values))


def test_section_that_code_cites_is_there() -> None:
    sections = set(re.findall(r"^## (\d+)\. ", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
    cited = {
        number
        for path in CODE
        for numbers in CITED.findall(path.read_text(encoding="utf-8"))
        for number in numbers
        if number
    }

    assert cited  # else this looks at nothing
    assert cited <= sections


def test_code_cites_what_is_in_the_repository() -> None:
    texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in CODE}

    assert {name: found for name, text in texts.items() if (found := ELSEWHERE.findall(text))} == {}
