"""A request that no test sends is named: the last step of its recipe was left out."""

from __future__ import annotations

import re
from pathlib import Path

from shared.contracts.registry import REQUESTS

TESTS = Path(__file__).resolve().parents[1]

#: Tests that stand in for the services, or send what they find in the registry.
OF_OTHERS = ("architecture", "fuzz", "rights", "unit/alliance", "unit/portal")

#: Sent by its command on a whole system.
BY_ITS_COMMAND = {
    "ListErasures": "alliance privacy log, tests/e2e/test_erasure.py",
    "ListBacklogs": "alliance ops status, tests/e2e/test_journey.py",
    "ListQueues": "alliance ops status, tests/e2e/test_journey.py",
    "SendDecisions": "alliance send-decisions, tests/e2e/test_journey.py",
}


def test_each_request_is_sent_by_a_test_of_its_service() -> None:
    folders = tuple(TESTS / name for name in OF_OTHERS)
    files = [file for file in TESTS.rglob("*.py") if not any(folder in file.parents for folder in folders)]
    words = set(re.findall(r"\w+", " ".join(file.read_text(encoding="utf-8") for file in files)))
    untried = {request.__name__ for request in REQUESTS.values() if not {request.__name__, request.method} & words}

    assert sorted(untried - BY_ITS_COMMAND.keys()) == [], "send each in a test of tests/unit/<service>"
    assert sorted(BY_ITS_COMMAND.keys() - untried) == []
