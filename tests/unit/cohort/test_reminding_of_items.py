"""Action items and convenings that are near: who is told, when, once, and what ends the reason for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.cohort.handlers import reminding
from shared.contracts import cohort as contract
from tests.unit.cohort.fake_cohort import CODE, Desk
from tests.unit.cohort.fake_sessions import LEAD_REF, SessionDesk
from tests.unit.cohort.test_convening import Hall, invited

#: Nine in Bogotá on the day of the item, 2027-10-20.
DUE = datetime(2027, 10, 20, 14, tzinfo=UTC)
COACH_ID = UUID(int=41)


def items(desk: SessionDesk, days: float) -> list[tuple[str, str | None, str | None]]:
    desk.outbox.events.clear()
    desk.remind(DUE + timedelta(days=days))
    told = desk.events(contract.ActionItemDue)
    return [(one.told, one.owner and one.owner.ref, one.coach and one.coach.ref) for one in told]


@pytest.fixture
def desk() -> SessionDesk:
    desk = SessionDesk()
    desk.repository.update_lead_coach(desk.city.application_id, COACH_ID, None, "person:1", DUE)
    return desk


def agreed(desk: SessionDesk, **owner: Any) -> UUID:
    return desk.agree(desk.book().id, **owner).id


def test_its_owner_hears_then_the_coach_then_staff(desk: SessionDesk) -> None:
    agreed(desk, owner_ref=LEAD_REF, owner=None)
    coach = f"identity:{COACH_ID}"
    assert items(desk, -2.1) == []
    for days, who in ((-2, "city_before"), (1, "city"), (7, "coach"), (14, "staff")):
        assert items(desk, days) == [(who, LEAD_REF, coach)]
        assert items(desk, days + 0.1) == []  # once


def test_one_whom_mail_does_not_reach_is_told_to_the_team(desk: SessionDesk) -> None:
    agreed(desk)
    assert items(desk, 1) == [("city", None, f"identity:{COACH_ID}")]


@pytest.mark.parametrize("state", ["done", "dropped"])
def test_one_that_is_done_or_dropped_is_nobodys_worry(desk: SessionDesk, state: str) -> None:
    desk.turn_item(agreed(desk), state)
    assert items(desk, 1) == []


def test_what_was_late_long_ago_is_told_to_nobody_anew(desk: SessionDesk) -> None:
    agreed(desk)
    assert items(desk, 40) == []


def test_it_is_listed_before_it_goes(desk: SessionDesk) -> None:
    agreed(desk, owner_ref=LEAD_REF, owner=None)
    request = contract.ListUpcomingReminders(days=30)
    found = reminding.list_upcoming(request, desk.repository, DUE - timedelta(days=10))
    mine = [(one.template, one.code) for one in found.items if one.subject == "action_item"]
    assert mine == [
        ("action_item_due", CODE), ("action_item_due", CODE), ("coach_item_late", CODE), ("staff_item_late", CODE),
    ]  # fmt: skip


# -- before a convening ------------------------------------------------------------------------------------------------


def near(hall: Desk, now: datetime) -> list[str]:
    hall.outbox.events.clear()
    hall.remind(now)
    return [one.person.role for one in hall.outbox.events if isinstance(one, contract.ConveningNear)]


@pytest.fixture
def hall() -> Hall:
    hall = invited()
    hall.answer("team_lead")
    return hall


def test_who_comes_is_told_what_to_know_a_week_before_and_once(hall: Hall) -> None:
    starts_at = next(iter(hall.repository.convenings.values())).starts_at
    assert near(hall, starts_at - timedelta(days=9)) == []
    week_before = starts_at - timedelta(days=6, hours=12)
    assert near(hall, week_before) == ["team_lead"]
    assert near(hall, week_before) == []
    assert near(hall, starts_at + timedelta(hours=1)) == []


def test_who_declined_or_is_silent_or_whose_gathering_is_cancelled_is_not(hall: Hall) -> None:
    starts_at = next(iter(hall.repository.convenings.values())).starts_at
    hall.answer("team_lead", "no")
    assert near(hall, starts_at - timedelta(days=6)) == []
    hall.answer("team_lead", "yes")
    hall.cancel_it()
    assert near(hall, starts_at - timedelta(days=6)) == []
