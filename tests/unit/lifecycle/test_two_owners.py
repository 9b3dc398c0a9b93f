"""intake and eligibility own one application's state together: whatever each of them is asked, and whenever each hears
of the other, they end in agreement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.eligibility.handlers import checking
from services.intake.handlers import answers, restoring
from shared.contracts import eligibility, intake
from shared.contracts.errors import Refusal
from shared.contracts.lifecycle import SETTLED, compose_state
from shared.contracts.lifecycle import ApplicationState as State
from tests.unit.eligibility.fake_eligibility import DUE_ON, LEAD, PROGRAM
from tests.unit.eligibility.fake_eligibility import NOW as SELECTING
from tests.unit.eligibility.fake_eligibility import Desk as Selection
from tests.unit.intake.fake_intake import NOW
from tests.unit.intake.fake_intake import Desk as Intake


class City:
    """One city's application with both services; what each tells waits until the other hears it, in its order."""

    def __init__(self) -> None:
        self.intake, self.selection = Intake(), Selection()
        self.heard = {"intake": 0, "selection": 0}  # how much of the other's outbox
        self.code: str = self.intake.submit().code
        self.hear_all()

    def hear(self, who: str) -> bool:
        """Whether there was anything."""
        told = (self.selection if who == "intake" else self.intake).outbox.events
        if self.heard[who] >= len(told):
            return False
        event: Any = told[self.heard[who]]
        self.heard[who] += 1
        (self.hear_selection if who == "intake" else self.hear_intake)(event)
        return True

    def hear_intake(self, event: Any) -> None:
        rows, outbox = self.selection.repository, self.selection.outbox
        if isinstance(event, intake.ApplicationSubmitted):
            checking.check_application(event, rows, outbox, PROGRAM, SELECTING)
        elif isinstance(event, intake.ApplicationWithdrawn):
            checking.end_selection(event, rows, outbox, SELECTING)

    def hear_selection(self, event: Any) -> None:
        rows, outbox = self.intake.repository, self.intake.outbox
        if isinstance(event, eligibility.WithdrawalOvertaken):
            restoring.restore_application(event, rows, outbox, NOW)
        elif not isinstance(event, eligibility.EligibilityChecked):
            answers.follow_selection(event, rows)

    def hear_all(self) -> None:
        while self.hear("intake") or self.hear("selection"):
            pass

    @property
    def states(self) -> tuple[State, State]:
        known = self.selection.repository.find_selection(self.code)
        assert known is not None
        return self.intake.show(self.code).state, known.state


STEPS: dict[str, Callable[[City], object]] = {
    "intake hears": lambda city: city.hear("intake"),
    "eligibility hears": lambda city: city.hear("selection"),
    "withdraw": lambda city: city.intake.withdraw(city.code),
    "resubmit": lambda city: city.intake.resubmit(city.code),
    "answer": lambda city: city.intake.answer(city.code),
    "reinstate": lambda city: city.intake.reinstate(city.code),
    "apply anew": lambda city: city.intake.submit(),
    "admit": lambda city: city.selection.decide("admitted", city.code),
    "wait": lambda city: city.selection.decide("waitlisted", city.code),
    "decline": lambda city: city.selection.decide("declined", city.code),
    "ask": lambda city: city.selection.decide("more_info", city.code, due_on=DUE_ON),
    "rescind": lambda city: city.selection.rescind(city.code),
    "send": lambda city: city.selection.send(city.code),
    "confirm": lambda city: city.selection.confirm(city.code, LEAD),
    "city declines": lambda city: city.selection.decline(city.code),
    "lapse": lambda city: city.selection.lapse(city.code),
    "correct": lambda city: city.selection.correct("waitlisted", city.code),
    "reinstate the offer": lambda city: city.selection.reinstate(code=city.code),
}


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(sorted(STEPS)), min_size=20, max_size=30))
def test_whatever_happens_in_any_order_the_two_states_never_part(steps: list[str]) -> None:
    city = City()
    for step in steps:
        try:
            STEPS[step](city)
        except Refusal as refusal:
            assert refusal.code not in ("internal_error", "invalid")
    city.hear_all()
    own, selected = city.states
    assert (own is State.WITHDRAWN) == (selected is State.WITHDRAWN)
    assert own in (State.SUBMITTED, State.WITHDRAWN)
    assert compose_state(own, selected) is selected
    kept = city.intake.repository.find_selection_state(city.intake.show(city.code).id)
    assert kept is None or (kept in SETTLED) == (selected in SETTLED)


def reach(*steps: str) -> City:
    """With everything heard after each step."""
    city = City()
    for step in steps:
        city.hear_all()
        STEPS[step](city)
    return city


def test_a_confirmation_wins_over_a_withdrawal_at_the_same_moment() -> None:
    city = reach("admit", "send")
    STEPS["withdraw"](city)  # that it was offered is still on its way
    STEPS["confirm"](city)
    city.hear_all()
    assert city.states == (State.SUBMITTED, State.CONFIRMED)


def test_an_earlier_withdrawal_that_came_too_late_undoes_no_later_one() -> None:
    """Neither service hears the other between the steps, but for the first withdrawal."""
    city = reach("admit")
    city.hear_all()
    steps = ("send", "withdraw", "eligibility hears", "reinstate", "reinstate the offer", "withdraw", "correct")
    for step in steps:
        STEPS[step](city)
    city.hear_all()
    assert city.states == (State.WITHDRAWN, State.WITHDRAWN)


def test_an_answer_before_its_day_is_taken_although_staff_have_decided_meanwhile() -> None:
    city = reach("ask", "send", "admit")
    city.hear_all()
    assert city.intake.answer(city.code).version == 2
    city.hear_all()
    decision = city.selection.show(city.code).decision
    assert decision is not None
    assert (decision.state, decision.stale, city.states[1]) == ("pending", True, State.DECIDED)
    assert [one.code for one in city.selection.show(city.code).warnings] == ["decided_on_older_version"]
    assert isinstance(city.selection.outbox.events[-2], eligibility.InformationReceived)  # staff are mailed


def test_after_such_an_answer_a_rescinded_decision_leaves_no_question_open() -> None:
    city = reach("ask", "send", "admit", "answer", "rescind")
    city.hear_all()
    assert city.states[1] is State.CHECKED
