"""Every fault of a form carries a documented code, whoever found it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import AwareDatetime, Field, ValidationError, model_validator

from shared.contracts.field_codes import FIELD_CODES, details_of
from shared.contracts.requests import Model

WHOLE = "Write a whole number, in digits only."
DATE = "Write a calendar date, such as 2027-03-31."
MOMENT = "Write a date and time with its UTC offset, such as 2027-04-01T12:00:00-05:00."


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
        ({"id": "x"}, "not_an_id", "Give the id, as lists show it."),
        ({"id": 7}, "not_an_id", "Give the id, as lists show it."),
        ({"name": "A B"}, "not_a_name", "This contains characters, or has a form, that names here may not have."),
        ({"count": 0}, "not_above", "The number must be more than 0."),
        ({"count": 10}, "not_below", "The number must be less than 10."),
        ({"count": "x"}, "not_a_number", WHOLE),
        ({"count": 1.5}, "not_a_number", WHOLE),
        ({"amount": "x"}, "not_a_number", WHOLE),
        ({"amount": []}, "not_a_number", WHOLE),
        ({"amount": "NaN"}, "not_a_number", WHOLE),
        ({"on": "x"}, "not_a_date", DATE),
        ({"on": "2027-03-31T10:00"}, "not_a_date", DATE),
        ({"on": {}}, "not_a_date", DATE),
        ({"at": "x"}, "not_a_moment", MOMENT),
        ({"at": {}}, "not_a_moment", MOMENT),
        ({"at": datetime(2027, 1, 1)}, "not_a_moment", MOMENT),  # noqa: DTZ001
        ({"sure": "perhaps"}, "not_true_or_false", "Write true or false."),
        ({"part": 7}, "not_an_object", "A group of named fields is expected here."),
        ({"texts": 7}, "not_an_object", "A group of named fields is expected here."),
        ({"several": []}, "too_few", "Give at least 1."),
        ({"odd": 1}, "not_valid", "This is not what is expected here."),
        ({"strange": 1}, "unknown_field", "There is no field by this name."),
    ],
)
def test_a_fault_has_a_documented_code(given: dict[str, Any], code: str, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate(given)
    (detail,) = details_of(caught.value)
    assert (detail.code, detail.message) == (code, message)
    assert code in FIELD_CODES


def test_a_list_with_a_wrong_item_is_not_also_called_too_short() -> None:
    class Letter(Model):
        languages: Annotated[tuple[Literal["en", "es"], ...], Field(min_length=1)]

    def faults(*languages: str) -> list[tuple[str, str]]:
        with pytest.raises(ValidationError) as refused:
            Letter.model_validate({"languages": languages})
        return [(detail.field, detail.code) for detail in details_of(refused.value)]

    assert faults("xx") == [("languages.0", "not_a_choice")]
    assert faults() == [("languages", "too_few")]
