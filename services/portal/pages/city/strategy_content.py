"""What the components of a strategy hold, as fields of a form, in the groups in which they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.portal.forms.fields import Field, Kind

MORE = 2  # empty entries after those that there are


@dataclass(frozen=True)
class Part:
    """`inside`: the texts that it is made of; `many`: it is a list of such entries."""

    name: str
    kind: Kind = "text"
    inside: tuple[str, ...] = ()
    many: bool = False

    def fields(self, document: Mapping[str, Any]) -> tuple[Field, ...]:
        if not self.inside:
            return (Field(self.name, self.kind, optional=True, rows=4),)
        entries = len(document.get(self.name) or ()) + MORE
        places = [f"{self.name}.{number}" for number in range(entries)] if self.many else [self.name]
        return tuple(Field(f"{place}.{one}", "long", optional=True, rows=2) for place in places for one in self.inside)


CONTENT: dict[str, tuple[Part, ...]] = {
    "governance": (
        Part("standards", inside=("title", "enforced_by"), many=True),
        Part("body"),
        Part("senior_sponsor"),
    ),
    "quality": (
        Part("completeness", inside=("baseline", "plan")),
        Part("accuracy", inside=("baseline", "plan")),
        Part("consistency", inside=("baseline", "plan")),
        Part("timeliness", inside=("baseline", "plan")),
        Part("bias_risks", inside=("risk", "mitigation"), many=True),
    ),
    "use": (Part("decisions", "lines"), Part("cadence")),
    "capacity": (Part("senior_leader"), Part("team", "long")),
    "transparency": (Part("internal_audiences", "lines"), Part("external_audiences", "lines")),
}
#: Of a component that another program names itself.
DESCRIBED = (Part("description", "long"),)


def groups_of(component: str, document: Mapping[str, Any] | None) -> list[tuple[Part, tuple[Field, ...]]]:
    return [(part, part.fields(document or {})) for part in CONTENT.get(component, DESCRIBED)]


def fields_of(component: str, document: Mapping[str, Any] | None) -> tuple[Field, ...]:
    return tuple(field for _, fields in groups_of(component, document) for field in fields)
