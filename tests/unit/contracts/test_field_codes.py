"""Every fault of a form carries a documented code, whoever found it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import AwareDatetime, Field, ValidationError, model_validator

from shared.contracts.field_codes import FIELD_CODES, details_of
from shared.contracts.requests import Model


class Part(Model):
    name: str


class Form(Model):
    id: UUID | None = None
    name: Annotated[str, Field(pattern="^[a-z]+$")] | None = None
    count: Annotated[int, Field(gt=0, lt=10)] | None = None
    amount: Decimal | None = None
    on: date | None = None
    at: AwareDatetime | None = None
    sure: bool | None = None
    part: Part | None = None
    texts: dict[str, str] | None = None
    several: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    odd: int | None = None

    @model_validator(mode="after")
    def _is_not_odd(self) -> "Form":
        if self.odd == 1:
            raise ValueError("one is odd")
        return self


@pytest.mark.parametrize(
    ("given", "code", "message"),
    [
        ({"id": "x"}, "not_an_id", "id must be an id."),
        ({"id": 7}, "not_an_id", "id must be an id."),
        ({"name": "A B"}, "not_a_name", "name has characters or a form that are not allowed here."),
        ({"count": 0}, "too_small", "count must be more than 0."),
        ({"count": 10}, "too_large", "count must be less than 10."),
        ({"count": "x"}, "not_a_number", "count must be a whole number, such as 512300."),
        ({"count": 1.5}, "not_a_number", "count must be a whole number, such as 512300."),
        ({"amount": "x"}, "not_a_number", "amount must be a number."),
        ({"amount": []}, "not_a_number", "amount must be a number."),
        ({"amount": "NaN"}, "not_a_number", "amount must be a number."),
        ({"on": "x"}, "not_a_date", "on must be a date, such as 2027-03-31."),
        ({"on": "2027-03-31T10:00"}, "not_a_date", "on must be a date, such as 2027-03-31."),
        ({"on": {}}, "not_a_date", "on must be a date, such as 2027-03-31."),
        ({"at": "x"}, "not_a_moment", "at must be a moment with its zone."),
        ({"at": {}}, "not_a_moment", "at must be a moment with its zone."),
        ({"at": datetime(2027, 1, 1)}, "not_a_moment", "at must be a moment with its zone."),  # noqa: DTZ001
        ({"sure": "perhaps"}, "not_true_or_false", "sure must be true or false."),
        ({"part": 7}, "not_an_object", "part must be a group of named fields."),
        ({"texts": 7}, "not_an_object", "texts must be a group of named fields."),
        ({"several": []}, "too_few", "several must have 1 or more entries."),
        ({"odd": 1}, "not_valid", "The document is not accepted: one is odd."),
        ({"strange": 1}, "unknown_field", "strange is not a field of this document."),
    ],
)
def test_a_fault_has_a_documented_code(given: dict[str, Any], code: str, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate(given)
    (detail,) = details_of(caught.value)
    assert (detail.code, detail.message) == (code, message)
    assert code in FIELD_CODES
