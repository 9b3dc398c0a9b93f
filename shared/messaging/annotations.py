"""What the annotations of a function say, without importing what only a type checker imports.

A handler's types may stand under TYPE_CHECKING: such a name has no object here and is compared by its last word.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from inspect import Signature, isclass, signature
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

#: A class, a generic alias, or the text of what is known to type checkers alone.
Type = Any

UNIONS: tuple[Any, ...] = (Union, UnionType)
LISTS: tuple[Any, ...] = (list,)


def types_of(annotation: Any, function: Callable[..., Any]) -> tuple[Type, ...]:
    """The members of the union that the function's annotation is; one for what is no union."""
    if not isinstance(annotation, str):
        return members(annotation)
    try:
        return members(eval(annotation, names_of(function)))  # noqa: S307  # nosec B307 - text of our own modules
    except NameError:
        text = ast.parse(annotation, mode="eval").body
    if isinstance(text, ast.BinOp):
        return types_of(ast.unparse(text.left), function) + types_of(ast.unparse(text.right), function)
    return (last_words(annotation),)


def returned(function: Callable[..., Any]) -> tuple[Type, ...]:
    """What a call gives: of a class one of its own."""
    return (function,) if isclass(function) else types_of(signature(function).return_annotation, function)


def names_of(function: Callable[..., Any]) -> dict[str, Any]:
    """What the module knows that the function stands in."""
    names: dict[str, Any] = vars(sys.modules[function.__module__])
    return names


def members(kind: Type) -> tuple[Type, ...]:
    if kind is Signature.empty:
        return ("nothing said",)
    return get_args(kind) if get_origin(kind) in UNIONS else (NoneType if kind is None else kind,)


def item_of(kind: Type) -> Type:
    """Of `list[Call]` it is `Call`. Raises TypeError for what is no list."""
    if isinstance(kind, str) and kind.startswith("list["):
        return kind.removeprefix("list[").removesuffix("]")
    if get_origin(kind) not in LISTS:
        raise TypeError(f"{name_of(kind)} is no list of one kind")
    return get_args(kind)[0]


def fits(given: tuple[Type, ...], wanted: tuple[Type, ...]) -> bool:
    """Whether each type that may be given is one of those wanted."""
    return all(any(same(one, other) or is_model_of(one, other) for other in wanted) for one in given)


def same(one: Type, other: Type) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return name_of(one) == name_of(other)
    return bool(one == other)


def is_model_of(one: Type, other: Type) -> bool:
    """Of models alone: a datetime is a date as well, and no day."""
    return isclass(one) and isclass(other) and issubclass(one, BaseModel) and issubclass(one, other)


def shown(types: tuple[Type, ...]) -> str:
    return " | ".join(map(name_of, types))


def name_of(kind: Type) -> str:
    if isinstance(kind, str):
        return kind
    return "None" if kind is NoneType else kind.__name__ if isclass(kind) else last_words(repr(kind))


def last_words(text: str) -> str:
    """Of `Page[intake.Call]` it is `Page[Call]`: a module may be imported under any name."""
    return ast.unparse(LastWords().visit(ast.parse(text, mode="eval")))


class LastWords(ast.NodeTransformer):
    def visit_Attribute(self, node: ast.Attribute) -> ast.Name:
        return ast.Name(node.attr)
