"""A mail that is a line of the service: what it says of its event, and to whom."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services import notifications
from services.notifications.mails import FIRST, MAILS
from services.notifications.tells import plain, tells
from shared.contracts import cohort, eligibility

#: They name every mail, whoever tells it.
TABLES = ("mails.py", "samples.py")


@pytest.mark.parametrize(
    ("template", "fields", "named"),
    [
        ("offer_reminder", ("reply_on",), {}),
        ("offer_reminder", (), {"reply_by": "reply_on"}),
        ("offer_remainder", ("reply_by",), {}),
    ],
)
def test_what_is_misspelt_stops_the_service(template: str, fields: tuple[str, ...], named: dict[str, str]) -> None:
    with pytest.raises(TypeError, match=r"reply_on|offer_remainder"):
        tells(eligibility.OfferReminderDue, template, *fields, **named)


def test_whom_it_is_for_is_a_field_of_the_event() -> None:
    with pytest.raises(TypeError, match="guest"):
        tells(cohort.AttendanceThanked, "convening_thanks", "kind", to="guest")


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (date(2027, 5, 14), "2027-05-14"),
        (datetime(2027, 5, 14, 12, tzinfo=UTC), "2027-05-14T12:00:00+00:00"),
        (UUID(int=1), str(UUID(int=1))),
        (None, None),
        (3, 3),
    ],
)
def test_values_are_kept_as_json_has_them(value: Any, kept: Any) -> None:
    assert plain(value) == kept


def test_each_mail_is_told_by_something() -> None:
    """In code; what a coach reads in place of a city stands in its row."""
    files = [file for file in Path(notifications.__file__).parent.rglob("*.py") if file.name not in TABLES]
    code = "".join(file.read_text(encoding="utf-8") for file in files)
    in_place = {FIRST, *(kind.to_coach for kind in MAILS.values())}
    assert [name for name in MAILS if f'"{name}"' not in code and name not in in_place] == []
