"""The city visit: its window in the city's days, its states, its moves, its write-up."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from services.cohort.domain import visit as domain
from services.cohort.domain.visit import TRANSITIONS
from services.cohort.handlers import visiting
from shared.contracts import cohort as contract
from shared.contracts.cohort import VisitCancelled, VisitHeld, VisitProposed, VisitScheduled, VisitWrittenUp
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_cohort import ADMINISTRATOR, APPLICATION_ID, COACH, CODE, LEAD, NOW, STAFF, Desk

KEYS = {"application_id": APPLICATION_ID, "code": CODE, "cohort": "cohort-2027"}
STARTS_AT, ENDS_AT = datetime(2027, 6, 10, 15, tzinfo=UTC), datetime(2027, 6, 11, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)
# the window, 2 May to 16 July 2027, in Bogotá
OPENS_AT = datetime(2027, 5, 2, 5, tzinfo=UTC)
ENDS_BEFORE = datetime(2027, 7, 17, 5, tzinfo=UTC)
OUTSIDE = "outside_window: The program’s window is May 2, 2027 to July 16, 2027, counted in days in America/Bogota."

ALLOWED = {
    (None, "proposed"),
    (None, "scheduled"),
    ("proposed", "proposed"),
    ("proposed", "scheduled"),
    ("proposed", "cancelled"),
    ("scheduled", "scheduled"),
    ("scheduled", "held"),
    ("scheduled", "cancelled"),
    ("held", "written_up"),
    ("cancelled", "proposed"),
    ("cancelled", "scheduled"),
}
STATES = tuple(state for state in TRANSITIONS if state is not None)


def visited(state: str = "scheduled") -> Desk:
    desk = Desk()
    desk.schedule(STARTS_AT, ENDS_AT)
    desk.put_visit(state=state)
    desk.outbox.events.clear()
    return desk


@pytest.mark.parametrize(("before", "after"), list(product(TRANSITIONS, STATES)))
def test_each_step_between_states(before: str | None, after: str) -> None:
    if (before, after) in ALLOWED:
        domain.insist_on_transition(before, after)
        return
    said = f"A visit that is {before or 'not there yet'} cannot become {after}.".replace("_", " ").replace(
        "cancelled", "canceled"
    )
    assert refused(lambda: domain.insist_on_transition(before, after)) == f"illegal_transition: {said}"


@pytest.mark.parametrize(("state", "action"), list(product(STATES, STATES)))
def test_each_action_in_each_state(state: str, action: str) -> None:
    desk = visited(state)
    actions = {
        "proposed": lambda: desk.propose(STARTS_AT, ENDS_AT),
        "cancelled": desk.cancel,
        "scheduled": lambda: desk.schedule(STARTS_AT, ENDS_AT),
        "held": lambda: desk.hold(date(2027, 6, 10), ENDS_AT),
        "written_up": lambda: desk.write_up(ENDS_AT),
    }
    if (state, action) in ALLOWED:
        assert actions[action]().state == action
        return
    said = f"A visit that is {state} cannot become {action}.".replace("_", " ").replace("cancelled", "canceled")
    assert refused(actions[action]) == f"illegal_transition: {said}"
    assert desk.outbox.events == []


# -- scheduling --------------------------------------------------------------------------------------------------------


def test_a_scheduled_visit_is_told_with_its_times_and_raises_the_citys_version() -> None:
    desk = Desk()
    shown = desk.schedule(STARTS_AT, ENDS_AT)
    assert (shown.state, shown.starts_at, shown.ends_at, shown.time_zone) == (
        "scheduled", STARTS_AT, ENDS_AT, "America/Bogota",
    )  # fmt: skip
    assert (shown.place, shown.held_on, shown.write_up_due_on) == ("City hall, room 4", None, None)
    assert desk.city.version == 2
    assert desk.outbox.events == [
        VisitScheduled(
            **KEYS,
            visit_id=shown.id,
            starts_at=STARTS_AT,
            ends_at=ENDS_AT,
            time_zone="America/Bogota",
            sequence=0,
        )
    ]


def test_each_move_raises_the_sequence_of_the_same_visit() -> None:
    desk = Desk()
    ids = {desk.schedule(STARTS_AT + timedelta(days=days), ENDS_AT + timedelta(days=days)).id for days in range(3)}
    told = [event for event in desk.outbox.events if isinstance(event, VisitScheduled)]
    assert [event.sequence for event in told] == [0, 1, 2]
    assert [event.starts_at.day for event in told] == [10, 11, 12]
    assert {event.visit_id for event in told} == ids
    assert len(ids) == 1


def test_a_cancelled_visit_is_scheduled_anew_with_a_higher_sequence() -> None:
    desk = visited("cancelled")
    assert desk.schedule(STARTS_AT, ENDS_AT).state == "scheduled"
    assert [event.sequence for event in desk.outbox.events if isinstance(event, VisitScheduled)] == [1]


def test_a_visit_must_end_after_it_starts() -> None:
    desk = Desk()
    refusal = refusal_of(lambda: desk.schedule(STARTS_AT, STARTS_AT, code="0000000000"))
    assert [(one.field, one.message) for one in refusal.details] == [("ends_at", "The end must come after the start.")]


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "wrong"),
    [
        (OPENS_AT - SECOND, OPENS_AT + timedelta(hours=8), {"starts_at": "2027-05-01"}),
        (OPENS_AT, OPENS_AT + timedelta(hours=8), {}),
        (ENDS_BEFORE - timedelta(hours=8), ENDS_BEFORE - SECOND, {}),
        (ENDS_BEFORE - timedelta(hours=8), ENDS_BEFORE, {"ends_at": "2027-07-17"}),
        (ENDS_BEFORE, ENDS_BEFORE + SECOND, {"starts_at": "2027-07-17", "ends_at": "2027-07-17"}),
    ],
)
def test_a_visit_lies_in_its_window_by_the_citys_days(
    starts_at: datetime, ends_at: datetime, wrong: dict[str, str]
) -> None:
    desk = Desk()
    if not wrong:
        assert desk.schedule(starts_at, ends_at).state == "scheduled"
        return
    refusal = refusal_of(lambda: desk.schedule(starts_at, ends_at))
    assert str(refusal) == OUTSIDE
    assert {one.field: one.values for one in refusal.details} == {
        field: {"first": "2027-05-02", "last": "2027-07-16"} for field in wrong
    }
    assert (desk.repository.visits, desk.outbox.events) == ({}, [])


def test_the_same_moment_is_another_day_in_another_city() -> None:
    east = Desk(time_zone="America/Sao_Paulo")  # two hours ahead of Bogotá
    assert east.schedule(OPENS_AT - 2 * timedelta(hours=1), OPENS_AT).state == "scheduled"


@pytest.mark.parametrize("caller", [LEAD, ADMINISTRATOR])
def test_a_lead_schedules_outside_the_window(caller: object) -> None:
    late = ENDS_BEFORE + timedelta(days=3)
    desk = Desk()
    assert desk.schedule(late, late + SECOND, caller=caller, override="the mayor was ill").state == "scheduled"


@pytest.mark.parametrize("caller", [STAFF, COACH])
def test_nobody_else_schedules_outside_the_window(caller: object) -> None:
    late = ENDS_BEFORE + timedelta(days=3)
    assert refused(lambda: Desk().schedule(late, late + SECOND, caller=caller, override="the mayor was ill")) == (
        "forbidden: Only a program lead may override a rule of the program."
    )


def test_scheduling_is_judged_by_name_then_state_then_window() -> None:
    late = ENDS_BEFORE + timedelta(days=3)
    assert refused(lambda: Desk().schedule(late, late + SECOND, code="0000000000")) == (
        "not_found: There is no participating city with the code 0000000000."
    )
    assert refused(lambda: visited("held").schedule(late, late + SECOND)) == (
        "illegal_transition: A visit that is held cannot become scheduled."
    )


# -- holding -----------------------------------------------------------------------------------------------------------


def test_a_held_visit_is_told_and_its_write_up_falls_due() -> None:
    desk = visited()
    shown = desk.hold(date(2027, 6, 11), ENDS_AT)
    assert (shown.state, shown.held_on, shown.write_up_due_on) == ("held", date(2027, 6, 11), date(2027, 6, 25))
    assert desk.outbox.events == [VisitHeld(**KEYS, visit_id=shown.id, held_on=date(2027, 6, 11))]
    assert desk.city.version == 3


@pytest.mark.parametrize(
    ("held_on", "now", "fits"),
    [
        (date(2027, 6, 9), ENDS_AT, False),
        (date(2027, 6, 10), ENDS_AT, True),
        (date(2027, 6, 11), ENDS_AT, True),
        (date(2027, 6, 12), ENDS_AT + timedelta(days=9), False),
        # the 10th begins in Bogotá at 05:00 UTC
        (date(2027, 6, 10), datetime(2027, 6, 10, 4, 59, 59, tzinfo=UTC), False),
        (date(2027, 6, 10), datetime(2027, 6, 10, 5, tzinfo=UTC), True),
        (date(2027, 6, 11), datetime(2027, 6, 11, 4, 59, 59, tzinfo=UTC), False),
    ],
)
def test_a_visit_is_held_on_one_of_its_days_that_has_come(held_on: date, now: datetime, fits: bool) -> None:
    desk = visited()
    if fits:
        assert desk.hold(held_on, now).held_on == held_on
        return
    refusal = refusal_of(lambda: desk.hold(held_on, now))
    early = now < STARTS_AT - timedelta(hours=10)  # 00:00 in Bogotá
    assert [(one.field, one.code) for one in refusal.details] == [("held_on", "too_early" if early else "out_of_range")]
    assert desk.outbox.events == []


def test_the_days_of_a_visit_are_the_citys() -> None:
    desk = Desk()
    desk.schedule(datetime(2027, 6, 10, 3, tzinfo=UTC), datetime(2027, 6, 10, 4, tzinfo=UTC))  # the evening before
    assert desk.hold(date(2027, 6, 9), ENDS_AT).held_on == date(2027, 6, 9)


def test_what_was_never_scheduled_is_neither_held_nor_written_up() -> None:
    desk = Desk()
    no_visit, no_city = (
        f"There is no visit to the city {CODE}.",
        "There is no participating city with the code 0000000000.",
    )
    assert refused(lambda: desk.hold(date(2027, 6, 10), ENDS_AT)) == f"not_found: {no_visit}"
    assert refused(desk.write_up) == f"not_found: {no_visit}"
    assert refused(lambda: desk.hold(date(2027, 6, 10), ENDS_AT, "0000000000")) == f"not_found: {no_city}"
    assert refused(lambda: desk.write_up(code="0000000000")) == f"not_found: {no_city}"


# -- writing up --------------------------------------------------------------------------------------------------------


def test_a_written_up_visit_is_told_without_its_outputs() -> None:
    desk = visited("held")
    shown = desk.write_up(ENDS_AT)
    assert shown.state == "written_up"
    assert desk.outbox.events[:1] == [VisitWrittenUp(**KEYS, visit_id=shown.id)]
    assert desk.repository.write_ups[shown.id].vision == "A city that decides with its data."


@pytest.mark.parametrize("leads", [(False,), (False, False), (True, True)])
def test_a_roster_needs_exactly_one_lead(leads: tuple[bool, ...]) -> None:
    desk = visited("held")
    refusal = refusal_of(lambda: desk.write_up(ENDS_AT, leads=leads))
    assert [(one.field, one.message) for one in refusal.details] == [("roster", "Name exactly one lead.")]
    assert desk.outbox.events == []


# -- proposing, cancelling ---------------------------------------------------------------------------------------------


def test_a_proposed_visit_has_its_time_and_counts_for_nothing_yet() -> None:
    desk = Desk()
    shown = desk.propose(STARTS_AT, ENDS_AT)
    assert shown.state == "proposed"
    assert desk.outbox.events == [
        VisitProposed(**KEYS, visit_id=shown.id, starts_at=STARTS_AT, ends_at=ENDS_AT, time_zone="America/Bogota")
    ]
    assert desk.requirements()["visit_scheduled"] == (False, False)


def test_a_proposal_outside_the_window_is_a_leads_to_override() -> None:
    desk = Desk()
    early = OPENS_AT - timedelta(days=3)
    assert refused(lambda: desk.propose(early, early + SECOND)) == OUTSIDE
    assert desk.propose(early, early + SECOND, LEAD, override="agreed with the mayor").state == "proposed"


@pytest.mark.parametrize(("state", "was_scheduled"), [("proposed", False), ("scheduled", True)])
def test_a_cancelled_visit_says_whether_anybody_had_been_invited(state: str, was_scheduled: bool) -> None:
    desk = visited(state)
    shown = desk.cancel()
    assert (shown.state, shown.cancelled_because) == ("cancelled", "a storm warning")
    (told,) = desk.outbox.events
    assert told == VisitCancelled(
        **KEYS, visit_id=shown.id, starts_at=STARTS_AT, ends_at=ENDS_AT, time_zone="America/Bogota",
        sequence=1, was_scheduled=was_scheduled,
    )  # fmt: skip


def test_a_visit_that_is_scheduled_after_a_cancellation_forgets_its_reason() -> None:
    desk = visited()
    desk.cancel()
    shown = desk.schedule(STARTS_AT, ENDS_AT)
    assert (shown.state, shown.cancelled_because) == ("scheduled", None)
    assert [event.sequence for event in desk.outbox.events if isinstance(event, VisitScheduled)] == [2]


def test_nothing_happens_to_a_visit_that_is_not_there() -> None:
    desk = Desk()
    assert refused(desk.cancel) == f"not_found: There is no visit to the city {CODE}."
    assert refused(lambda: desk.show_visit(ENDS_AT)) == f"not_found: There is no visit to the city {CODE}."


# -- what comes out of it ----------------------------------------------------------------------------------------------


def test_the_write_up_is_shown_with_the_visit() -> None:
    desk = visited("held")
    outputs = desk.write_up(ENDS_AT).outputs
    assert outputs is not None
    assert (outputs.vision, outputs.stakeholders) == ("A city that decides with its data.", ("Neighbours' council",))
    assert [(one.rank, one.title) for one in outputs.priorities] == [(1, "Measure waiting times")]


@pytest.mark.parametrize(
    ("now", "overdue"),
    [(datetime(2027, 6, 25, 4, 59, tzinfo=UTC), False), (datetime(2027, 6, 25, 5, tzinfo=UTC), True)],
)
def test_a_write_up_is_overdue_after_its_fourteen_days_in_the_city(now: datetime, overdue: bool) -> None:
    desk = visited()
    desk.hold(date(2027, 6, 10), ENDS_AT)
    shown = desk.show_visit(now)
    assert (shown.write_up_due_on, shown.overdue) == (date(2027, 6, 24), overdue)
    desk.write_up(now)
    assert desk.show_visit(now).overdue is False


def test_a_city_that_has_left_is_not_visited() -> None:
    desk = Desk()
    desk.put(status="withdrawn")
    assert refused(lambda: desk.schedule(STARTS_AT, ENDS_AT)) == (
        f"illegal_transition: The city {CODE} has left the program (status: withdrawn)."
    )


# -- the city's answer to a proposal -----------------------------------------------------------------------------------


def answer(desk: Desk, suits: bool = True, note: str | None = None) -> contract.Visit:
    request = contract.AnswerVisit(code=CODE, suits=suits, note=note)
    return visiting.answer_visit(request, desk.repository, desk.outbox, NOW)


def test_a_city_answers_a_proposal_and_nothing_is_scheduled_by_it() -> None:
    desk = Desk()
    desk.propose(STARTS_AT, ENDS_AT)
    shown = answer(desk, suits=False, note="the week after suits the mayor")
    assert shown.state == "proposed"
    assert shown.answer == contract.VisitAnswer(suits=False, note="the week after suits the mayor", answered_at=NOW)
    [told] = [one for one in desk.outbox.events if isinstance(one, contract.VisitAnswered)]
    assert (told.suits, told.starts_at, told.coach) == (False, STARTS_AT, None)
    assert "mayor" not in told.model_dump_json()


def test_another_proposal_has_no_answer_yet() -> None:
    desk = Desk()
    desk.propose(STARTS_AT, ENDS_AT)
    answer(desk)
    assert desk.propose(STARTS_AT, ENDS_AT).answer is None


def test_who_refuses_a_proposal_says_what_would_suit() -> None:
    desk = Desk()
    desk.propose(STARTS_AT, ENDS_AT)
    assert refused(lambda: answer(desk, suits=False)).startswith("invalid: ")


def test_only_a_proposal_is_answered() -> None:
    desk = Desk()
    desk.schedule(STARTS_AT, ENDS_AT)
    assert refused(lambda: answer(desk)) == "illegal_transition: There is no proposed visit to answer."
