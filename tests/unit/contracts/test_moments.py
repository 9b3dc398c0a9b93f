"""A day or a moment: what a call opens and closes at, and a report is as of."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.contracts.field_types import DayOrMoment

ADAPTER: TypeAdapter[datetime | date] = TypeAdapter(DayOrMoment)
BOGOTA = timezone(timedelta(hours=-5))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2027-04-01", date(2027, 4, 1)),
        ("2027-04-01T12:00:00-05:00", datetime(2027, 4, 1, 12, tzinfo=BOGOTA)),
        ("2027-04-01T12:00:00Z", datetime(2027, 4, 1, 12, tzinfo=UTC)),
    ],
)
def test_a_day_or_a_moment_is_read_and_written_alike(text: str, meant: datetime | date) -> None:
    read = ADAPTER.validate_python(text)

    assert (type(read), read) == (type(meant), meant)
    assert ADAPTER.validate_json(ADAPTER.dump_json(read)) == meant


@pytest.mark.parametrize("value", ["2027-04-01T12:00:00", "2027-13-01", "soon", "", 1_800_000_000, None, True])
def test_a_moment_without_its_zone_is_refused(value: object) -> None:
    """Without a zone it would be read as a day, and close the call hours later than meant."""
    with pytest.raises(ValidationError) as found:
        ADAPTER.validate_python(value)

    assert [error["type"] for error in found.value.errors()] == ["not_a_day_or_moment"]
