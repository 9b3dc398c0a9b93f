"""The columns of an application as a row of a table: what each is called, how it is read, and what row 1 lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from unicodedata import normalize

from pydantic import BaseModel
from typing_extensions import TypeIs

from shared.contracts.application import ApplicationDocument
from shared.contracts.errors import Detail
from shared.contracts.table_cells import (
    Cell,
    Read,
    is_empty,
    read_date,
    read_grouped_number,
    read_list,
    read_number,
    read_text,
    read_yes_no,
    text_of,
)

#: Grouped digits belong to people's own language; a year is written without them.
_GROUPED = frozenset({"residents"})

_INDEX = re.compile(r"\.(0|[1-9][0-9]?)\.")
_LONGEST_NAME = 80  # characters, as it is shown


def _columns(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, Read]]:
    """Every column that a document can have; `*` stands for the number of an entry."""
    for name, info in model.model_fields.items():
        kind = _bare(info.annotation)
        entry = _bare(get_args(kind)[0]) if get_origin(kind) is tuple else None
        if _is_model(kind):
            yield from _columns(kind, f"{path}{name}.")
        elif _is_model(entry):
            yield from _columns(entry, f"{path}{name}.*.")
        elif entry is not None:
            yield path + name, read_list
        elif kind is int and name in _GROUPED:
            yield path + name, read_grouped_number
        else:
            yield path + name, _READ.get(kind, read_text)


_READ: dict[Any, Read] = {int: read_number, bool: read_yes_no, date: read_date}


def _bare(annotation: Any) -> Any:
    """The type itself, without Annotated and `| None`."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next(part for part in get_args(annotation) if part is not type(None)))
    return annotation


def _is_model(kind: Any) -> TypeIs[type[BaseModel]]:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


Columns = Mapping[str, Read]


@cache
def columns_of(model: type[BaseModel]) -> Columns:
    """Each column that a row of that model can have, and how its cells are read."""
    return dict(_columns(model))


def numbered(columns: Columns) -> frozenset[str]:
    """The lists whose entries have fields of their own."""
    return frozenset(name.partition(".")[0] for name in columns if ".*." in name)


COLUMNS = columns_of(ApplicationDocument)
LISTS = frozenset(name for name, read in COLUMNS.items() if read is read_list)


def pattern_of(name: str) -> str:
    """The column among COLUMNS, if it is one."""
    return _INDEX.sub(".*.", name)


def names_of(cells: Sequence[Cell]) -> list[str]:
    """The columns that a first row names, in any case, by what people see of them; empty ones at its end left out."""
    names = ["" if is_empty(cell) else _name_of(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _name_of(cell: Cell) -> str:
    return re.sub(r"\s+", "_", normalize("NFKC", text_of(cell)).lower())


def is_header(cells: Sequence[Cell]) -> bool:
    """Whether a first row seems to name the columns of applications, be it with slips."""
    names = [name for name in names_of(cells) if name]
    return bool(names) and 2 * sum(pattern_of(name) in COLUMNS for name in names) >= len(names)


def faults_of(names: Sequence[str]) -> list[Detail]:
    return [*_nameless(names), *_doubled(names), *_unknown(names), *_absent(names)]


def _nameless(names: Sequence[str]) -> Iterator[Detail]:
    return (Detail(letter(number), "nameless_column") for number, name in enumerate(names, 1) if not name)


def _doubled(names: Sequence[str]) -> Iterator[Detail]:
    for name in dict.fromkeys(names):
        if name and names.count(name) > 1:
            places = [letter(number) for number, one in enumerate(names, 1) if one == name]
            yield Detail(name, "column_twice", columns=places)


def _unknown(names: Sequence[str]) -> Iterator[Detail]:
    for name in dict.fromkeys(names):
        pattern = pattern_of(name)
        if name and pattern not in COLUMNS:
            near = get_close_matches(pattern, COLUMNS, n=1)
            parts = [known.replace("*", "0") for known in COLUMNS if known.startswith(f"{name}.")]
            if parts:
                yield Detail(name, "column_of_parts", columns=parts)
            elif near:
                yield Detail(name[:_LONGEST_NAME], "misspelt_column", meant=near[0].replace("*", "0"))
            else:
                yield Detail(name[:_LONGEST_NAME], "unknown_column")


def _absent(names: Sequence[str]) -> Iterator[Detail]:
    """Without these columns no row could be accepted."""
    for name, info in ApplicationDocument.model_fields.items():
        if info.is_required() and not any(column == name or column.startswith(f"{name}.") for column in names):
            parts = [known.replace("*", "0") for known in COLUMNS if known.startswith(f"{name}.")] or [name]
            yield Detail(parts[0], "missing_column", columns=parts)


def letter(number: int) -> str:
    """What spreadsheets call the column of that number: 1 is A, 27 is AA."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
