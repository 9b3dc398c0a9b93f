"""Reads the program file (TOML) into a `Program`, or says which key of it is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from shared.contracts.field_codes import details_of_faults
from shared.program.model import Program
from shared.runtime.settings import SettingError


class ProgramError(SettingError):
    """The program file cannot be used; each line of the message names the file and, where there is one, the key."""


def load_program(path: Path) -> Program:
    """The program in the file. Raises ProgramError with every error found: file, dotted key, what is wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as error:
        raise ProgramError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ProgramError(f"{path}: is not UTF-8 text: {error.reason} at byte {error.start}") from error
    except tomllib.TOMLDecodeError as error:
        raise ProgramError(f"{path}: {error}") from error  # tomllib's text names line and column
    try:
        return Program.model_validate(data)
    except ValidationError as error:
        details = details_of_faults(fault | {"loc": _names(fault["loc"], data)} for fault in _faults(error))
        raise ProgramError("\n".join(f"{path}: {detail.named}" for detail in details)) from error


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
