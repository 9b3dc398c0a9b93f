"""What was asked for, out of path, query string and body: the request, judged as JSON is, by its contract."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from math import isfinite
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from fastapi import Request
from pydantic import ValidationError
from starlette.datastructures import QueryParams

from services.portal.api.addresses import Address
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import refusal_of
from shared.contracts.requests import Request as ServiceRequest
from shared.messaging.wire import DEPTH_LIMIT, insist_on_depth, is_unstorable, refuse_constant, text_fields

JSON = "application/json"
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")
_TRUTH = {"true": True, "false": False}


async def read(request: Request, address: Address) -> ServiceRequest[Any]:
    """Raises Refusal("invalid") that names each field."""
    fields: dict[str, Any] = {**address.defaults, **request.path_params, **of_query(request.query_params, address)}
    if address.in_body:
        body = object_of(await request.body(), request.headers.get("content-type", ""), needed=bool(address.whole))
        named_twice = [name for name in address.in_path if address.whole is None and name in body]
        if named_twice:
            raise Refusal("invalid", *(Detail(name, "unknown_field") for name in named_twice))
        fields |= {address.whole: body} if address.whole else body
    return judged(address.request, fields)


def judged(model: type[ServiceRequest[Any]], fields: dict[str, Any]) -> ServiceRequest[Any]:
    """As its service judges it, and stricter: in JSON, "5" is no number."""
    insist_on_depth(fields)
    if unstorable := text_fields(fields, "", is_unstorable):
        raise Refusal("invalid", *(Detail(name, "control_characters") for name in unstorable))
    try:
        return model.model_validate_json(json.dumps(fields), strict=True)
    except ValidationError as error:
        raise refusal_of(error) from None


def object_of(content: bytes, kind: str, *, needed: bool) -> dict[str, Any]:
    """Nothing is an empty object, unless the body is the document itself."""
    if not content and needed:
        raise Refusal("invalid", Detail("", "missing"))
    if not content:
        return {}
    try:
        value = json.loads(content, parse_constant=refuse_constant, parse_float=finite) if is_json(kind) else None
    except RecursionError:
        raise Refusal("invalid", Detail("", "nested_too_deep", most=DEPTH_LIMIT)) from None
    except ValueError:
        raise Refusal("invalid", Detail("", "not_valid")) from None
    if not isinstance(value, dict):
        raise Refusal("invalid", Detail("", "not_an_object"))
    return value


def is_json(kind: str) -> bool:
    media = kind.partition(";")[0].strip().lower()
    return media == JSON or media.endswith("+json")


def finite(text: str) -> float:
    if not isfinite(value := float(text)):
        raise ValueError(text)
    return value


def of_query(given: QueryParams, address: Address) -> dict[str, Any]:
    """Texts as the values that their fields hold."""
    return dict(pairs(given, kinds_of(address.request), address.in_query))


def pairs(
    given: QueryParams, kinds: Mapping[str, frozenset[type]], names: Iterable[str]
) -> Iterator[tuple[str, object]]:
    known = set(names)
    if strangers := [name for name in given if name not in known]:
        raise Refusal("invalid", *(Detail(name, "unknown_field") for name in strangers))
    for name in given:
        texts = given.getlist(name)
        values = [value_of(text, kinds[name]) for text in texts]
        yield name, values if list in kinds[name] or len(values) > 1 else values[0]


def value_of(text: str, kinds: frozenset[type]) -> object:
    """The text itself where it is none of what the field holds: its contract refuses it."""
    if bool in kinds and text in _TRUTH:
        return _TRUTH[text]
    if int in kinds and _WHOLE_NUMBER.fullmatch(text):
        return int(text)
    return text


@cache
def kinds_of(model: type[ServiceRequest[Any]]) -> Mapping[str, frozenset[type]]:
    return {name: frozenset(leaves(field.annotation)) for name, field in model.model_fields.items()}


def leaves(annotation: Any) -> Iterator[type]:
    """The plain types that a field may hold; `list` for one of many."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from leaves(arguments[0])
    elif origin in (Union, UnionType):
        for one in arguments:
            yield from leaves(one)
    elif origin in (tuple, list, frozenset, set):
        yield list
        yield from leaves(arguments[0])
    elif isinstance(annotation, type):
        yield annotation
