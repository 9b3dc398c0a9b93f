"""`alliance read`, `changes`: an application as the city wrote it, version by version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import typer

from alliance.output import counted, led, paragraph
from alliance.reader import words
from alliance.verbs import Verbs
from shared.contracts.application import ApplicationDocument
from shared.contracts.intake import (
    ApplicationVersion,
    CompareApplicationVersions,
    ComparedVersions,
    FieldChange,
    GetApplicationVersion,
    KeptVersion,
)

app = Verbs()

#: Which application it is, before the numbers that the self-check asks for.
WHICH_CITY = ("call", "city", "admin_area")


def version_text(read: ApplicationVersion) -> str:
    of = len(read.versions)
    head = words("reading.head", code=read.code, call=read.call, version=read.version, versions=of)
    lines = [head, *field_lines(in_form_order(read.document))]
    lines += [led("reading.file", f"{one.name}, {one.media_type}, {counted('bytes', one.size)}") for one in read.files]
    return "\n".join([*lines, *(paragraph("", written_text(one)) for one in read.versions)])


def written_text(one: KeptVersion) -> str:
    """When it was written, and what it changed; the first changed nothing."""
    said = {"version": one.version, "at": f"{one.submitted_at:%Y-%m-%d %H:%M}"}
    if one.changed:
        return words("reading.version_changed", **said, fields=", ".join(one.changed))
    return words("reading.version_same", **said) if one.version > 1 else words("reading.version", **said)


def changes_text(compared: ComparedVersions) -> str:
    said = {"code": compared.code, "before": compared.before, "after": compared.after}
    if not compared.changes:
        return words("reading.compared_same", **said)
    return "\n".join(
        [words("reading.compared", **said), *(line for change in compared.changes for line in change_lines(change))]
    )


def change_lines(change: FieldChange) -> Iterator[str]:
    yield f"  {change.field}"
    yield led("reading.before", as_text(change.before), "    ")
    yield led("reading.after", as_text(change.after), "    ")


def in_form_order(document: Mapping[str, Any]) -> dict[str, Any]:
    """As the form asks, since a store may keep the fields in another order; what an older form asked, at the end."""
    asked = [name for name in (*WHICH_CITY, *ApplicationDocument.model_fields) if name in document]
    return {name: document[name] for name in dict.fromkeys([*asked, *document])}


def field_lines(document: Mapping[str, Any], path: str = "") -> Iterator[str]:
    for name, value in document.items():
        if isinstance(value, Mapping):
            yield from field_lines(value, f"{path}{name}.")
        elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
            for number, one in enumerate(value):
                yield from field_lines(one, f"{path}{name}.{number}.")
        elif value is not None:
            yield paragraph(f"{path}{name}: ", as_text(value))


def as_text(value: Any) -> str:
    if value is None or value == []:
        return "-"
    if isinstance(value, bool):
        return words("yes") if value else words("no")
    if isinstance(value, Mapping):
        return ", ".join(as_text(one) for one in value.values() if one is not None)
    return "; ".join(map(as_text, value)) if isinstance(value, list) else str(value)


app.asks(
    'read JK2MPJ4V23\nread "Puerto Ejemplo" --version 1',
    GetApplicationVersion,
    version_text,
    "Read what a city wrote: texts, numbers, mayor, contacts, evidence; and which versions there are.",
    version=typer.Option(min=1, help="Which version; the latest unless given."),
)
app.asks(
    "changes JK2MPJ4V23\nchanges JK2MPJ4V23 --from 1 --to 3",
    CompareApplicationVersions,
    changes_text,
    "Show what changed between two versions of an application, field by field.",
    before=typer.Option("--from", min=1, help="A version; by default, the one before."),
    after=typer.Option("--to", min=1, help="A later version; by default, the latest."),
)
