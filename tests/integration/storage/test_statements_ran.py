"""Each statement of a service runs in this lane: that PostgreSQL understands it says nothing of what it does."""

from __future__ import annotations

import pytest

import services
import shared.messaging
import shared.privacy
import shared.runtime
import shared.storage
from shared.runtime.settings import SERVICES
from shared.storage.queries import Queries
from tests.support.ran import constants_of, insist_on_whole_lane, is_of_services, never_ran


def test_each_statement_ran(request: pytest.FixtureRequest) -> None:
    insist_on_whole_lane(request.config, "tests/integration")
    named = [(f"{service}: {name}", sql) for service in SERVICES for name, sql in Queries(f"services.{service}")]
    packages = (services, shared.privacy, shared.runtime, shared.storage)
    constants = [one for package in packages for one in constants_of(package)]
    constants += filter(is_of_services, constants_of(shared.messaging))

    assert never_ran(named + constants) == ""
