"""A reply of any model, filled with values that a service may give: what a command's printing can be tried on.

Names are as long as real ones get. Nothing is validated: what is printed is what is looked at.
"""

from __future__ import annotations

import builtins
import typing
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID, uuid5

from pydantic import AwareDatetime, BaseModel

_IDS = UUID("5a3c1d0e-0000-4000-8000-000000000000")

#: Of fields that are plain text, by the field's name.
TEXTS = {
    "admin_area": "Provincia de Santiago de los Caballeros",
    "city": "San Francisco de Macorís",
    "code": "7K2M9QX4TB",
    "cohort": "cohort-one",
    "country": "DO",
    "email": "maria.fernanda.de.los.angeles@alcaldia.example",
    "id": "start",
    "key": "en",
    "name": "María Fernanda de los Ángeles Inventada",
    "ref": "cohort:11111111-1111-4111-8111-111111111111",
    "file": "3f7a" * 16,
    "sha256": "3f7a" * 16,
    "time_zone": "America/Argentina/Buenos_Aires",
    "title": "Acompañamiento: de la línea de base a la estrategia",
    "visibility": "city",
}
#: What a command that goes on until all is done waits for.
ENDS = {"broken_at": None, "misplaced_at": None, "next": None, "left": 0, "replaying": 0}

CODES = "7K2M9QX4TB"

PLAIN: dict[type, Callable[[str], Any]] = {
    UUID: lambda name: uuid5(_IDS, name),
    datetime: lambda _: datetime(2027, 3, 1, 12, tzinfo=UTC),
    date: lambda _: date(2027, 3, 1),
    time: lambda _: time(9, 0),
    bool: lambda _: True,
    int: lambda _: 3,
    float: lambda _: 3.5,
    Decimal: lambda _: Decimal("41.5"),
    bytes: lambda _: b"bytes",
    str: lambda name: TEXTS.get(name, f"{name.replace('_', ' ')} as a city would write it"),
}


def reply_of(model: type[BaseModel], **given: Any) -> Any:
    """Every optional field is filled; a page has no further one."""
    values = {name: _value(name, field.annotation) for name, field in model.model_fields.items()}
    return model.model_construct(**values | {name: end for name, end in ENDS.items() if name in values} | given)


def _value(name: str, kind: Any) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if isinstance(kind, typing.TypeVar) or kind is Any:
        return "anything"
    if origin is not None:
        return _of_several(name, origin, arguments)
    if kind is type(None):
        return None
    if kind is AwareDatetime:
        return PLAIN[datetime](name)
    if issubclass(kind, Enum):
        return next(iter(kind))
    return reply_of(kind) if issubclass(kind, BaseModel) else PLAIN[kind](name)


def _of_several(name: str, origin: Any, arguments: tuple[Any, ...]) -> Any:
    match origin:
        case typing.Literal:
            return arguments[0]
        case builtins.tuple:
            kinds = [arguments[0]] if arguments[1:] == (...,) else arguments
            return tuple(CODES if name == "cities" and one is str else _value(name, one) for one in kinds)
        case builtins.dict:
            return {_value("key", arguments[0]): _value(name, arguments[1])}
        case builtins.list:
            return [_value(name, arguments[0])]
    return _value(name, next(one for one in arguments if one is not type(None)))  # a union, or annotated
