"""The shapes that the OpenAPI document names: of requests, replies, and documents whose fields a service judges."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic.json_schema import models_json_schema

from services.portal.api.addresses import Address
from shared.contracts.application import ApplicationDocument, SelfCheckDocument

REFERENCE = "#/components/schemas/{model}"
#: The shapes of a document that a draft may leave unfinished, and the words of a schema that ask for an end.
DRAFTED = ("ApplicationDocument", "Contact", "Evidence", "Mayor")
FINISHED = ("required", "minLength", "minItems", "const")

#: Where the shape of a model stands, as what is asked (`validation`) or answered (`serialization`).
Names = Mapping[Any, dict[str, Any]]


def shapes_of(addresses: Iterable[Address]) -> tuple[Names, dict[str, Any]]:
    requests = dict.fromkeys(one.request for one in addresses)
    models = [(one, "validation") for one in (*requests, ApplicationDocument, SelfCheckDocument)]
    models += [(one, "serialization") for one in dict.fromkeys(one.reply for one in requests)]
    names, found = models_json_schema(models, ref_template=REFERENCE)  # type: ignore[arg-type]
    shapes = found["$defs"]
    drafts = draft_shapes(shapes)
    drafts["DraftApplicationDocument"]["required"] = ["call", "contacts"]
    return names, shapes | drafts


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


def with_plain_names(document: dict[str, Any]) -> dict[str, Any]:
    """Shapes of one name in several modules: `cohort.session.Session`, not the module's whole path."""
    plain = re.sub(
        r"shared__contracts__(\w+?)__(?=[A-Z])(?!\w*__)",
        lambda found: found[1].replace("__", ".") + ".",
        json.dumps(document, ensure_ascii=False),
    )
    made: dict[str, Any] = json.loads(plain)
    return made
