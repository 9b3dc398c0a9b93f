"""A file of the demo's data, in which whatever is missing or broken is named: the file, the place in it, the fault."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from alliance.demo.dates import dated
from alliance.embedded.home import checkout
from alliance.output import CommandError

FOLDER = Path("examples") / "demo"


class Entries(dict[str, Any]):
    """A table of a file. A key that it lacks is the file's fault, told as such, and not a KeyError."""

    def __init__(self, values: Mapping[str, Any], place: str) -> None:
        super().__init__({key: wrapped(value, f"{place}{key}") for key, value in values.items()})
        self.place = place

    def __missing__(self, key: str) -> NoReturn:
        raise CommandError("invalid", reason="demo_key_missing", key=f"{self.place}{key}")

    def tables(self, key: str) -> list[Entries]:
        """The `[[key]]` of the file."""
        found = self[key]
        if not isinstance(found, list) or not all(isinstance(entry, Entries) for entry in found):
            raise CommandError("invalid", reason="demo_tables", place=self.place, key=key)
        return found


def wrapped(value: Any, place: str) -> Any:
    if isinstance(value, dict):
        return Entries(value, f"{place}.")
    if isinstance(value, list):
        return [wrapped(entry, f"{place}[{n}]") for n, entry in enumerate(value, 1)]
    return value


def read(name: str, anchors: Mapping[str, date]) -> Entries:
    """The file with its dates put in. Raises CommandError naming it and what is wrong with it."""
    shown = FOLDER / name
    try:
        text = (checkout() / shown).read_text(encoding="utf-8")
        return Entries(tomllib.loads(dated(text, anchors)), f"{shown}: ")
    except OSError as error:
        raise CommandError("not_found", reason="demo_file", file=str(shown), why=error.strerror) from error
    except ValueError as error:
        raise CommandError("invalid", reason="unreadable_document", file=str(shown), why=str(error)) from error
