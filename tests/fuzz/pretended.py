"""Services that answer every question with something plausible and carry nothing out: for pages under noise."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel

from shared.contracts import identity
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.people import Role
from shared.contracts.requests import Problem, Request
from shared.messaging.wire import is_unstorable, text_fields

CODE = "K7Q2M9X4TB"
AT = datetime(2026, 11, 29, 14, 7, tzinfo=UTC)
#: Texts that a page looks at.
TEXTS = {"country": "BR", "time_zone": "America/Recife", "zone": "America/Recife", "language": "pt", "code": CODE,
         "call": "2027", "id": "2027", "value": "1", "locale": "pt", "email": "ana@city.example",
         "token": "t", "key": "ambition", "mean": "2.5"}  # fmt: skip
PLAIN: dict[Any, Any] = {
    UUID: UUID(int=1), datetime: AT, date: date(2099, 1, 8), int: 3, float: 1.0, Decimal: Decimal(1), bool: True,
    timedelta: timedelta(hours=1), bytes: b"",
}  # fmt: skip


class Pretended:
    """`Client.call` and its kin: whoever asks is signed in, with every role; each command is refused by `refusal`."""

    def __init__(self, *, knows: bool = True) -> None:
        self.knows = knows
        self.refusal = "invalid"
        self.commands: list[Request[Any]] = []

    def coming_from(self, _source: str) -> Pretended:
        return self

    def call(self, request: Request[Any], *, sign: Any = None, command_id: UUID | None = None, **_how: Any) -> Any:
        body = request.model_dump(mode="json")
        if unstorable := text_fields(body, "", is_unstorable):  # as the door of a service does
            raise Refusal("invalid", *(Detail(field, "control_characters") for field in unstorable))
        if isinstance(request, identity.IssueToken):
            return identity.IssuedToken(token="t")
        if isinstance(request, identity.IssueTokens):
            tokens = tuple("t" for _ in request.methods)
            return identity.IssuedTokens(person=self.call(identity.GetPerson(person="me")), tokens=tokens)
        if isinstance(request, identity.GetPerson):
            return identity.Person(id=UUID(int=7), name="Ana", email="ana@city.example", roles=tuple(
                role for role in Role if role not in (Role.ANONYMOUS, Role.SERVICE)), languages=("pt",))  # fmt: skip
        if request.is_command:
            self.commands.append(request)
            raise Refusal(self.refusal, reason="request")
        if not self.knows:
            raise not_found("application", CODE)
        return made(reply_of(type(request)))

    def ask(self, requests: Sequence[Request[Any]], **how: Any) -> list[Any]:
        return [self._answer(one, how) for one in requests]

    def _answer(self, request: Request[Any], how: dict[str, Any]) -> Any:
        try:
            return self.call(request, **how)
        except Refusal as refusal:
            return refusal


def reply_of(model: type[Any]) -> Any:
    metadata = (getattr(one, "__pydantic_generic_metadata__", {}) for one in model.__mro__)
    return next(one["args"][0] for one in metadata if one.get("args"))


def made(annotation: Any, name: str = "") -> Any:  # noqa: PLR0911 - a line a kind
    """One of its kind, not judged: rules of fields are for what comes in."""
    if name == "next":
        return None  # a list has one page
    origin, args = get_origin(annotation), get_args(annotation)
    if annotation is Problem:
        return None  # each of many went well
    if origin is Annotated:
        return made(args[0], name)
    if origin in (Union, types.UnionType):
        return made(next((one for one in args if one is not type(None)), None), name)
    if origin is Literal:
        return "open" if "open" in args else args[0]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {TEXTS.get("language") if args[0] is str else made(args[0]): made(args[1], name)}
    if origin in (tuple, list, frozenset, set):
        kinds = args if origin is tuple and Ellipsis not in args else args[:1]
        return origin([made(one, name) for one in kinds])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation.model_construct(
            **{key: made(field.annotation, key) for key, field in annotation.model_fields.items()}
        )
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next(iter(annotation))
    if annotation in PLAIN:
        return PLAIN[annotation]
    return TEXTS.get(name, "sample") if annotation is str else {}
