"""The city visit on its page: proposed, answered, scheduled, held, written up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import cohort
from shared.contracts.errors import Detail, Refusal
from shared.contracts.people import Role
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.rooms import COACHING, CODE, HOME, READS, TEAM, room, timeline
from tests.unit.portal.pages.signed_in import headers

PAGE = f"{HOME}/visit"
CITYS = (*TEAM, "answer_visit", "propose_visit")
COACHS = (*COACHING, "answer_visit", "propose_visit", "cancel_visit")


def visit(state: str = "proposed", **changed: Any) -> cohort.Visit:
    fields = {
        "id": UUID(int=71), "state": state, "starts_at": datetime(2026, 9, 10, 14, tzinfo=UTC),
        "ends_at": datetime(2026, 9, 11, 22, tzinfo=UTC), "time_zone": "America/Bogota", "place": "City hall",
        "participants": ("Ana Ficticia",), "held_on": None, "write_up_due_on": None, "overdue": False,
        "outputs": None, "cancelled_because": None,
    }  # fmt: skip
    return cohort.Visit.model_validate(fields | changed)


def door(may: tuple[str, ...], shown: cohort.Visit | None, *roles: Role, **answers: Any) -> Any:
    return room(may, *roles, get_timeline=timeline(visit=shown), **answers)


def asked(at: Any, method: str) -> Any:
    return [one.request for one in at.client.asked if one.request.method == method]


@pytest.mark.parametrize(
    ("may", "state", "shown"),
    [
        (CITYS, None, {"propose"}),
        (CITYS, "proposed", {"answer", "propose"}),
        (CITYS, "scheduled", set()),
        (COACHS, "proposed", {"answer", "propose", "schedule", "cancel"}),
        (COACHS, "scheduled", {"hold", "schedule", "cancel"}),
        (COACHS, "held", {"write-up"}),
        (COACHS, "written_up", set()),
        (READS, "proposed", set()),
    ],
)
def test_what_may_be_done_follows_from_the_state_and_the_reader(
    may: tuple[str, ...], state: str | None, shown: set[str]
) -> None:
    text = door(may, visit(state) if state else None).get(PAGE, headers=headers()).text
    verbs = ("answer", "propose", "schedule", "cancel", "hold", "write-up")
    assert {one for one in verbs if f'action="{PAGE}/{one}"' in text} == shown


@pytest.mark.parametrize("more", ["name", "known", "self", "verb", "__class__"])
def test_a_refused_form_is_shown_again_whatever_fields_somebody_added(more: str) -> None:
    at = door(CITYS, visit(), answer_visit=Refusal("invalid", Detail("suits", "missing")))
    answer = at.post(f"{PAGE}/answer", data={more: "<b>", "note": "The week after"}, headers=headers())
    assert answer.status_code == 422
    assert "<b>" not in answer.text


def test_a_city_says_that_a_date_does_not_suit_and_what_would() -> None:
    at = door(CITYS, visit(), answer_visit=visit())
    form = {"suits": "false", "note": "The week after suits the mayor"}
    assert at.post(f"{PAGE}/answer", data=form, headers=headers("es")).headers["Location"] == PAGE
    assert asked(at, "answer_visit") == [
        cohort.AnswerVisit(code=CODE, suits=False, note="The week after suits the mayor")
    ]


def test_the_answer_is_shown_to_whoever_schedules() -> None:
    answer = {"suits": False, "note": "The week after", "answered_at": datetime(2026, 9, 1, tzinfo=UTC)}
    page = Read(door(COACHS, visit(answer=answer), Role.COACH).get(PAGE, headers=headers()))
    assert "It does not suit the city" in page.text
    assert "The week after" in page.text


def test_times_are_typed_and_shown_by_the_citys_clock() -> None:
    at = door(COACHS, visit(), Role.COACH, schedule_visit=visit("scheduled"))
    page = Read(at.get(PAGE, headers=headers()))
    assert page.ids["schedule-starts_at"]["value"] == "2026-09-10T09:00"
    form = {"starts_at": "2026-09-10T09:30", "ends_at": "2026-09-10T17:00", "place": "City hall", "participants": ""}
    assert at.post(f"{PAGE}/schedule", data=form, headers=headers()).status_code == 303
    [sent] = asked(at, "schedule_visit")
    assert (sent.starts_at, sent.participants) == (datetime(2026, 9, 10, 14, 30, tzinfo=UTC), ())


def test_days_outside_the_window_are_named_and_leads_may_except_them() -> None:
    window = {"first": "2026-08-02", "last": "2026-10-16"}
    refusal = Refusal("outside_window", Detail("starts_at", "outside_window", **window), **window, time_zone="UTC")
    form = {"starts_at": "2027-09-10T09:30", "ends_at": "2027-09-10T17:00", "place": "City hall"}
    for role, offered in ((Role.COACH, False), (Role.PROGRAM_LEAD, True)):
        at = door(COACHS, visit(), role, schedule_visit=refusal)
        page = Read(at.post(f"{PAGE}/schedule", data=form, headers=headers()))
        assert "#schedule-starts_at" in page.links
        assert ("override" in page.fields) == offered
    at = door(COACHS, visit(), Role.PROGRAM_LEAD, schedule_visit=visit("scheduled"))
    at.post(f"{PAGE}/schedule", data=form | {"override": "The mayor travels"}, headers=headers())
    assert asked(at, "schedule_visit")[0].override == "The mayor travels"


def test_a_visit_is_written_up_with_ranked_priorities_and_one_lead() -> None:
    at = door(COACHS, visit("held"), Role.COACH, write_up_visit=visit("written_up"))
    page = Read(at.get(PAGE, headers=headers()))
    assert page.ids["write-up-roster.0.name"]["value"] == "Leo Supuesto"
    form = {
        "vision": "A city that decides with its data.", "stakeholders": "Neighbours’ council\r\n",
        "priorities": "Waiting times\r\nOpen data", "roster.0.name": "Leo Supuesto", "roster.0.role": "team_lead",
        "roster.0.lead": "true", "roster.1.name": "", "roster.2.name": "Dana Inventada", "roster.2.role": "team",
    }  # fmt: skip
    assert at.post(f"{PAGE}/write-up", data=form, headers=headers()).status_code == 303
    [sent] = asked(at, "write_up_visit")
    assert [(one.rank, one.title) for one in sent.priorities] == [(1, "Waiting times"), (2, "Open data")]
    assert [(one.name, one.lead) for one in sent.roster] == [("Leo Supuesto", True), ("Dana Inventada", False)]


@pytest.mark.parametrize("typed", ["next week", "2026-13-45T99:00", "9" * 400])
def test_a_time_that_nobody_can_read_is_refused_and_kept(typed: str) -> None:
    at = door(COACHS, visit(), Role.COACH)
    answer = at.post(f"{PAGE}/schedule", data={"starts_at": typed}, headers=headers())
    assert answer.status_code == 422
    assert Read(answer).ids["schedule-starts_at"]["value"] == typed
