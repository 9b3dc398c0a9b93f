"""Reads the FILE of a command: JSON or TOML by its name, `-` for JSON on standard input."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from alliance.output import CommandError
from shared.contracts.errors import Detail
from shared.contracts.field_codes import request_of

LIMIT_BYTES = 1_000_000

Request = TypeVar("Request", bound=BaseModel)


def read_document(file: str) -> Any:
    """What the file holds. Raises CommandError("invalid") that names file and line."""
    text = sys.stdin.read(LIMIT_BYTES + 1) if file == "-" else read_text(Path(file))
    if len(text) > LIMIT_BYTES:
        raise CommandError("invalid", reason="text_too_long", file=file, most=LIMIT_BYTES)
    if not text.strip():
        raise CommandError("invalid", reason="empty_document", file=file)
    try:
        return tomllib.loads(text) if file.endswith(".toml") else json.loads(text)
    except (ValueError, RecursionError) as error:  # json's and tomllib's errors name line and column
        raise CommandError("invalid", reason="unreadable_document", file=file, why=str(error)) from error


def read_fields(file: str, /, **given: Any) -> dict[str, Any]:
    """As read_document, where named fields are expected; with the fields that the command line gives.

    What is `given` as None the file may say. Raises CommandError("invalid") where both say a field, and not the same.
    """
    document = read_document(file)
    if not isinstance(document, dict):
        raise CommandError("invalid", reason="no_named_fields", file=file)
    said = {name: str(value) for name, value in given.items() if value is not None}
    details = [
        Detail(name, "differs_from_command", file=file, value=value)
        for name, value in said.items()
        if document.get(name) is not None and str(document[name]) != value
    ]
    if details:
        raise CommandError("invalid", *details)
    return given | document | {name: given[name] for name in said}


make = request_of  # the word of commands for it


def read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError("invalid", reason="not_readable", file=str(path), why=error.strerror) from error
    except UnicodeDecodeError as error:
        raise CommandError("invalid", reason="not_utf8", file=str(path), at=error.start) from error
