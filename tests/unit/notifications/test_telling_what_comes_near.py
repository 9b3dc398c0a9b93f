"""What comes near is told to team, coach and staff, each once and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.notifications.handlers import applications, selecting, watching
from shared.contracts import cohort, identity
from shared.contracts.people import PersonRef
from tests.unit.notifications.fake_ledger import (
    APPLICATION_ID,
    CALL,
    CODE,
    SUBMITTED,
    telling_of,
)
from tests.unit.notifications.tables import tables
from tests.unit.notifications.test_telling_gatherings import COACH, KEYS, mails
from tests.unit.notifications.test_telling_sessions import cause

STAFF_ID = UUID(int=41)
TERM = {"subject": "election", "on_date": date(2027, 11, 1), "days": 90}
MISSING = {"phase": "onboarding", "next_phase": "demonstration", "due_on": date(2027, 6, 1), "missing": 2}
DUE = {"months": 6, "due_on": date(2028, 10, 1)}
PART = {"part": "progress_report", "number": 2}

UNTOLD = SUBMITTED.model_copy(update={"notify": False})  # nobody is mailed that it came


@pytest.fixture
def ledger() -> Any:
    ledger = tables()
    applications.take_in_call(CALL, ledger)
    applications.confirm_submission(UNTOLD, telling_of(ledger, cause()))
    added = identity.PersonAdded(person_id=STAFF_ID, roles=("staff",), languages=("pt",))
    selecting.take_in_person(added, ledger)
    return ledger


def told(ledger: Any, tell: Callable[..., None], event: Any, template: str, **options: Any) -> set[str]:
    """Who gets it; the same event again adds nothing."""
    same = cause()
    for _ in range(2):
        tell(event, telling_of(ledger, same), **options)
    found = mails(ledger, template)
    assert len(found) == len(ledger.mails) == len({mail.recipient for mail in found})
    return {mail.recipient for mail in found}


def of_city(kind: Any, fields: dict[str, Any], coach: PersonRef | None = COACH) -> Any:
    return kind.model_validate(KEYS | fields | ({"coach": coach} if "coach" in kind.model_fields else {}))


def team() -> set[str]:
    return {contact.ref for contact in SUBMITTED.contacts}


@pytest.mark.parametrize(("coach", "also"), [(COACH, {COACH.ref}), (None, set())])
def test_missing_requirements_are_told_to_team_and_coach(ledger: Any, coach: PersonRef | None, also: set[str]) -> None:
    event = of_city(cohort.RequirementsMissing, MISSING, coach)
    assert told(ledger, watching.tell_requirements, event, "requirement_missing") == team() | also
    values = next(iter(ledger.mails.values())).values
    assert (values["phase"], values["due_on"], values["missing"]) == ("demonstration", "2027-06-01", 2)


@pytest.mark.parametrize(
    ("tell", "event", "template"),
    [
        (watching.tell_term, of_city(cohort.TermEnding, TERM), "staff_term_ending"),
        (watching.tell_follow_up, of_city(cohort.FollowUpDue, DUE), "staff_follow_up_due"),
    ],
)
def test_terms_and_follow_ups_are_told_to_staff_and_coach(
    ledger: Any, tell: Callable[..., None], event: Any, template: str
) -> None:
    assert told(ledger, tell, event, template) == {f"identity:{STAFF_ID}", COACH.ref}


@pytest.mark.parametrize("status", ["withdrawn", "exited"])
def test_staff_hear_of_a_city_that_has_left(ledger: Any, status: str) -> None:
    ended = [{"kind": kind, "id": UUID(int=7)} for kind in ("session", "session", "visit")]
    event = of_city(cohort.StatusChanged, {"from_status": "active", "to_status": status, "ended": ended})
    assert told(ledger, watching.tell_leaving, event, "staff_city_left") == {f"identity:{STAFF_ID}"}
    (mail,) = ledger.mails.values()
    assert {kind: number for kind, number in mail.values["ended"].items() if number} == {"visit": 1, "session": 2}


@pytest.mark.parametrize(("before", "after"), [("active", "paused"), ("paused", "active"), ("withdrawn", "active")])
def test_a_pause_and_a_return_are_told_to_nobody(ledger: Any, before: str, after: str) -> None:
    event = of_city(cohort.StatusChanged, {"from_status": before, "to_status": after})
    assert told(ledger, watching.tell_leaving, event, "staff_city_left") == set()


@pytest.mark.parametrize(
    ("kind", "accepted"), [(cohort.ProjectPartAccepted, True), (cohort.ProjectPartReturned, False)]
)
def test_a_judged_report_is_told_to_the_team(ledger: Any, kind: Any, accepted: bool) -> None:
    assert told(ledger, watching.tell_judged_report, of_city(kind, PART), "report_judged") == team()
    assert {mail.values["accepted"] for mail in ledger.mails.values()} == {accepted}


def test_of_the_other_parts_only_a_return_is_told(ledger: Any) -> None:
    accepted, returned = (
        of_city(kind, {"part": "charter"}) for kind in (cohort.ProjectPartAccepted, cohort.ProjectPartReturned)
    )
    assert told(ledger, watching.tell_judged_report, accepted, "report_judged") == set()
    assert told(ledger, watching.tell_judged_report, returned, "report_judged") == team()


def test_an_open_survey_is_told_to_the_team_of_each_city(ledger: Any) -> None:
    cities = [{"application_id": APPLICATION_ID, "code": CODE}]
    event = cohort.SurveyOpened.model_validate(
        {"cohort_id": UUID(int=3), "cohort": "c27", "survey": "start", "closes_on": "2027-07-15", "cities": cities}
    )
    assert told(ledger, watching.tell_survey, event, "survey_opened") == team()
