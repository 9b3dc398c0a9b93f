"""`alliance report subscribe`, `subscriptions`, `unsubscribe`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from alliance import asking
from alliance.main import run
from shared.contracts.notifications import ReportSubscription, SubscribeToReport, UnsubscribeFromReport
from shared.contracts.requests import Page
from tests.support.fake_client import FakeClient

ONE = ReportSubscription(
    id=UUID(int=5), report="board", call=None, cohort="c27", by="country", language="en", form="pdf", every="month",
    day=1, hour=8, time_zone="America/Bogota", next_at=datetime(2027, 4, 1, 13, tzinfo=UTC),
)  # fmt: skip


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> FakeClient:
    listed = Page[ReportSubscription](items=(ONE,), next=None, total=1)
    made = FakeClient(subscribe_to_report=ONE, list_report_subscriptions=listed, unsubscribe_from_report=ONE)
    monkeypatch.setattr(asking, "connect", lambda: made)
    return made


def test_a_report_is_subscribed_to_as_its_command_is_called(
    client: FakeClient, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "report subscribe time-in-state --call 2027 --form xlsx --every month --day 31 --zone America/Bogota"
    assert run(said.split()) == 0
    assert client.asked[0].request == SubscribeToReport(
        report="time_in_state",
        call="2027",
        form="xlsx",
        every="month",
        day=31,
        time_zone="America/Bogota",
        language="en",
    )
    assert "2027-04-01 13:00 UTC" in capsys.readouterr().out


def test_ones_own_are_listed_and_ended(client: FakeClient, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "subscriptions"]) == 0
    assert str(ONE.id) in capsys.readouterr().out
    assert run(["report", "unsubscribe", str(ONE.id), "--json"]) == 0
    assert client.asked[-1].request == UnsubscribeFromReport(subscription_id=ONE.id)
    assert json.loads(capsys.readouterr().out)["form"] == "pdf"


@pytest.mark.parametrize("zone", ["", " --zone America/Lima"])
def test_a_name_that_no_report_has_is_told_before_anything_else(
    client: FakeClient, capsys: pytest.CaptureFixture[str], zone: str
) -> None:
    assert run(f"report subscribe funnl{zone}".split()) == 2
    told = capsys.readouterr().err
    assert "funnl" in told
    assert "time-in-state" in told
    assert "--zone" not in told
    assert client.asked == []
