"""Commands that only repeat their request are made from it: a verb is one line, `app.asks(…)` or `app.lists(…)`, of
`app = Verbs(help="The city visit.", group="visit")`.

Each field is a parameter by its name: what the command declares for it, or its group, or `OF_FIELDS` for all; its type
and what it is without stand in the request. One that nobody declared is an argument where the request insists on it,
else left out. With a `file`, the FILE says what else there is.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import partial
from textwrap import wrap
from types import NoneType
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin
from uuid import UUID

import typer
from pydantic.fields import FieldInfo

from alliance import options
from alliance.asking import ask, ask_page
from alliance.commands import Commands
from alliance.files import read_fields
from shared.contracts.registry import summary_of
from shared.contracts.requests import Model, Page, Request

Reply = TypeVar("Reply", bound=Model)
Item = TypeVar("Item", bound=Model)

Send = Callable[..., None]
Reading = Callable[[dict[str, Any]], dict[str, Any]]

EMPTY = inspect.Parameter.empty
WIDEST = 76  # columns of an example, which stands four further in
A_PART = re.compile(r'--\S+(?: (?:"[^"]*"|[^-\s]\S*))?|"[^"]*"|\S+')  # of one: an option with its value, else a word

#: The parameter of a field of this name: where the request insists on it, and where it does not.
OF_FIELDS = {
    "after": (None, options.After),
    "alert_id": (options.AlertId, None),
    "call": (options.CallName, options.CallOption),
    "code": (options.Code, options.CodeOption),
    "cohort": (options.CohortName, options.CohortOption),
    "dead_letter_id": (options.LetterId, None),
    "expected_version": (None, options.Version),
    "limit": (None, options.Limit),
    "mail_id": (options.MailId, None),
    "override": (None, options.Override),
    "person": (options.Person, options.Somebody),
    "reason": (options.Reason, None),
    "reviewer_id": (options.Person, options.PersonOption),
    "session_id": (options.SessionId, None),
}


@dataclass(frozen=True)
class Found:
    """A parameter whose text is looked up; `find` is handed the city's code and the text."""

    parameter: Any
    find: Callable[[str, str], Any]


def whole(_: str, file: str) -> dict[str, Any]:
    """For a FILE that is one field of the request."""
    return read_fields(file)


WHOLE = Found(options.File, whole)


class Verbs(Commands):
    """`group`: as it is called; None where its commands stand on their own. `reading`: what a file says, as requests
    have it. `declared`: parameters for fields of these names, whichever of its commands sends them."""

    def __init__(
        self,
        help: str | None = None,
        *,
        group: str | None = None,
        reading: Reading = dict,
        **declared: Any,
    ) -> None:
        super().__init__(help=help)
        self.words = f"alliance {group}" if group else "alliance"
        self.reading = reading
        self.declared = declared

    def asks(
        self,
        example: str,
        model: type[Request[Reply]],
        text: Callable[[Reply], str],
        help: str = "",
        /,
        **declared: Any,
    ) -> None:
        """A command that sends this request and shows its reply as `text`. `example`: its name, and what may follow it;
        a line for each. `help`: what the request says of itself, unless there is more to say. `declared`: parameters by
        their fields; None where there is to be none."""
        self._declare(example, model, partial(ask, model, text), help, declared)

    def lists(
        self,
        example: str,
        model: type[Request[Page[Item]]],
        headings: Sequence[str],
        row: Callable[[Item], Sequence[object]],
        help: str,
        /,
        **declared: Any,
    ) -> None:
        """As asks; a page of a list, each a row below these headings."""
        self._declare(example, model, partial(ask_page, model, headings, row), help, declared)

    def include(self, others: Commands) -> None:
        """Commands that another module makes."""
        self.registered_commands += others.registered_commands

    def _declare(
        self, example: str, model: type[Request[Any]], send: Send, help: str, declared: Mapping[str, Any]
    ) -> None:
        examples = [one if one.startswith("alliance ") else f"{self.words} {one}" for one in example.splitlines()]
        run = command_of(model, send, {**self.declared, **declared}, self.reading)
        about = [help or summary_of(model), "", "\b", "Example:", *map(folded, examples)]
        self.command(example.split(maxsplit=1)[0], help="\n".join(about))(run)


def command_of(model: type[Request[Any]], send: Send, declared: Mapping[str, Any], reading: Reading) -> Send:
    """What Typer calls with what was typed."""
    lookups = {name: one.find for name, one in declared.items() if isinstance(one, Found)}

    def sent(name: str, typed: Any, code: str) -> Any:
        if isinstance(typed, datetime):  # of an option for a day
            return typed.date()
        return lookups[name](code, typed) if name in lookups and typed is not None else typed

    def run(*, file: str | None = None, **typed: Any) -> None:
        fields = {name: sent(name, one, typed.get("code", "")) for name, one in typed.items()}
        send(**(reading(read_fields(file, **fields)) if file else fields))

    run.__signature__ = inspect.Signature(parameters_of(model, declared))  # type: ignore[attr-defined]
    return run


def parameters_of(model: type[Request[Any]], declared: Mapping[str, Any]) -> list[inspect.Parameter]:
    """In the order of the request's fields, what must be said first; a file is the last of these."""
    made = [
        parameter_of(name, field, declared)
        for name, field in model.model_fields.items()
        if is_asked_for(name, field, declared)
    ]
    needed = [one for one in made if one.default is EMPTY]
    file = [keyword("file", declared["file"])] if "file" in declared else []
    return [*needed, *file, *(one for one in made if one not in needed)]


def is_asked_for(name: str, field: FieldInfo, declared: Mapping[str, Any]) -> bool:
    if name in declared:
        return declared[name] is not None
    return known(name, field) is not None or (field.is_required() and "file" not in declared)


def known(name: str, field: FieldInfo) -> Any:
    return OF_FIELDS.get(name, (None, None))[0 if field.is_required() else 1]


def parameter_of(name: str, field: FieldInfo, declared: Mapping[str, Any]) -> inspect.Parameter:
    """Its type and what it is without are the request's, unless the declaration says them."""
    one = declared.get(name) or known(name, field) or typer.Argument(help=field.description)
    default = EMPTY if field.is_required() else field.default
    if isinstance(one, Found):
        return keyword(name, one.parameter, default, str)
    return keyword(name, one, default, typed_as(field.annotation))


def keyword(name: str, declared: Any, default: Any = EMPTY, typed: Any = str) -> inspect.Parameter:
    """`declared` knows its type, or is `typed`."""
    if get_origin(declared) is not Annotated:
        declared = copy(declared)
        if is_value(declared.default):  # which Typer wants beside the type, not within
            default, declared.default = declared.default, ...
        if typed is bool and declared.default is ... and not declared.param_decls:  # without its opposite
            declared.default = f"--{name.replace('_', '-')}"
        declared = Annotated[typed | None if default is None else typed, declared]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=declared, default=default)


def is_value(default: Any) -> bool:
    """Within a type Typer takes the first name of an option for it."""
    return default is not ... and not str(default).startswith("-")


def typed_as(annotation: Any) -> Any:
    """What Typer reads by itself; the request reads the rest from a text."""
    if get_origin(annotation) is Annotated:
        return typed_as(get_args(annotation)[0])
    if get_origin(annotation) is tuple:
        return list[str]
    if get_origin(annotation) is Literal or annotation in (bool, int, UUID):
        return annotation
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation
    within = [one for one in get_args(annotation) if one is not NoneType]
    return typed_as(within[0]) if len(within) == 1 else str


def folded(example: str) -> str:
    """On as few lines as it needs; an option stays with its value."""
    if len(example) <= WIDEST:
        return f"  {example}"
    kept = A_PART.sub(lambda part: part[0].replace(" ", "\xa0"), example)
    lines = wrap(kept, WIDEST - 2, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False)
    return " \\\n".join(f"  {line}" for line in lines).replace("\xa0", " ")
