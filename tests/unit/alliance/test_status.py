"""`alliance status` says by its exit code whether everything answers, and names what does not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from alliance.main import run
from alliance.operations import system


def found(**changed: Any) -> dict[str, Any]:
    ready = {"state": "running", "pids": [1], "ready": True}
    services = {name: ready | changed.get(name, {}) for name in ("intake", "cohort", "portal")}
    others = {name: ready | changed.get(name, {}) for name in ("broker", "database", "mailbox")}
    return {"services": services, **others, "supervisor": {"phase": "ready", "pid": 1}, "portal": "http://p.example"}


STOPPED = {"state": "stopped", "pids": [], "ready": False}


@pytest.mark.parametrize(
    ("changed", "code", "named"),
    [
        ({}, 0, None),
        ({"cohort": {"ready": False, "reasons": ["relay: the broker does not answer"]}}, 3, "Not ready: cohort"),
        ({"broker": STOPPED, "portal": STOPPED}, 3, "Not ready: portal, broker"),
        ({"mailbox": {"ready": False}}, 3, "Not ready: mailbox"),
    ],
)
def test_a_part_that_is_not_ready_is_exit_3_and_named(
    changed: dict[str, Any],
    code: int,
    named: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(system, "status", lambda _home: found(**changed))
    assert run(["status"]) == code
    lines = capsys.readouterr().out.splitlines()
    assert next((line for line in lines if line.startswith("Not ready")), None) == named
    assert run(["status", "--json"]) == code
    assert json.loads(capsys.readouterr().out) == found(**changed)
