"""Makes the golden samples that are missing: `python -m tests.contracts.make_samples`.

A sample is an event as it was first published, for ever: none is overwritten. Only while a version has not left this
repository may its sample be deleted and made anew.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from pydantic import BaseModel

from shared.contracts.envelope import Envelope
from shared.contracts.events import Event
from shared.contracts.registry import EVENTS

SAMPLES = Path(__file__).with_name("samples")
_IDS = UUID("5a3c1d0e-0000-4000-8000-000000000000")

#: Plausible values of fields that are plain text, by the field's name.
TEXTS = {
    "status": "5.1.1",
    "source": "b13f0723cb122850",
    "scopes": "read",
    "next_phase": "acceleration",
    "about": "cohort.eligibility",
    "admin_area": "Departamento de Boyacá",
    "baseline": "62.5",
    "call": "2027-latin-america",
    "city": "São Luís",
    "code": "7K2M9QX4TB",
    "cohort": "cohort-3",
    "component": "governance",
    "country": "BR",
    "criteria_version": "1",
    "event_type": "application_submitted",
    "from_phase": "convening",
    "from_version": "1",
    "id": "cohort-3",
    "kind": "coaching",
    "method": "get_application_version",
    "media_type": "application/pdf",
    "merged_code": "4VH8T2C0QX",
    "merged_into": "4VH8T2C0QX",
    "name": "Cohort 3",
    "origin": "203.0.113.0/24",
    "other_code": "4VH8T2C0QX",
    "part": "vision",
    "overridden": "cohort_full",
    "progress": "40.0",
    "phase": "acceleration",
    "primary_contact": "intake:11111111-1111-4111-8111-111111111111",
    "queue": "cohort.eligibility",
    "reason": "gave up after 5 attempts: RuntimeError",
    "recipient": "intake:11111111-1111-4111-8111-111111111111",
    "ref": "intake:11111111-1111-4111-8111-111111111111",
    "result": "done",
    "resident_outcomes": "housing",
    "role": "mayors_office",
    "survey": "start",
    "target": "80",
    "team_lead_ref": "intake:11111111-1111-4111-8111-111111111111",
    "template": "offer",
    "time_zone": "America/Bogota",
    "title": "City Data Alliance 2027",
    "to_phase": "acceleration",
    "to_version": "2",
    "value": "69.5",
    "waived": "visit_written_up",
}


PLAIN: dict[type, Callable[[str], Any]] = {
    UUID: lambda name: uuid5(_IDS, name),
    datetime: lambda _: datetime.fromisoformat("2027-03-01T12:00:00+00:00"),
    date: lambda _: date(2027, 3, 1),
    bool: lambda _: True,
    int: lambda _: 3,
    float: lambda _: 3.5,
}


def sample_path(event: type[Event]) -> Path:
    return SAMPLES / f"{event.producer}.{event.type}.v{event.schema_version}.json"


def sample_of(event: type[Event]) -> dict[str, Any]:
    """The event on the wire, every optional field filled."""
    data = event.model_validate(_fields(event))
    envelope = Envelope(
        id=uuid5(_IDS, f"{event.producer}.{event.type}"),
        source=event.producer,
        type=event.type,
        time=_value("time", datetime),
        subject=str(data.aggregate_id),
        schemaversion=event.schema_version,
        aggregate=event.aggregate,
        aggregateid=data.aggregate_id,
        aggregateversion=1,
        correlationid=data.aggregate_id,
        causationid=uuid5(_IDS, "cause"),
        actor="person:22222222-2222-4222-8222-222222222222",
        traceparent=f"00-{'a' * 32}-{'b' * 16}-01",
        data=data.model_dump(mode="json"),
    )
    return envelope.model_dump(mode="json")


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {name: _value(name, field.annotation) for name, field in model.model_fields.items()}


def _value(name: str, kind: Any) -> Any:
    """Something that a field of this name and type may hold."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return _value(name, next(a for a in arguments if a is not type(None)))
    if origin is not None:
        return {
            typing.Annotated: lambda: _value(name, arguments[0]),
            typing.Literal: lambda: arguments[0],
            tuple: lambda: (_value(name, arguments[0]),),
            dict: lambda: {"sample": _value(name, arguments[1])},
        }[origin]()
    if issubclass(kind, BaseModel):
        return _fields(kind)
    if issubclass(kind, Enum):
        return next(iter(kind))
    if kind is str and name not in TEXTS:
        raise SystemExit(f"TEXTS in {__file__} lacks a plausible value of {name!r}")
    return TEXTS[name] if kind is str else PLAIN[kind](name)


def main() -> None:
    SAMPLES.mkdir(exist_ok=True)
    for versions in EVENTS.values():
        for event in versions.values():
            if not sample_path(event).exists():
                text = json.dumps(sample_of(event), indent=1, ensure_ascii=False)
                sample_path(event).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
