"""What a request gives, and what it leaves as it stands. Not given is not empty: a call changes what it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from shared.contracts.field_codes import refusal_of
from shared.contracts.plain import plain
from shared.contracts.requests import Model

Given = TypeVar("Given", bound=Model)


def completed(request: Given, known: Mapping[str, Any]) -> Given:
    """The request, with each field that it does not give as `known` says. Given as null, a field is emptied.

    Raises Refusal("invalid") where both together do not fit.
    """
    left = plain({name: known[name] for name in type(request).model_fields if name in known})
    try:
        return type(request).model_validate({**left, **request.model_dump(mode="json", exclude_unset=True)})
    except ValidationError as error:
        raise refusal_of(error) from None
