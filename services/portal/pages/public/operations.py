"""An operation of the OpenAPI document as its page shows it: fields, an example for a shell, replies, problems."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from shlex import quote
from typing import Any
from urllib.parse import urlencode

from shared.program.folding import fold


@dataclass(frozen=True)
class Field:
    name: str
    place: str  # path, query, header, body
    needed: bool
    kind: str


@dataclass(frozen=True)
class Operation:
    """As its page shows it."""

    name: str  # service.request
    method: str
    path: str
    raw: Mapping[str, Any]
    document: Mapping[str, Any]

    @property
    def service(self) -> str:
        return self.name.partition(".")[0]

    @property
    def is_by_rule(self) -> bool:
        return bool(self.raw["operationId"] == self.name)

    @property
    def summary(self) -> str:
        return str(self.raw["summary"])

    @property
    def description(self) -> list[str]:
        return [part for part in self.raw.get("description", "").split("\n\n") if part]

    def matches(self, service: str, words: list[str]) -> bool:
        text = fold(f"{self.name.replace('_', ' ')} {self.name} {self.path} {self.summary}")
        return service in ("", self.service) and all(word in text for word in words)

    @property
    def fields(self) -> list[Field]:
        return [*self._parameters(), *self._of_body()]

    def _parameters(self) -> Iterator[Field]:
        for one in self.raw.get("parameters", ()):
            yield Field(one["name"], one["in"], one["required"], kind_of(one["schema"], self.document))

    def _of_body(self) -> Iterator[Field]:
        schema = resolved(self._body.get("schema", {}), self.document)
        needed = schema.get("required", ())
        for name, field in schema.get("properties", {}).items():
            yield Field(name, "body", name in needed, kind_of(field, self.document))

    @property
    def _body(self) -> Mapping[str, Any]:
        content: Mapping[str, Any] = self.raw.get("requestBody", {}).get("content", {}).get("application/json", {})
        return content

    @property
    def example(self) -> str:
        """For a shell."""
        given = {one["name"]: one["example"] for one in self.raw.get("parameters", ()) if "example" in one}
        asked = [(name, as_text(value)) for name, value in given.items() if f"{{{name}}}" not in self.path]
        path = self.path.format_map(given) + (f"?{urlencode(asked)}" if asked else "")
        lines = [f'curl -s "$PORTAL{path}"']
        if {"bearer": []} in self.raw["security"]:
            lines.append('  -H "Authorization: Bearer $TOKEN"')
        if self.method not in ("GET", "POST"):
            lines.append(f"  -X {self.method}")
        if self.method == "POST" or self._body:
            body = json.dumps(self._body.get("example", {}), ensure_ascii=False, indent=1)
            lines += ["  -H 'Content-Type: application/json'", f"  -d {quote(body)}"]
        return " \\\n".join(lines)

    @property
    def replies(self) -> list[tuple[str, str]]:
        """Status and example of what is answered when all is well."""
        found = [(status, one) for status, one in self.raw["responses"].items() if status.startswith("2")]
        return [(status, shown(one.get("content", {}).get("application/json", {}))) for status, one in found]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Status and code."""
        answers = [(status, one) for status, one in self.raw["responses"].items() if "$ref" in one]
        return [(status, code) for status, one in answers for code in one["$ref"].rpartition("/")[2].split(".")[1:]]


def operations_of(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Those of the rule first, then their shorter addresses."""
    made = [
        Operation(raw["x-request"], method.upper(), path, raw, document)
        for path, operations in document["paths"].items()
        for method, raw in operations.items()
        if "x-request" in raw
    ]
    return iter(sorted(made, key=lambda one: (one.name, not one.is_by_rule, one.path)))


def resolved(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    found: Mapping[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def kind_of(schema: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """In short: `string (uuid)`, `integer 1…1000`, `a | b`, `string[]`."""
    if "anyOf" in schema:
        kinds = [kind_of(one, document) for one in schema["anyOf"] if one.get("type") != "null"]
        return " | ".join(dict.fromkeys(kinds))
    schema = resolved(schema, document)
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    kind = str(schema.get("type", "any"))
    if kind == "array":
        return f"{kind_of(schema.get('items', {}), document)}[]"
    if kind == "object" and "title" in schema and "properties" in schema:
        return str(schema["title"])
    least = schema.get("minimum", schema.get("minLength"))
    most = schema.get("maximum", schema.get("maxLength"))
    bounds = "" if least is None and most is None else f" {'' if least is None else least}…{most or ''}"
    return kind + (f" ({schema['format']})" if "format" in schema else "") + bounds


def shown(content: Mapping[str, Any]) -> str:
    return json.dumps(content["example"], ensure_ascii=False, indent=1) if "example" in content else ""


def as_text(value: object) -> str:
    return "true" if value is True else str(value)
