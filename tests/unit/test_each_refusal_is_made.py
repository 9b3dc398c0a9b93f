"""Each refusal of a rule or a use case is made by a test of this lane, and each rule that a lead may override is
overridden by one: a rule that is switched off by default hides from every other test."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.contracts.errors import OVERRIDABLE
from tests.support import made, ran

SERVICES = Path(__file__).resolve().parents[2] / "services"
LANE = ("tests/unit", "tests/architecture", "tests/contracts")
LAYERS = {"domain", "handlers", "handler"}

#: Tried over their tables alone, in the integration lane.
ON_TABLES = {
    "notifications/handlers/subscribing.py",
    "reporting/saved_views/handlers.py",
    "reporting/webhooks/domain.py",
    "reporting/webhooks/handlers.py",
}

#: What no reason given with the request gets past.
NOT_BY_OVERRIDE = {
    "conflict_of_interest": "the reviewer is out of it for good",
    "declaration_missing": "the reviewer declares first",
    "requirements_not_met": "each is waived by itself, with its reason",
}


def test_each_refusal_is_made_and_each_rule_overridden(request: pytest.FixtureRequest) -> None:
    ran.insist_on_whole_lane(request.config, *LANE)
    files = {
        str(file.relative_to(SERVICES)): file for file in SERVICES.rglob("*.py") if LAYERS & {*file.parts, file.stem}
    }
    never = {name: said for name, file in files.items() if (said := list(made.never_made(file)))}

    missing = [f"{name}: {one}" for name, said in sorted(never.items()) if name not in ON_TABLES for one in said]
    if missing:
        pytest.fail("send each request that is refused so, in tests/unit/<service>:\n" + "\n".join(missing))
    assert sorted(ON_TABLES - never.keys()) == []
    assert sorted(OVERRIDABLE - made.overridden) == sorted(NOT_BY_OVERRIDE), (
        "override each in a test, as a program lead"
    )
