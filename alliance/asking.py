"""What most commands do: send one request, checked here first, and show its reply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from alliance.connection import connect
from alliance.files import make
from alliance.output import fitted, show, show_page
from shared.contracts.requests import Model, Page, Request

Reply = TypeVar("Reply", bound=Model)
Item = TypeVar("Item", bound=Model)


def ask(model: type[Request[Reply]], text: Callable[[Reply], str], /, **fields: Any) -> None:
    """The reply as JSON, or as `text` makes it for people."""
    show_reply(connect().call(make(model, **fields)), text)


def show_reply(reply: Reply, text: Callable[[Reply], str]) -> None:
    """`text` is called for people alone: it may ask for names."""
    show(reply.model_dump(mode="json", by_alias=True), lambda _: print(fitted(text(reply))))


def ask_page(
    model: type[Request[Page[Item]]], headings: Sequence[str], row: Callable[[Item], Sequence[object]], /, **fields: Any
) -> None:
    show_page(connect().call(make(model, **fields)), headings, row)
