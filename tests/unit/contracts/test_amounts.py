"""Amounts: decimals as they are written, never floats."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.contracts.field_types import Amount

AMOUNT: TypeAdapter[Decimal] = TypeAdapter(Amount)


@pytest.mark.parametrize(
    ("written", "read"),
    [("12.50", "12.50"), (" -3 ", "-3"), (0, "0"), (7, "7"), ("0.000001", "0.000001"), ("9" * 15, "9" * 15),
     (Decimal("1.10"), "1.10")],
)  # fmt: skip
def test_a_decimal_is_kept_as_it_is_written(written: Any, read: str) -> None:
    amount = AMOUNT.validate_python(written)
    assert (type(amount), str(amount)) == (Decimal, read)
    assert AMOUNT.dump_json(amount) == f'"{read}"'.encode()


@pytest.mark.parametrize(
    "written",
    [1.5, 1.0, True, "1e3", "1,5", "NaN", "Infinity", "", ".5", "5.", "0.0000001", "9" * 16, 10**15, [],
     Decimal("NaN"), Decimal("Infinity"), Decimal("0.0000001")],
)  # fmt: skip
def test_anything_else_is_refused(written: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        AMOUNT.validate_python(written)
    assert [error["type"] for error in caught.value.errors()] == ["not_a_decimal"]


def test_nothing_is_missing() -> None:
    with pytest.raises(ValidationError) as caught:
        AMOUNT.validate_python(None)
    assert [error["type"] for error in caught.value.errors()] == ["missing"]
