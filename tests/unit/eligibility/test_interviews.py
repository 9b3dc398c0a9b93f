"""The shortlist and interviews; and the groups of the selection view."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest

from services.eligibility.domain import interviews
from services.eligibility.domain.interviews import TRANSITIONS, InterviewRecord
from services.eligibility.domain.pool import countries_of, limits_of
from services.eligibility.handlers import interviewing, viewing
from shared.contracts.eligibility import (
    GetInterviews,
    GetPool,
    InterviewCancelled,
    InterviewHeld,
    InterviewScheduled,
    Shortlisted,
)
from shared.contracts.identity import PersonAdded
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Role
from tests.support.owners import FakeOwners
from tests.support.refused import refusal_of, refused
from tests.unit.eligibility.fake_eligibility import CODE, NOW, PROGRAM, REVIEWERS, Desk, application_id

KEYS = {"application_id": application_id(CODE), "code": CODE, "call": "2027", "state": State.CHECKED}
TOMORROW = NOW + timedelta(days=1)


def a_desk() -> Desk:
    desk = Desk()
    desk.check()
    desk.outbox.events.clear()
    return desk


# -- the shortlist -----------------------------------------------------------------------------------------------------


def test_a_city_is_put_on_the_shortlist_and_taken_off() -> None:
    desk = a_desk()
    assert desk.shortlist().shortlisted
    assert desk.shortlist().shortlisted
    assert desk.show().shortlisted
    off = desk.shortlist(shortlisted=False)
    assert not off.shortlisted
    assert interviewing.get_interviews(GetInterviews(code=CODE), desk.repository) == off  # type: ignore[arg-type]
    assert desk.outbox.events == [Shortlisted(**KEYS, shortlisted=True), Shortlisted(**KEYS, shortlisted=False)]


def test_the_shortlist_is_judged_by_name_then_version_then_state() -> None:
    desk = a_desk()
    assert refused(lambda: desk.shortlist("0000000000")).startswith("not_found")
    desk.decide()
    assert refused(lambda: desk.shortlist(expected_version=1)).startswith("stale_version")
    assert (
        refused(desk.shortlist) == "illegal_transition: An application that is decided is no longer being considered."
    )


# -- interviews --------------------------------------------------------------------------------------------------------

STEPS = {
    (None, "scheduled"),
    ("scheduled", "scheduled"),
    ("scheduled", "held"),
    ("scheduled", "cancelled"),
    ("held", "held"),
}
STATES = ("scheduled", "held", "cancelled")


def test_the_table_of_interviews_is_this() -> None:
    assert {(before, after) for before, exits in TRANSITIONS.items() for after in exits} == STEPS


@pytest.mark.parametrize(("before", "after"), list(product(STATES, STATES)))
def test_each_step_of_an_interview(before: str, after: str) -> None:
    interview = InterviewRecord(UUID(int=1), NOW, "America/Bogota", (), before)
    if (before, after) in STEPS:
        interviews.step(interview, after)
        return
    assert refused(lambda: interviews.step(interview, after)) == (
        f"illegal_transition: An interview that is {before} cannot become {after}.".replace("cancelled", "canceled")
    )


def test_an_interview_is_scheduled_held_and_its_notes_told_to_nobody() -> None:
    desk = a_desk()
    (one,) = desk.schedule().items
    assert (one.state, one.starts_at, one.time_zone, one.panel) == (
        "scheduled",
        TOMORROW,
        "America/Bogota",
        REVIEWERS[:2],
    )
    (held,) = desk.interview().items
    assert (held.state, held.notes, held.recommendation) == ("held", "a lively hour", "admit")
    assert desk.show().interviews == (held,)
    assert desk.outbox.events == [
        InterviewScheduled(
            **KEYS, interview_id=one.id, starts_at=TOMORROW, time_zone="America/Bogota", panel=REVIEWERS[:2]
        ),
        InterviewHeld(**KEYS, interview_id=one.id, recommendation="admit"),
    ]
    assert "lively" not in desk.outbox.events[1].model_dump_json()


def test_an_interview_is_moved_until_it_was_held() -> None:
    desk = a_desk()
    (one,) = desk.schedule().items
    (moved,) = desk.schedule(interview_id=one.id, starts_at=NOW + timedelta(hours=1), panel=REVIEWERS[2:]).items
    assert (moved.id, moved.starts_at, moved.panel) == (one.id, NOW + timedelta(hours=1), REVIEWERS[2:])
    told = desk.outbox.events[-1]
    assert isinstance(told, InterviewScheduled)
    assert told.moved
    desk.schedule(interview_id=one.id, starts_at=NOW + timedelta(hours=1), panel=REVIEWERS[2:])
    assert len(desk.outbox.events) == 2
    desk.interview()
    assert refused(lambda: desk.schedule(interview_id=one.id)) == (
        "illegal_transition: An interview that is held cannot become scheduled."
    )


def test_what_was_recorded_may_be_corrected() -> None:
    desk = a_desk()
    desk.schedule()
    desk.interview()
    (held,) = desk.interview(notes="a dull hour", recommendation="decline").items
    assert (held.notes, held.recommendation) == ("a dull hour", "decline")


def test_nothing_is_recorded_before_it_was_said() -> None:
    desk = a_desk()
    desk.schedule()
    refusal = refusal_of(lambda: desk.interview(now=TOMORROW - timedelta(seconds=1)))
    assert [(one.field, one.code) for one in refusal.details] == [("starts_at", "not_begun")]
    assert desk.interview(now=TOMORROW).total == 1


def test_a_cancelled_interview_leaves_room_for_another() -> None:
    desk = a_desk()
    (one,) = desk.schedule().items
    (cancelled,) = desk.cancel_interview().items
    assert (cancelled.state, cancelled.reason) == ("cancelled", "the mayor is ill")
    assert desk.outbox.events[-1] == InterviewCancelled(
        **KEYS, interview_id=one.id, starts_at=one.starts_at, time_zone=one.time_zone, panel=one.panel, sequence=1
    )
    assert refused(desk.interview) == f"not_found: {CODE} has no such interview."
    assert refused(lambda: desk.interview(interview_id=one.id)) == (
        "illegal_transition: An interview that is canceled cannot become held."
    )
    desk.schedule(starts_at=NOW + timedelta(days=5))
    assert [i.state for i in desk.interview(now=NOW + timedelta(days=6)).items] == ["cancelled", "held"]


def test_a_panel_has_people_of_the_program_without_a_conflict() -> None:
    desk, coach, staff = a_desk(), UUID(int=900), UUID(int=901)
    for person, role in ((coach, Role.COACH), (staff, Role.STAFF)):
        event = PersonAdded(person_id=person, roles=(role,), languages=("es",))
        interviewing.record_panelist(event, desk.repository)
    refusal = refusal_of(lambda: desk.schedule(panel=(coach,)))
    assert [(one.field, one.code) for one in refusal.details] == [("panel.0", "no_such_panelist")]
    desk.assign(1)
    desk.declare("declared", 1)
    assert refused(desk.schedule) == (
        "conflict_of_interest: Somebody on the panel declared a conflict of interest with this city."
    )
    assert desk.schedule(panel=(staff, staff)).items[0].panel == (staff,)


def test_another_citys_interview_cannot_be_found() -> None:
    desk = a_desk()
    desk.check("AAAAAAAAAA")
    (one,) = desk.schedule().items
    assert refused(lambda: desk.interview("AAAAAAAAAA", interview_id=one.id)) == (
        "not_found: AAAAAAAAAA has no such interview."
    )


# -- the selection view ------------------------------------------------------------------------------------------------

COUNTRIES, BANDS = PROGRAM.eligibility.countries, PROGRAM.selection.size_bands


def test_a_region_is_its_countries_and_elsewhere_all_the_others() -> None:
    assert countries_of("north_america", COUNTRIES) == (("CA", "MX", "US"), False)
    listed, others = countries_of("elsewhere", COUNTRIES)
    assert others
    assert {"US", "PR", "JM"} <= set(listed)


@pytest.mark.parametrize(
    ("size", "limits"),
    [
        ("up_to_250000", (None, 250_000)),
        ("250001-500000", (250_000, 500_000)),
        ("over_1000000", (1_000_000, None)),
        ("up to 250,000", (None, 250_000)),
        ("250,001-500,000", (250_000, 500_000)),
        ("over 1,000,000", (1_000_000, None)),
    ],
)
def test_a_size_is_its_limits(size: str, limits: tuple[int | None, int | None]) -> None:
    assert limits_of(size, BANDS) == limits


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"region": "atlantis"}, "region", "not_a_choice"),
        ({"size": "huge"}, "size", "not_a_choice"),
        ({"after": "somewhere"}, "after", "unknown_page"),
        ({"after": "NaN|A"}, "after", "unknown_page"),
    ],
)
def test_a_wrong_filter_is_named(fields: dict[str, str], field: str, code: str) -> None:
    request = GetPool.model_validate({"call": "2027"} | fields)
    refusal = refusal_of(lambda: viewing.get_pool(request, Desk().repository, PROGRAM, FakeOwners()))
    assert [(one.field, one.code) for one in refusal.details] == [(field, code)]


def test_a_view_needs_a_call() -> None:
    assert refused(lambda: viewing.get_pool(GetPool(call="2031"), Desk().repository, PROGRAM, FakeOwners())) == (
        "not_found: There is no call 2031."
    )
