"""What was published once must be understood for ever, and holds nobody's personal data."""

from __future__ import annotations

import json
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from shared.contracts.envelope import Envelope
from shared.contracts.events import Event
from shared.contracts.registry import EVENTS, decode
from tests.contracts.make_samples import SAMPLES, sample_path

PUBLISHED = [event for versions in EVENTS.values() for event in versions.values()]
MAKE = "python -m tests.contracts.make_samples"


def test_each_event_has_a_golden_sample() -> None:
    missing = [sample_path(event).name for event in PUBLISHED if not sample_path(event).exists()]
    assert missing == [], f"make them: {MAKE}"


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_a_golden_sample_still_decodes(path: Path) -> None:
    """Nothing of it is lost: a field may be added with a default, none may go, be renamed or change its form.

    When the version has never left this repository: delete the sample and make it anew.
    """
    sample = json.loads(path.read_text(encoding="utf-8"))
    event = decode(Envelope.model_validate(sample))
    assert event is not None, "the event is gone, but it was published: consumers and the event log still hold it"
    assert f"{event.producer}.{event.type}.v{event.schema_version}" == path.stem
    assert kept(sample["data"], event.model_dump(mode="json")) == sample["data"]


def kept(sample: Any, now: Any) -> Any:
    """What the decoded event still has of the sample's fields."""
    if isinstance(sample, dict) and isinstance(now, dict):
        return {name: kept(value, now[name]) for name, value in sample.items() if name in now}
    if isinstance(sample, list) and isinstance(now, list):
        return [kept(*pair) for pair in zip(sample, now, strict=True)]
    return now


def test_no_event_has_a_closed_part() -> None:
    """Also one that its sample leaves empty: a field more in it would be a dead letter at every consumer behind."""
    closed = {
        f"{event.type}: {part.__name__}"
        for event in PUBLISHED
        for part in (event, *parts(event))
        if part.model_config.get("extra") != "ignore"
    }
    assert closed == set()


def parts(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Every model inside a model, at any depth."""
    for field in model.model_fields.values():
        for kind in plain_types(field.annotation):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield kind
                yield from parts(kind)


@pytest.mark.parametrize("event", PUBLISHED, ids=lambda event: f"{event.producer}.{event.type}")
def test_a_consumer_ignores_what_a_later_version_adds(event: type[Event]) -> None:
    """Also inside the parts of an event."""
    sample = json.loads(sample_path(event).read_text(encoding="utf-8"))
    now = decode(Envelope.model_validate(sample))
    later = sample | {"something_new": 1, "data": with_more(now)}
    assert decode(Envelope.model_validate(later)) == now


def with_more(value: Any) -> Any:
    """In the form of the wire, with a field more in every object of it."""
    if isinstance(value, BaseModel):
        parts = {name: with_more(getattr(value, name)) for name in type(value).model_fields}
        return parts | {"something_new": 1}
    return [with_more(entry) for entry in value] if isinstance(value, tuple) else value


#: Words of a field's name under which texts about or by people would travel.
PERSONAL = {"name", "email", "mail", "address", "phone", "text", "comment", "reason", "feedback", "title", "note"}

#: Names of things, given by staff, and the kernel's own reasons, which quote nothing.
ALLOWED = {
    "intake.call_opened.title",
    "intake.call_opened.cohort.name",
    "cohort.cohort_planned.name",
    "operations.dead_letter_arrived.reason",
}


def test_no_event_has_a_field_for_personal_data() -> None:
    """People appear as a reference, and what they wrote not at all."""
    suspicious = {
        f"{event.producer}.{event.type}.{path}"
        for event in PUBLISHED
        for path, kind in fields(event)
        if kind is str and PERSONAL & set(path.rpartition(".")[2].split("_"))
    }
    assert suspicious == ALLOWED


def fields(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """(dotted path, plain type) of every field, also of the parts; a list or a choice has the types of its entries."""
    for name, field in model.model_fields.items():
        for kind in plain_types(field.annotation):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from fields(kind, f"{prefix}{name}.")
            else:
                yield f"{prefix}{name}", kind


def plain_types(annotation: Any) -> Iterator[Any]:
    arguments = typing.get_args(annotation)
    if not arguments or typing.get_origin(annotation) is typing.Literal:
        yield annotation
    for argument in arguments if typing.get_origin(annotation) is not typing.Literal else ():
        yield from plain_types(argument)
