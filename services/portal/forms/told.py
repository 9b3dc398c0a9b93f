"""What is wrong with a request, told at the fields of its form, in the order of the page.

Of a part that has no field it is told at the field that holds it, of a group that nobody filled at each of its fields.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.portal.forms.fields import Field
from shared.contracts.errors import Detail, Refusal


def told(refusal: Refusal, fields: tuple[Field, ...], inside: str | None = None) -> Refusal:
    """`inside`: the field of the request that holds what was typed, whole."""
    found = [one for detail in refusal.details for one in at_fields(detail, fields, inside)]
    order = {field.name: position for position, field in enumerate(fields)}
    return refusal.with_details(*sorted(found, key=lambda one: order.get(one.field, len(order))))


def at_fields(detail: Detail, fields: tuple[Field, ...], inside: str | None) -> Iterator[Detail]:
    path = detail.field.removeprefix(f"{inside}.") if inside else detail.field
    names = {field.name for field in fields}
    group = [field for field in fields if path and field.name.startswith(f"{path}.")]
    if path in names or not group:
        yield detail.at(owner_of(path, names))
    for field in group:
        if not field.optional:
            yield detail.at(field.name)


def owner_of(path: str, names: set[str]) -> str:
    """The field of a part or an entry; the path itself where it has none."""
    whole = path
    while path not in names and "." in path:
        path = path.rpartition(".")[0]
    return path if path in names else whole
