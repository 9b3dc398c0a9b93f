"""The role table is whole: each request about somebody's things says how one of one's own and a foreign one is made."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts.requests import Request
from shared.security.permissions import ALLOWED, UNOWNED
from tests.rights import cohort as of_cohort
from tests.rights import eligibility as of_eligibility
from tests.rights import identity as of_identity
from tests.rights import intake as of_intake
from tests.rights import notifications as of_notifications
from tests.rights import reporting as of_reporting
from tests.rights.row import Rows, owners_of

ROWS: Rows = {
    **of_cohort.ROWS,
    **of_intake.ROWS,
    **of_eligibility.ROWS,
    **of_reporting.ROWS,
    **of_identity.ROWS,
    **of_notifications.ROWS,
}


def test_each_request_that_owners_may_send_has_a_row_or_is_about_nobodys_things() -> None:
    owned = {request for request in ALLOWED if owners_of(request)} - UNOWNED
    told = "say in tests/rights/<service>.py how one of one's own and a foreign one is made, or list it in UNOWNED"
    assert sorted(r.__name__ for r in owned - ROWS.keys()) == [], told
    assert sorted(r.__name__ for r in ROWS.keys() - owned) == []


@pytest.mark.parametrize("request_", ROWS, ids=lambda request: f"{request.service}.{request.method}")
def test_a_row_makes_its_own_request(request_: type[Request[Any]]) -> None:
    assert ROWS[request_].make.__code__.co_argcount == 1
    assert request_ not in UNOWNED


def test_what_is_about_nobodys_things_may_be_sent_by_somebody() -> None:
    assert all(ALLOWED[request][0] for request in UNOWNED)
