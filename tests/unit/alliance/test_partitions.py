"""`alliance ops partitions set` refuses what cannot be before it asks anybody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alliance.main import run
from alliance.output import UNAVAILABLE, USAGE
from shared.runtime.settings import SERVICES

SET = ["ops", "partitions", "set"]


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """By settings that lead nowhere."""
    monkeypatch.setenv("ALLIANCE_HOME", str(tmp_path))
    monkeypatch.setenv("AMQP_URI", "amqp://a:b@127.0.0.1:9/%2F")
    monkeypatch.setenv("MANAGEMENT_URL", "http://a:b@127.0.0.1:9")
    monkeypatch.setenv("DATABASE_ADMIN_URL", "postgresql://a:b@127.0.0.1:9/postgres")
    for service in SERVICES:
        monkeypatch.setenv(f"{service.upper()}_DATABASE_URL", f"postgresql://a:b@127.0.0.1:9/{service}")


@pytest.mark.parametrize("number", ["0", "-1", "17", "1000000", "two", "1.5", ""])
def test_what_is_no_number_of_partitions_is_refused(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*SET, "notifications.intake", "--json", "--", number]) == USAGE
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "usage"


@pytest.mark.parametrize("queue", ["intake.notifications", "notifications.intake.2", "rpc-intake", "nobody.intake", ""])
def test_what_is_no_queue_of_events_is_refused(queue: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*SET, queue, "2", "--json"]) == USAGE
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["message"] == f"There is no queue of events {queue}; `alliance ops partitions show` lists them."


def test_where_nobody_answers_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*SET, "notifications.intake", "2", "--json"]) == UNAVAILABLE
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "unavailable"
