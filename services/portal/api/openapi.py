"""Completes the OpenAPI document: the shapes of documents that the services themselves check, and of problems."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from shared.contracts.application import ApplicationDocument, SelfCheckDocument
from shared.contracts.errors import CODES

REFERENCE = "#/components/schemas/{model}"

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "details"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": sorted(CODES)},
        "detail": {"type": "string"},
        "details": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("field", "code", "message")}
                | {"values": {"type": "object"}},
            },
        },
    },
}
#: The shapes of a document that a draft may leave unfinished, and the words of a schema that ask for an end.
DRAFTED = ("ApplicationDocument", "Contact", "Evidence", "Mayor")
FINISHED = ("required", "minLength", "minItems", "const")
PROBLEM_STATUSES = ("400", "401", "403", "404", "408", "409", "413", "422", "429", "500", "503")


def document_of(model: type[BaseModel], *, draft: bool = False) -> dict[str, Any]:
    """A route's body, whose fields a service checks, so that all callers read the same errors."""
    schema = {"$ref": REFERENCE.format(model=f"{'Draft' * draft}{model.__name__}")}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def file_of() -> dict[str, Any]:
    """A route's body that is a file, as its bytes."""
    content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    return {"requestBody": {"required": True, "content": content}}


def draft_shapes(shapes: dict[str, Any]) -> dict[str, Any]:
    """The shapes of a document in a draft: the same, less what only a finished one must have."""
    return {f"Draft{name}": unfinished(shape) for name, shape in shapes.items() if name in DRAFTED}


def unfinished(schema: Any) -> Any:
    if isinstance(schema, list):
        return [unfinished(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: unfinished(value) for key, value in schema.items() if key not in FINISHED and key != "properties"}
    if "properties" in schema:
        fields = {name: unfinished(value) for name, value in schema["properties"].items()}
        kept["properties"] = {name: {"anyOf": [field, {"type": "null"}]} for name, field in fields.items()}
    if (name := str(kept.get("$ref", "")).rpartition("/")[2]) in DRAFTED:
        kept["$ref"] = REFERENCE.format(model=f"Draft{name}")
    return kept


def complete_openapi(app: FastAPI) -> None:
    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(title=app.title, version="1", routes=app.routes)
            models = [(ApplicationDocument, "validation"), (SelfCheckDocument, "validation")]
            _, shapes = models_json_schema(models, ref_template=REFERENCE)  # type: ignore[arg-type]
            drafts = draft_shapes(shapes["$defs"])
            drafts["DraftApplicationDocument"]["required"] = ["call", "contacts"]
            document["components"]["schemas"] |= shapes["$defs"] | drafts | {"Problem": PROBLEM}
            add_problems(document)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def add_problems(document: dict[str, Any]) -> None:
    """Every operation may answer with a problem."""
    content = {"application/problem+json": {"schema": {"$ref": REFERENCE.format(model="Problem")}}}
    for operations in document["paths"].values():
        for operation in operations.values():
            for status in PROBLEM_STATUSES:
                operation["responses"][status] = {"description": "A problem.", "content": content}
