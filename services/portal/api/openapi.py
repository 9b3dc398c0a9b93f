"""The OpenAPI document: an operation for each address, made of its request's contract.

Fields, examples, who may send it, the reply, and the problems that it may answer with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from inspect import cleandoc
from typing import Any

from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute

from services.portal.api.addresses import ADDRESSES, API, Address
from services.portal.api.may_refuse import (
    OF_HANDWRITTEN,
    PROBLEM,
    codes_of,
    problem_answers,
    problem_example,
    problems,
)
from services.portal.api.shapes import REFERENCE, Names, shapes_of, with_plain_names
from shared.contracts.errors import CODES
from shared.contracts.examples import SHAPES, example_of
from shared.contracts.people import Role
from shared.contracts.registry import summary_of
from shared.contracts.requests import Request
from shared.security.permissions import ALLOWED, OWNERS, UNOWNED

KEY = "Idempotency-Key"

ABOUT = """\
Every request that people may send, at `/api/v1/<service>/<request>`: a query is GET where its fields have room in the
address, everything else POST. Sign in with `Authorization: Bearer …`: a personal access token of your account, or the
token of a sign-in. A command takes an `Idempotency-Key`: the same key and body give the same answer, and have one
effect. A list that goes on names its next page in `Link` and, as `next`, in its body. What is refused is a problem
(RFC 9457) with a `code`, and details by field.
"""


def openapi_of(title: str, routes: Sequence[BaseRoute]) -> dict[str, Any]:
    document = get_openapi(title=title, version="1", routes=routes, description=ABOUT)
    names, shapes = shapes_of(ADDRESSES)
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"] |= problems(OF_HANDWRITTEN)
            operation["security"] = [{}, {"bearer": []}]
    for address in ADDRESSES:
        place = document["paths"].setdefault(API + address.path, {})
        place[address.method.lower()] = operation_of(address, names, shapes)
    components = document.setdefault("components", {})
    components["schemas"] = components.get("schemas", {}) | shapes | {"ProblemDetails": PROBLEM}
    components["examples"] = {code: {"value": problem_example(code)} for code in sorted(CODES)}
    components["responses"] = problem_answers(document)
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    document["paths"] = dict(sorted(document["paths"].items()))
    return with_plain_names(document)


def operation_of(address: Address, names: Names, shapes: Mapping[str, Any]) -> dict[str, Any]:
    request = address.request
    asked = shape_of(names[request, "validation"], shapes)
    said = cleandoc(request.__doc__ or "").split("\n\n")
    operation: dict[str, Any] = {
        "operationId": operation_id(address),
        "tags": [address.of],
        "summary": summary_of(request),
        "description": "\n\n".join([*(" ".join(one.split()) for one in said[1:]), *remarks(request)]),
        "parameters": [*parameters(address, asked), *keys(request)],
        "responses": success(address, names) | problems(codes_of(address)),
        "security": [{}, {"bearer": []}] if address.is_open else [{"bearer": []}],
        "x-request": f"{address.of}.{request.method}",
        "x-roles": [str(role) for role in Role if role in ALLOWED[request][0]],
    }
    if address.in_body:
        operation["requestBody"] = body_of(address, names, asked)
    return operation


def operation_id(address: Address) -> str:
    if address.is_by_rule:
        return f"{address.of}.{address.request.method}"
    return "_".join([address.method.lower(), *re.findall(r"\w+", address.path)])


def remarks(request: type[Request[Any]]) -> list[str]:
    roles = ALLOWED[request][0]
    own = [role for role in OWNERS if role in roles] if request not in UNOWNED else []
    who = ", ".join(f"{role.replace('_', ' ')}{' (own)' if role in own else ''}" for role in Role if role in roles)
    said = [f"For: {who}."]
    if request.sensitive:
        said.append("Asks who you are again after fifteen minutes.")
    if request.is_command and not request.remembered:
        said.append("Its answer holds a secret and is not kept: sent again, it is judged anew.")
    return said


def shape_of(named: Mapping[str, str], shapes: Mapping[str, Any]) -> Mapping[str, Any]:
    shape: Mapping[str, Any] = shapes[named["$ref"].rpartition("/")[2]]
    return shape


def parameters(address: Address, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    fields, needed = asked.get("properties", {}), set(asked.get("required", ()))
    example = example_of(address.request)
    made = [(name, "path", True) for name in address.in_path]
    made += [(name, "query", name in needed and name not in address.defaults) for name in address.in_query]
    return [
        {"name": name, "in": where, "required": must, "schema": said(fields[name], address.defaults.get(name))}
        | ({"example": example[name]} if name in example else {})
        for name, where, must in made
    ]


def said(schema: Mapping[str, Any], default: Any) -> dict[str, Any]:
    """In an address nothing is null: it is not given."""
    kinds = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    rest = {name: value for name, value in schema.items() if name != "anyOf" and (name, value) != ("default", None)}
    given = {} if default is None else {"default": default}
    return (rest | kinds[0] if len(kinds) == 1 else dict(schema) | ({"anyOf": kinds} if kinds else {})) | given


def keys(request: type[Request[Any]]) -> list[dict[str, Any]]:
    if not request.is_command:
        return []
    schema = {"type": "string", "minLength": 1, "maxLength": 200}
    return [{"name": KEY, "in": "header", "required": False, "schema": schema,
             "description": "Yours, new for each command. The same key and body: the same answer."}]  # fmt: skip


def body_of(address: Address, names: Names, asked: Mapping[str, Any]) -> dict[str, Any]:
    example = example_of(address.request)
    if address.whole is not None:
        model, is_draft = SHAPES[address.request]
        schema: dict[str, Any] = {"$ref": REFERENCE.format(model=f"{'Draft' * is_draft}{model.__name__}")}
        return content_of(schema, example[address.whole], required=True)
    left = {name: value for name, value in example.items() if name in address.in_body}
    schema = dict(names[address.request, "validation"])
    if address.in_path:
        properties = {name: asked["properties"][name] for name in address.in_body}
        needed = [name for name in asked.get("required", ()) if name in address.in_body]
        schema = {"type": "object", "properties": properties, "additionalProperties": False}
        schema |= {"required": needed} if needed else {}
    return content_of(schema, left, required=bool(set(asked.get("required", ())) & set(address.in_body)))


def content_of(schema: dict[str, Any], example: Any, *, required: bool) -> dict[str, Any]:
    return {"required": required, "content": {"application/json": {"schema": schema, "example": example}}}


def success(address: Address, names: Names) -> dict[str, Any]:
    if address.status == 204:
        return {"204": {"description": "Done."}}
    reply = address.request.reply
    content = {"schema": names[reply, "serialization"], "example": example_of(reply, "serialization")}
    answer: dict[str, Any] = {"description": "The reply.", "content": {"application/json": content}}
    headers = {}
    if "after" in address.in_query and "next" in reply.model_fields:
        headers["Link"] = {"description": "Where the list goes on.", "schema": {"type": "string"}}
    if address.created:
        headers["Location"] = {"description": "Where what was made is found.", "schema": {"type": "string"}}
    return {str(address.status): answer | ({"headers": headers} if headers else {})}
