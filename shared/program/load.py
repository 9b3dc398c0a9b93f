"""Reads the program file (TOML) into a `Program`, or says which key of it is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

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
        lines = [
            f"{path}: {_key(fault['loc'], data)}{_message(fault['msg'])}" for fault in error.errors(include_url=False)
        ]
        raise ProgramError("\n".join(lines)) from error


def _message(text: str) -> str:
    return text.removeprefix("Value error, ")


def _key(path: Sequence[int | str], data: Any) -> str:
    """`phases.demonstration.title: `, an entry of a list by its id where it has one, else by its place from 0."""
    names: list[str] = []
    for part in path:
        try:
            data = data[part]
        except (LookupError, TypeError):  # a missing key
            data = None
        names.append(str(data.get("id", part) if isinstance(part, int) and isinstance(data, dict) else part))
    return f"{'.'.join(names)}: " if names else ""
