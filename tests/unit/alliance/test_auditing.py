"""What is wrong with a row of the audit trail, held against what its service recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from alliance.reporting.auditing import Trail
from shared.contracts.kernel import RecordedEvent
from shared.contracts.reporting import LoggedEvent

NOW = datetime(2027, 3, 1, tzinfo=UTC)
ID = UUID(int=7)


def trail(*, source: str = "intake", sha256: str = "ab") -> Trail:
    return Trail({ID: LoggedEvent(seq=12, source=source, event_id=ID, sha256=sha256)})


def recorded(*, published_at: datetime | None = NOW - timedelta(hours=1)) -> RecordedEvent:
    return RecordedEvent(seq=3, event_id=ID, sha256="ab", published_at=published_at)


def test_what_both_sides_have_alike_is_right_and_accounted_for() -> None:
    one = trail()
    assert one.check("intake", recorded(), NOW) is None
    assert one.stranger() is None


@pytest.mark.parametrize("wrong", [{"sha256": "cd"}, {"source": "cohort"}])
def test_what_differs_is_named(wrong: dict[str, str]) -> None:
    said = trail(**wrong).check("intake", recorded(), NOW)
    assert said is not None
    assert said.message == f"Event log row 12 ({ID}) is not what intake recorded as 3."


def test_what_was_cut_off_is_named() -> None:
    said = Trail({}).check("intake", recorded(), NOW)
    assert said is not None
    assert said.message == f"intake event 3 ({ID}) is not in the event log."


@pytest.mark.parametrize("published_at", [None, NOW - timedelta(seconds=5)])
def test_what_is_on_its_way_is_no_loss(published_at: datetime | None) -> None:
    assert Trail({}).check("intake", recorded(published_at=published_at), NOW) is None


def test_what_nobody_recorded_is_named() -> None:
    said = trail().stranger()
    assert said is not None
    assert said.message == f"Event log row 12 ({ID}) was never recorded by intake."
