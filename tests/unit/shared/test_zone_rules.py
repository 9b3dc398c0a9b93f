"""Rules of zones in calendar entries: one yearly rule for each change, by which every hour is what the zone has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.documents.zone_rules import rules_of

#: Of the Americas where clocks change, each by another rule or at another hour.
CHANGING = (
    "America/New_York", "America/St_Johns", "America/Tijuana", "America/Santiago", "America/Havana",
    "America/Port-au-Prince", "Atlantic/Bermuda", "Europe/Paris",
)  # fmt: skip


@pytest.mark.parametrize("zone", CHANGING)
@pytest.mark.parametrize("year", [2026, 2027])
def test_a_zone_has_one_rule_for_each_change_and_every_hour_is_by_it(zone: str, year: int) -> None:
    rules = rules_of(zone, year - 1, year + 1)
    assert sorted(part.name for part in rules.subcomponents) == ["DAYLIGHT", "STANDARD"]
    assert all("RRULE" in part and "RDATE" not in part for part in rules.subcomponents)
    by_rules, known = rules.to_tz(lookup_tzid=False), ZoneInfo(zone)
    start = datetime(year, 1, 1, tzinfo=UTC)
    for hour in range(24 * 365):
        at = start + timedelta(hours=hour)
        assert at.astimezone(by_rules).replace(tzinfo=None) == at.astimezone(known).replace(tzinfo=None), at


@pytest.mark.parametrize("zone", ["America/Bogota", "America/Sao_Paulo", "UTC"])
def test_a_zone_whose_clocks_stay_has_one_time(zone: str) -> None:
    (standard,) = rules_of(zone, 2026, 2028).subcomponents
    assert (standard.name, "RRULE" in standard, "RDATE" in standard) == ("STANDARD", False, False)


def test_changes_that_follow_no_rule_are_listed() -> None:
    """Chile changes on the first Sunday from the second of September: in 2030 that is the second one."""
    rules = rules_of("America/Santiago", 2029, 2031)
    assert all("RRULE" not in part for part in rules.subcomponents)
