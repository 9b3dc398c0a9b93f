"""The states of a selection: the table itself, each action in each state, and any commands in any order."""

from collections.abc import Callable
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.eligibility.domain.selection import (
    CORRECTION_TRANSITIONS,
    REINSTATEMENT_TRANSITIONS,
    TRANSITIONS,
    SelectionRecord,
    insist_on_transition,
    insist_on_version,
)
from shared.contracts.eligibility import SelectionEvent
from shared.contracts.errors import Refusal
from shared.contracts.lifecycle import ApplicationState as State
from tests.support.refused import refusal_of, refused
from tests.support.states import words
from tests.unit.eligibility.fake_eligibility import CODE, DUE_ON, LEAD, NOW, REVIEWERS, Desk, application_id

ALLOWED = {
    (State.CHECKED, State.IN_REVIEW),
    (State.CHECKED, State.DECIDED),
    (State.CHECKED, State.WITHDRAWN),
    (State.IN_REVIEW, State.DECIDED),
    (State.IN_REVIEW, State.WITHDRAWN),
    (State.DECIDED, State.OFFERED),
    (State.DECIDED, State.WAITLISTED),
    (State.DECIDED, State.DECLINED),
    (State.DECIDED, State.CHECKED),
    (State.DECIDED, State.IN_REVIEW),
    (State.DECIDED, State.WITHDRAWN),
    (State.DECIDED, State.MORE_INFO),
    (State.MORE_INFO, State.CHECKED),
    (State.MORE_INFO, State.IN_REVIEW),
    (State.MORE_INFO, State.WAITLISTED),
    (State.MORE_INFO, State.DECIDED),
    (State.MORE_INFO, State.WITHDRAWN),
    (State.WAITLISTED, State.DECIDED),
    (State.WAITLISTED, State.DECLINED),
    (State.WAITLISTED, State.WITHDRAWN),
    (State.OFFERED, State.CONFIRMED),
    (State.OFFERED, State.DECLINED_BY_CITY),
    (State.OFFERED, State.LAPSED),
}
CORRECTIONS = {
    (State.OFFERED, State.WAITLISTED),
    (State.OFFERED, State.DECLINED),
    (State.WAITLISTED, State.OFFERED),
    (State.WAITLISTED, State.DECLINED),
    (State.DECLINED, State.OFFERED),
    (State.DECLINED, State.WAITLISTED),
    (State.DECLINED_BY_CITY, State.OFFERED),
    (State.LAPSED, State.OFFERED),
}

OWN_STATES = [state for state in State if state not in (State.DRAFT, State.SUBMITTED)]


def a_selection(state: State) -> SelectionRecord:
    desk = Desk()
    desk.check()
    desk.repository.update_selection_state(application_id(CODE), state)
    found = desk.repository.find_selection(CODE)
    assert found is not None
    return found


@pytest.mark.parametrize(("before", "after"), list(product(OWN_STATES, State)))
def test_each_step_between_states(before: State, after: State) -> None:
    selection = a_selection(before)
    if (before, after) in ALLOWED:
        insist_on_transition(selection, after)
        return
    assert refused(lambda: insist_on_transition(selection, after)) == (
        f"illegal_transition: An application that is {words(before)} cannot become {words(after)}."
    )


@pytest.mark.parametrize(("before", "after"), list(product(OWN_STATES, State)))
def test_each_step_back(before: State, after: State) -> None:
    selection = a_selection(before)
    if (before, after) in CORRECTIONS:
        insist_on_transition(selection, after, CORRECTION_TRANSITIONS)
        return
    refusal = refusal_of(lambda: insist_on_transition(selection, after, CORRECTION_TRANSITIONS))
    assert (refusal.code, [(one.field, one.message) for one in refusal.details]) == (
        "illegal_transition",
        [("from", f"Its state: {words(before)}."), ("to", f"Its new state would be: {words(after)}.")],
    )


def test_the_table_names_every_state_that_eligibility_keeps() -> None:
    assert set(TRANSITIONS) == set(OWN_STATES)


def test_a_version_that_was_not_seen_is_stale() -> None:
    selection = a_selection(State.CHECKED)  # version 2 now
    insist_on_version(selection, 2)
    insist_on_version(selection, None)
    assert refused(lambda: insist_on_version(selection, 1)) == (
        "stale_version: Somebody changed this after it was read: it is now at version 2. Read it again."
    )


WAYS_BACK = (CORRECTION_TRANSITIONS, REINSTATEMENT_TRANSITIONS)


# -- each action in each state -----------------------------------------------------------------------------------------

ACTIONS: dict[str, Callable[[Desk], object]] = {
    "resubmit": lambda desk: desk.check(version=2),
    "assign": lambda desk: desk.assign(1),
    "review": lambda desk: desk.review(0),
    "recuse": lambda desk: desk.review(0, conflict="declared"),
    "decide": lambda desk: desk.decide("waitlisted"),
    "rescind": lambda desk: desk.rescind(),
    "send": lambda desk: desk.send(),
    "confirm": lambda desk: desk.confirm(),
    "decline": lambda desk: desk.decline(),
    "lapse": lambda desk: desk.lapse(),
    "extend": lambda desk: desk.extend(date(2030, 1, 1)),
    "withdraw": lambda desk: desk.withdraw(),
    "correct to admitted": lambda desk: desk.correct("admitted"),
    "correct to waitlisted": lambda desk: desk.correct("waitlisted"),
    "correct to declined": lambda desk: desk.correct("declined"),
    "reinstate": lambda desk: desk.reinstate(),
    "rank": lambda desk: desk.rank(1),
    "shortlist": lambda desk: desk.shortlist(),
    "interview": lambda desk: desk.schedule(),
}
#: A new version leaves the state where people put it, but for the answer to a question; of one that was withdrawn, it
#: says that the city's application stands again.
STAYS = {(state, "resubmit"): state for state in OWN_STATES} | {
    (State.MORE_INFO, "resubmit"): State.IN_REVIEW,
    (State.WITHDRAWN, "resubmit"): State.IN_REVIEW,
}
#: (state, action) -> the state after it; every other pair is an illegal transition.
OUTCOMES = (
    STAYS
    | {
        (State.CHECKED, "assign"): State.IN_REVIEW,
        (State.CHECKED, "review"): State.CHECKED,
        (State.CHECKED, "recuse"): State.CHECKED,
        (State.CHECKED, "decide"): State.DECIDED,
        (State.CHECKED, "withdraw"): State.WITHDRAWN,
        (State.IN_REVIEW, "assign"): State.IN_REVIEW,
        (State.IN_REVIEW, "review"): State.IN_REVIEW,
        (State.IN_REVIEW, "recuse"): State.IN_REVIEW,
        (State.IN_REVIEW, "decide"): State.DECIDED,
        (State.IN_REVIEW, "withdraw"): State.WITHDRAWN,
        (State.DECIDED, "rescind"): State.CHECKED,
        (State.DECIDED, "send"): State.OFFERED,
        (State.DECIDED, "withdraw"): State.WITHDRAWN,
        (State.OFFERED, "send"): State.OFFERED,  # sent before: the same answer
        (State.OFFERED, "confirm"): State.CONFIRMED,
        (State.OFFERED, "decline"): State.DECLINED_BY_CITY,
        (State.OFFERED, "withdraw"): State.DECLINED_BY_CITY,
        (State.OFFERED, "lapse"): State.LAPSED,
        (State.OFFERED, "extend"): State.OFFERED,
        (State.LAPSED, "lapse"): State.LAPSED,
        (State.MORE_INFO, "send"): State.MORE_INFO,
        (State.MORE_INFO, "decide"): State.DECIDED,
        (State.MORE_INFO, "withdraw"): State.WITHDRAWN,
        (State.WAITLISTED, "decide"): State.DECIDED,
        (State.WAITLISTED, "send"): State.WAITLISTED,
        (State.WAITLISTED, "withdraw"): State.WITHDRAWN,
        (State.DECLINED, "send"): State.DECLINED,
        (State.DECLINED, "withdraw"): State.DECLINED,
        (State.CONFIRMED, "send"): State.CONFIRMED,
        (State.CONFIRMED, "confirm"): State.CONFIRMED,
        (State.CONFIRMED, "withdraw"): State.CONFIRMED,
        (State.DECLINED_BY_CITY, "send"): State.DECLINED_BY_CITY,
        (State.DECLINED_BY_CITY, "decline"): State.DECLINED_BY_CITY,
        (State.DECLINED_BY_CITY, "withdraw"): State.DECLINED_BY_CITY,
        (State.LAPSED, "send"): State.LAPSED,
        (State.LAPSED, "withdraw"): State.LAPSED,
        (State.WITHDRAWN, "withdraw"): State.WITHDRAWN,
        (State.OFFERED, "correct to waitlisted"): State.WAITLISTED,
        (State.OFFERED, "correct to declined"): State.DECLINED,
        (State.WAITLISTED, "correct to admitted"): State.OFFERED,
        (State.WAITLISTED, "correct to declined"): State.DECLINED,
        (State.DECLINED, "correct to admitted"): State.OFFERED,
        (State.DECLINED, "correct to waitlisted"): State.WAITLISTED,
        (State.DECLINED_BY_CITY, "reinstate"): State.OFFERED,
        (State.LAPSED, "reinstate"): State.OFFERED,
        (State.WAITLISTED, "rank"): State.WAITLISTED,
    }
    | {
        (state, action): state
        for state in (State.CHECKED, State.IN_REVIEW, State.MORE_INFO, State.WAITLISTED)
        for action in ("shortlist", "interview")
    }
)


@pytest.mark.parametrize(("state", "action"), list(product(OWN_STATES, ACTIONS)))
def test_each_action_in_each_state(state: State, action: str) -> None:
    desk = Desk()
    desk.reach(state)
    desk.repository.insert_review(desk.record(), REVIEWERS[0], NOW.date(), NOW)
    told = len(desk.outbox.events)
    if (state, action) in OUTCOMES:
        ACTIONS[action](desk)
        assert desk.state() is OUTCOMES[state, action]
        return
    refusal = refusal_of(lambda: ACTIONS[action](desk))
    assert (refusal.code, refusal.details[0].values["state"]) == ("illegal_transition", state)
    if refusal.reason != "decline_confirmed":
        assert refusal.message.startswith(f"An application that is {words(state)} ")
    assert (desk.state(), len(desk.outbox.events)) == (state, told)


# -- any commands in any order -----------------------------------------------------------------------------------------

CODES = ("AAAAAAAAAA", "BBBBBBBBBB", "CCCCCCCCCC")
COMMANDS: dict[str, Callable[[Desk, str], object]] = {
    "resubmit": lambda desk, code: desk.check(code, version=2),
    "withdraw": lambda desk, code: desk.withdraw(code),
    "assign": lambda desk, code: desk.assign(0, code),
    "unassign": lambda desk, code: desk.unassign(0, code),
    "declare": lambda desk, code: desk.declare("none", 0, code),
    "review": lambda desk, code: desk.review(0, code),
    "recuse": lambda desk, code: desk.review(0, code, conflict="declared"),
    "admit": lambda desk, code: desk.decide("admitted", code),
    "waitlist": lambda desk, code: desk.decide("waitlisted", code),
    "first on the waitlist": lambda desk, code: desk.decide("waitlisted", code, rank=1),
    "reject": lambda desk, code: desk.decide("declined", code),
    "ask": lambda desk, code: desk.decide("more_info", code, due_on=DUE_ON),
    "rescind": lambda desk, code: desk.rescind(code),
    "send": lambda desk, code: desk.send(code),
    "confirm": lambda desk, code: desk.confirm(code, LEAD),
    "decline": lambda desk, code: desk.decline(code),
    "lapse": lambda desk, code: desk.lapse(code),
    "correct to admitted": lambda desk, code: desk.correct("admitted", code),
    "correct to waitlisted": lambda desk, code: desk.correct("waitlisted", code),
    "correct to declined": lambda desk, code: desk.correct("declined", code),
    "reinstate": lambda desk, code: desk.reinstate(code=code),
    "rank": lambda desk, code: desk.rank(1, code),
    "accept": lambda desk, code: desk.accept(code),
    "dismiss": lambda desk, code: desk.dismiss(code),
    "propose": lambda desk, _: desk.propose(),
    "shortlist": lambda desk, code: desk.shortlist(code),
    "strike": lambda desk, code: desk.shortlist(code, shortlisted=False),
    "schedule": lambda desk, code: desk.schedule(code),
    "interview": lambda desk, code: desk.interview(code),
    "cancel": lambda desk, code: desk.cancel_interview(code),
}
#: States in which a city may stand on the waitlist.
LISTED = {State.WAITLISTED, State.DECIDED, State.MORE_INFO}


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(COMMANDS)), st.sampled_from(CODES)), max_size=40))
def test_no_commands_in_any_order_leave_the_tables_or_overfill_the_cohort(commands: list[tuple[str, str]]) -> None:
    desk = Desk(capacity=1)
    for code in CODES:
        desk.check(code)
    for command, code in commands:
        before, told = dict(desk.repository.selections), len(desk.outbox.events)
        try:
            COMMANDS[command](desk, code)
        except Refusal:
            assert (desk.repository.selections, len(desk.outbox.events)) == (before, told)
            continue
        after = desk.repository.selections
        for owner, was in before.items():
            now = after[owner]
            ways = TRANSITIONS[was.state].union(*(table.get(was.state, ()) for table in WAYS_BACK))
            assert now.state is was.state or now.state in ways
            mine = [one for one in desk.outbox.events[told:] if isinstance(one, SelectionEvent)]
            mine = [one for one in mine if one.application_id == owner]
            assert now.version - was.version == len(mine)  # each change is one event
            assert now == was or mine[-1].state == now.state
        assert desk.repository.count_places_taken("2027") <= 1
        assert all(desk.state(code) in LISTED for code in desk.waitlist())
        waiting = {one.code for one in after.values() if one.state is State.WAITLISTED}
        assert waiting <= set(desk.waitlist())
        assert {one.code for one in desk.proposals()} <= waiting
