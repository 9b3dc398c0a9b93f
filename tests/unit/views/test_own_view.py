"""What is one's own, and what is to be done by when."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shared.contracts.eligibility import SelectionStatus
from shared.contracts.intake import OwnApplication, OwnApplications
from shared.contracts.lifecycle import ApplicationState as State
from shared.views.own import own_view
from tests.support.fake_client import FakeClient

UNTIL = datetime(2027, 4, 1, 3, 59, 59, tzinfo=UTC)
DAY = date(2027, 5, 1)


def own(state: State, version: int = 1, *, asked: bool = False, merged_into: str | None = None) -> OwnApplications:
    one = OwnApplication(
        code="K7Q2M9X4TB",
        call="2027",
        city="Puerto Ejemplo",
        state=state,
        version=version,
        asked=asked,
        until=UNTIL,
        merged_into=merged_into,
    )
    return OwnApplications(items=(one,))


@pytest.mark.parametrize(
    ("mine", "status", "said"),
    [
        (own(State.DRAFT, 0), None, ("Draft", "submit", UNTIL.isoformat())),
        (own(State.SUBMITTED), SelectionStatus(state=State.IN_REVIEW, reply_by=None), ("Under review", None, None)),
        (
            own(State.SUBMITTED, asked=True),
            SelectionStatus(state=State.MORE_INFO, reply_by=None, answer_by=DAY),
            ("We need information from you", "answer", "2027-05-01"),
        ),
        (
            own(State.SUBMITTED),
            SelectionStatus(state=State.OFFERED, reply_by=DAY),
            ("Offered: reply by May 1, 2027", "reply", "2027-05-01"),
        ),
        (
            own(State.SUBMITTED),
            SelectionStatus(state=State.CONFIRMED, reply_by=None, left=True),
            ("No longer takes part", None, None),
        ),
        (own(State.WITHDRAWN), SelectionStatus(state=State.IN_REVIEW, reply_by=None), ("Withdrawn", None, None)),
        (
            own(State.WITHDRAWN, merged_into="JK2MPJ4V23"),
            SelectionStatus(state=State.IN_REVIEW, reply_by=None),
            ("Merged with another application", None, None),
        ),
    ],
)
def test_each_says_where_it_stands_and_what_comes_next(
    mine: OwnApplications, status: SelectionStatus | None, said: tuple[str, str | None, str | None]
) -> None:
    replies = {"list_own_applications": mine} | ({"get_selection_status": status} if status else {})
    client = FakeClient(**replies)
    (view,) = own_view(client)
    assert (view["public_state"], view["next"], view["until"]) == said
    assert len(client.asked) == (1 if status is None else 2)


def test_where_it_stands_is_said_in_the_readers_language() -> None:
    (view,) = own_view(FakeClient(list_own_applications=own(State.DRAFT)), language="es")
    assert (view["public_state"], view["next"]) == ("Borrador", "submit")
