"""Each step of intake in each state that eligibility may have said: allowed, or refused with the way that is left."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from services.intake.domain.applications import WAYS
from services.intake.handlers import answers
from shared.contracts import eligibility
from shared.contracts.lifecycle import SETTLED
from shared.contracts.lifecycle import ApplicationState as State
from shared.wording import LANGUAGES
from shared.wording.catalogue import catalogue_of
from tests.support.refused import refusal_of
from tests.unit.intake.fake_intake import Desk
from tests.unit.intake.test_calls import LATE, UNTIL

SELECTIONS = [None, *(state for state in State if state not in (State.DRAFT, State.SUBMITTED))]

Act = Callable[[Desk, str, str], object]  # of an application, and another of the same city

#: Of an application that stands.
STEPS: dict[str, Act] = {
    "withdraw": lambda desk, code, _: desk.withdraw(code),
    "merge": lambda desk, code, other: desk.merge(code, other),
    "resubmit": lambda desk, code, _: desk.resubmit(code),
    "reopen": lambda desk, code, _: desk.reopen(code, UNTIL, now=LATE),
}
#: How refused steps name their sentence.
VERBS = {"withdraw": "withdraw", "merge": "merge", "resubmit": "resubmit", "reopen": "resubmit"}


def a_pair(state: State | None) -> tuple[Desk, str, str]:
    """An application of which eligibility said so last, and another of the same city."""
    desk = Desk()
    code, other = desk.submit().code, desk.submit(admin_area="Dep. Magdalena").code
    if state is not None:
        keys = {"application_id": desk.show(code).id, "code": code, "call": "2027", "state": state}
        answers.follow_selection(eligibility.SelectionEnded.model_validate(keys), desk.repository)
    desk.outbox.events.clear()
    return desk, code, other


@pytest.mark.parametrize(("state", "step"), list(product(SELECTIONS, STEPS)))
def test_each_step_of_an_application_that_stands(state: State | None, step: str) -> None:
    desk, code, other = a_pair(state)
    if state not in SETTLED:
        STEPS[step](desk, code, other)
        return
    refusal = refusal_of(lambda: STEPS[step](desk, code, other))
    assert (refusal.code, refusal.values["state"]) == ("illegal_transition", state)
    own = f"{VERBS[step]}_{state}"
    assert refusal.reason == (own if own in WAYS else f"{VERBS[step]}_settled")
    assert (desk.outbox.events, desk.show(code).state) == ([], "submitted")


@pytest.mark.parametrize("state", SELECTIONS)
def test_what_stands_is_never_reinstated(state: State | None) -> None:
    """And what ended otherwise names its own way back, whether intake had withdrawn it or not."""
    desk, code, _ = a_pair(state)
    refusal = refusal_of(lambda: desk.reinstate(code))
    assert refusal.code == "illegal_transition"
    assert (refusal.reason is None) == (state not in SETTLED)


def test_a_confirmed_city_is_told_that_it_leaves_through_its_cohort() -> None:
    desk, code, _ = a_pair(State.CONFIRMED)
    way = f"alliance status-change {code} withdrawn --reason"
    assert all(way in refusal_of(lambda: desk.withdraw(code)).said(language) for language in LANGUAGES)


def test_a_city_with_an_offer_is_told_to_decline_it() -> None:
    desk, code, _ = a_pair(State.OFFERED)
    assert "decline the offer" in refusal_of(lambda: desk.withdraw(code)).message


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_refusal_has_its_sentence(language: str) -> None:
    reasons = WAYS | {f"{verb}_settled" for verb in ("withdraw", "merge", "resubmit", "reinstate")}
    assert {f"refusals.illegal_transition.{reason}" for reason in reasons} <= catalogue_of(language).keys()
