"""What the components of a strategy hold, and what a review needs of them; program.md §4."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from shared.contracts.cohort.strategy_content import STRATEGY_CONTENT, Described
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import refusal_of
from shared.contracts.requests import Model


def read_component(component: str, document: Mapping[str, Any]) -> Model:
    """A draft, in the form of its component. Raises invalid naming each field."""
    try:
        return STRATEGY_CONTENT.get(component, Described).model_validate(document)
    except ValidationError as error:
        raise refusal_of(error) from None


def missing_fields(component: str, document: Mapping[str, Any] | None) -> tuple[str, ...]:
    """What a review needs and the draft does not have: every field of the component, each list with an entry."""
    fields = STRATEGY_CONTENT.get(component, Described).model_fields
    return tuple(name for name in fields if not (document or {}).get(name))


def insist_on_complete(component: str, document: Mapping[str, Any] | None) -> None:
    details = [Detail(field, "missing") for field in missing_fields(component, document)]
    if details:
        raise Refusal("invalid", *details)
