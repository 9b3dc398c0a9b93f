"""Each statement of the kernel runs in this lane."""

from __future__ import annotations

import pytest

import shared.messaging
from tests.support.ran import constants_of, insist_on_whole_lane, is_of_services, never_ran


def test_each_statement_ran(request: pytest.FixtureRequest) -> None:
    insist_on_whole_lane(request.config, "tests/messaging")
    own = [one for one in constants_of(shared.messaging) if not is_of_services(one)]

    assert never_ran(own) == ""
