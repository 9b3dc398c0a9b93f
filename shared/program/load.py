"""Reads the program file (TOML) into a `Program`, or says which key of it is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from shared.contracts.errors import Detail
from shared.contracts.field_codes import details_of_faults
from shared.program.model import Program
from shared.runtime.settings import SettingError


class ProgramError(SettingError):
    """The program file cannot be used; each line of the message names the file and, where there is one, the key."""


def load_program(path: Path) -> Program:
    """The program in the file. Raises ProgramError with every error found: file, dotted key, what is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text, parse_float=Decimal)
    except OSError as error:
        raise ProgramError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ProgramError(f"{path}: is not UTF-8 text: {error.reason} at byte {error.start}") from error
    except tomllib.TOMLDecodeError as error:
        raise ProgramError(f"{path}: {error}") from error  # tomllib's text names line and column
    try:
        return Program.model_validate(data)
    except ValidationError as error:
        faults = list(_faults(error))
        details = details_of_faults(fault | {"loc": _names(fault["loc"], data)} for fault in faults)
        raise ProgramError("\n".join(_lines(path, text, details, _known_keys(faults, data)))) from error


def _lines(path: Path, text: str, details: Sequence[Detail], known: Mapping[str, set[str]]) -> Iterator[str]:
    """A misspelt key once, with its line and the key that it is taken for; that one is then not told as missing."""
    meant: dict[str, str] = {}
    for detail in details:
        table, _, key = detail.field.rpartition(".")
        if detail.code == "unknown_field" and (close := get_close_matches(key, known.get(table, ()), n=1)):
            meant[detail.field] = f"{table}.{close[0]}" if table else close[0]
    for detail in details:
        shown = detail
        if detail.field in meant:
            shown = Detail(detail.field, "misspelt_field", name=meant[detail.field])
        if detail.code != "missing" or detail.field not in meant.values():
            yield f"{path}: {shown.named}{_line_of(detail.field, text)}"


def _line_of(field: str, text: str) -> str:
    """` (line 15)`, where one line alone sets a key of this name."""
    key = re.compile(rf"\s*{re.escape(field.rpartition('.')[2])}\s*=")
    numbers = [number for number, line in enumerate(text.splitlines(), 1) if key.match(line)]
    return f" (line {numbers[0]})" if len(numbers) == 1 else ""


def _known_keys(faults: Sequence[Mapping[str, Any]], data: Any) -> dict[str, set[str]]:
    """By the dotted name of a table, in which a key is unknown, the keys that its model has."""
    known: dict[str, set[str]] = {}
    for fault in faults:
        if fault["type"] == "extra_forbidden":
            known[".".join(_names(fault["loc"][:-1], data))] = set(_fields_at(Program, fault["loc"][:-1]))
    return known


def _fields_at(model: Any, path: Sequence[int | str]) -> Iterator[str]:
    """The fields of the model that stands at that place of a model."""
    for part in path:
        if isinstance(part, str) and part in getattr(model, "model_fields", {}):
            model = model.model_fields[part].annotation
        model = next(_models_in(model), None)
    yield from getattr(model, "model_fields", ())


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _faults(error: ValidationError) -> Iterator[dict[str, Any]]:
    return (dict(fault) for fault in error.errors(include_url=False))


def _names(path: Sequence[int | str], data: Any) -> list[str]:
    """`phases`, `demonstration`, `title`: an entry of a list by its id where it has one, else by its place from 0."""
    names: list[str] = []
    for part in path:
        try:
            data = data[part]
        except (LookupError, TypeError):  # a missing key
            data = None
        names.append(str(data.get("id", part) if isinstance(part, int) and isinstance(data, dict) else part))
    return names
