"""A withdrawal that came too late is undone: the application stands, as eligibility has told the city."""

from __future__ import annotations

import pytest

from services.intake.handlers import restoring
from shared.contracts.eligibility import WithdrawalOvertaken
from shared.contracts.intake import ApplicationRestored, ApplicationWithdrawn
from shared.contracts.lifecycle import SETTLED
from shared.contracts.lifecycle import ApplicationState as State
from tests.support.refused import refusal_of
from tests.unit.intake.fake_intake import NOW, Desk


def overtaken(desk: Desk, code: str, state: State = State.CONFIRMED) -> None:
    event = WithdrawalOvertaken(application_id=desk.show(code).id, code=code, call="2027", state=state)
    restoring.restore_application(event, desk.repository, desk.outbox, NOW)


def withdrawn() -> tuple[Desk, str]:
    desk = Desk()
    code: str = desk.submit().code
    desk.withdraw(code)
    desk.outbox.events.clear()
    return desk, code


@pytest.mark.parametrize("state", sorted(SETTLED))
def test_the_application_stands_again_and_every_step_says_the_same(state: State) -> None:
    desk, code = withdrawn()
    overtaken(desk, code, state)
    (restored,) = desk.outbox.events
    assert isinstance(restored, ApplicationRestored)
    assert restored.selection == state
    assert desk.show(code).state == "submitted"
    said = {refusal_of(step).values["state"] for step in (lambda: desk.resubmit(code), lambda: desk.reinstate(code))}
    assert said == {state}


def test_told_twice_it_is_restored_once() -> None:
    desk, code = withdrawn()
    overtaken(desk, code)
    overtaken(desk, code)
    assert len(desk.outbox.events) == 1


def test_a_merger_that_came_too_late_is_undone_like_a_withdrawal() -> None:
    desk = Desk()
    code, into = desk.submit().code, desk.submit(admin_area="Dep. Magdalena").code
    desk.merge(code, into)
    overtaken(desk, code)
    assert (desk.show(code).state, desk.show(code).merged_into, desk.show(into).state) == (
        "submitted", None, "submitted"
    )  # fmt: skip


def test_an_application_that_the_city_made_meanwhile_is_merged_into_the_one_that_stands() -> None:
    desk, code = withdrawn()
    newer = desk.submit().code
    desk.outbox.events.clear()
    overtaken(desk, code)
    assert (desk.show(code).state, desk.show(newer).state, desk.show(newer).merged_into) == (
        "submitted", "withdrawn", code
    )  # fmt: skip
    ended, restored = desk.outbox.events
    assert isinstance(ended, ApplicationWithdrawn)
    assert (ended.code, ended.merged_into, type(restored)) == (newer, code, ApplicationRestored)


def test_an_application_that_is_not_known_here_changes_nothing() -> None:
    desk, code = withdrawn()
    event = WithdrawalOvertaken(application_id=desk.show(code).id, code="XXXXXXXXXX", call="2027", state=State.LAPSED)
    restoring.restore_application(event, desk.repository, desk.outbox, NOW)
    assert desk.outbox.events == []
