"""The way back from a withdrawal and a merger."""

from __future__ import annotations

import pytest

from services.intake.handlers import answers
from shared.contracts import eligibility
from shared.contracts.intake import ApplicationSubmitted
from shared.contracts.lifecycle import SETTLED
from shared.contracts.lifecycle import ApplicationState as State
from tests.support.refused import refusal_of, refused
from tests.unit.intake.fake_intake import LEAD, Desk
from tests.unit.intake.test_calls import LATE


@pytest.fixture
def desk() -> Desk:
    return Desk()


def withdrawn(desk: Desk) -> str:
    code: str = desk.submit().code
    desk.withdraw(code)
    desk.outbox.events.clear()
    return code


def test_a_withdrawn_application_stands_again_as_its_next_version(desk: Desk) -> None:
    code = withdrawn(desk)
    receipt = desk.reinstate(code)
    assert (receipt.code, receipt.state, receipt.version) == (code, "submitted", 2)
    shown = desk.show(code)
    assert (shown.state, [(o.rule, o.reason) for o in shown.overrides]) == (
        "submitted", [("reinstated", "the new mayor wants to go on")]
    )  # fmt: skip
    (told,) = desk.outbox.events
    assert isinstance(told, ApplicationSubmitted)
    assert (told.code, told.version, told.notify, told.reinstated) == (code, 2, True, "withdrawn")
    assert not told.rewritten
    assert desk.repository.get_document(shown.id, 2) == desk.repository.get_document(shown.id, 1)


def test_a_merged_application_stands_again_beside_the_other(desk: Desk) -> None:
    into, one = desk.submit().code, desk.submit(admin_area="Dep. Magdalena").code
    desk.merge(one, into)
    assert desk.reinstate(one).state == "submitted"
    assert (desk.show(one).merged_into, desk.show(into).state) == (None, "submitted")
    told = [event.reinstated for event in desk.outbox.events if isinstance(event, ApplicationSubmitted)]
    assert told[-1] == "merged"


def test_what_stands_is_not_reinstated(desk: Desk) -> None:
    code = desk.submit().code
    desk.outbox.events.clear()
    assert refused(lambda: desk.reinstate(code)).startswith("illegal_transition")
    assert desk.outbox.events == []


def test_not_while_another_application_of_the_city_stands(desk: Desk) -> None:
    code = withdrawn(desk)
    desk.submit()
    desk.outbox.events.clear()
    assert refused(lambda: desk.reinstate(code)).startswith("duplicate_application")
    assert (desk.outbox.events, desk.show(code).state) == ([], "withdrawn")


def test_after_the_call_has_closed_only_by_override(desk: Desk) -> None:
    code = withdrawn(desk)
    assert refused(lambda: desk.reinstate(code, LATE)).startswith("call_not_open")
    assert desk.reinstate(code, LATE, LEAD, "the letter came by post").state == "submitted"
    assert [o.rule for o in desk.show(code).overrides] == ["call_not_open", "reinstated"]


@pytest.mark.parametrize("state", sorted(SETTLED))
def test_what_ended_otherwise_has_another_way_back(desk: Desk, state: State) -> None:
    code = withdrawn(desk)
    event = eligibility.SelectionEnded(application_id=desk.show(code).id, code=code, call="2027", state=state)
    answers.follow_selection(event, desk.repository)
    refusal = refusal_of(lambda: desk.reinstate(code))
    way = state if state in (State.DECLINED, State.DECLINED_BY_CITY, State.LAPSED) else "settled"
    assert (refusal.code, refusal.reason) == ("illegal_transition", f"reinstate_{way}")


def test_a_draft_whose_contents_went_does_not_come_back(desk: Desk) -> None:
    code = desk.save().code
    desk.withdraw(code)
    assert refused(lambda: desk.reinstate(code)).startswith("illegal_transition")


def test_what_is_not_there_is_not_found(desk: Desk) -> None:
    assert refused(lambda: desk.reinstate("M4X7K2Q9TB")).startswith("not_found")
