"""What every module of commands makes: `app = Commands(help="The city visit.")`. Each of its commands takes `--json`,
which `alliance.output` reads where it shows an answer; no command hands it on."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, TypeVar

import typer

from alliance.output import answer_in_json

Function = TypeVar("Function", bound=Callable[..., None])
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
LAST = inspect.Parameter("json_", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Json)


class Commands(typer.Typer):
    """`help`: of a group; None where its commands stand on their own."""

    def __init__(self, help: str | None = None) -> None:
        super().__init__(help=help, rich_markup_mode=None)

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Function], Function]:
        register = super().command(name, **settings)

        def keep(function: Function) -> Function:
            register(taking_json(function))
            return function

        return keep


def taking_json(function: Callable[..., None]) -> Callable[..., None]:
    """The same command with `--json` as its last option."""

    @wraps(function)
    def run(*, json_: bool, **fields: Any) -> None:
        answer_in_json(json_)
        function(**fields)

    own = inspect.signature(function, eval_str=True)
    run.__signature__ = own.replace(parameters=[*own.parameters.values(), LAST])  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in (*own.parameters.values(), LAST)}
    return run
