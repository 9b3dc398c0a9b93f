"""Each report, as everybody whose role may ask for it: their own cities are in it, a foreign one is not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from services.reporting.repository import Repository
from services.reporting.service import Service
from shared.contracts import cohort, eligibility, intake, reporting
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Page, Request
from shared.storage.database import Transaction
from tests.integration.reporting.test_recording import Store
from tests.rights.reporting import ROWS, Shown
from tests.rights.row import GATE, Answered, owners_of, sent
from tests.support.foundations import Foundations
from tests.support.owners import FakeOwners
from tests.unit.reporting.fakes import (
    advanced,
    application_id,
    asked,
    attended,
    checked,
    coach_assigned,
    decided,
    envelope_of,
    held,
    minutes,
    people,
    session,
    started,
    submitted,
)
from tests.unit.reporting.fakes import (
    sent as decision_sent,
)
from tests.unit.reporting.test_reporting_handlers import PROGRAM

OWN, FOREIGN, PENDING = "AAAAAAAAAA", "BBBBBBBBBB", "CCCCCCCCCC"
COACH, OTHER_COACH, APPLICANT, OTHER_APPLICANT, TEAM, OTHER_TEAM, WAITING, IDLE = range(51, 59)
PERSON = {Role.COACH: COACH, Role.APPLICANT: APPLICANT, Role.CITY_MEMBER: TEAM}


@dataclass
class World:
    tx: Transaction
    service: Any
    own: Shown
    foreign: Shown

    def ask(self, request: Request[Any], role: Role, person: int | None = None) -> tuple[str, str]:
        who = Caller(f"person:{UUID(int=person or PERSON[role])}", frozenset({role, Role.APPLICANT, Role.CITY_MEMBER}))
        return sent(request, who, self.service, self.tx)


def shown(code: str, city: str) -> Shown:
    return Shown(code, (code, city, str(application_id(code))))


def lived(code: str, city: str, country: str, coach: int, applicant: int, team: int) -> list[Any]:
    """From the application to the first session."""
    return [
        submitted(code, city=city, country=country), checked(code), asked(eligibility.ReviewAssigned, code),
        decided(code), decision_sent(code), people(intake.ApplicationPeopleChanged, applicant, code=code),
        started(code), coach_assigned(coach, code), people(cohort.CityPeopleChanged, team, code=code),
        advanced(code, waived=("visit_scheduled",)), held("absent", code), attended("present", code),
        session(cohort.SessionNoted, code, visibility="staff"), session(cohort.SessionNoted, code, visibility="city"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def world(foundations: Foundations) -> Iterator[World]:
    url = foundations.database_of("reporting")
    store = Store(url)
    events = [
        *lived(FOREIGN, "Ciudad Ajena", "AR", OTHER_COACH, OTHER_APPLICANT, OTHER_TEAM),
        *lived(OWN, "Puerto Ejemplo", "CO", COACH, APPLICANT, TEAM),
        submitted(PENDING, city="Por Decidir", country="PE"),
        people(intake.ApplicationPeopleChanged, WAITING, code=PENDING),
        checked(PENDING),
        decided(PENDING),
    ]
    store.record([envelope_of(event, time=minutes(number)) for number, event in enumerate(events)])
    service: Any = Service()
    service.program, service.owners = PROGRAM, FakeOwners()
    with store.database.transaction(seconds=300) as tx:
        yield World(tx, service, shown(OWN, "Puerto Ejemplo"), shown(FOREIGN, "Ciudad Ajena"))
    store.database.close()
    foundations.give_back(url)


ELSEWHERE = {reporting.ListWork}  # test_work_sql.py
TRIED = [(request, role) for request in ROWS if request not in ELSEWHERE for role in owners_of(request)]


@pytest.mark.parametrize(("request_", "role"), TRIED, ids=[f"{r.method}-{role}" for r, role in TRIED])
def test_own_cities_alone_are_there(request_: type[Request[Any]], role: Role, world: World) -> None:
    row = ROWS[request_]
    code, text = world.ask(row.make(world.own), role)
    assert code not in GATE, text
    assert any(own in text for own in ("CO", "application_submitted")), text
    assert not [mark for mark in (*world.foreign.marks, "AR", "PE") if mark in text], text
    for refused, said in (world.ask(row.make(world.foreign), role), world.ask(row.make(world.own), role, IDLE)):
        if row.lists:
            assert not [mark for mark in world.foreign.marks if mark in said], said
        else:
            assert refused == "not_found", said
    if row.lists:
        assert not [mark for mark in world.own.marks if mark in world.ask(row.make(world.own), role, IDLE)[1]]


def page(world: World, role: Role, code: str = OWN, person: int | None = None) -> reporting.CityPage:
    refused, text = world.ask(reporting.GetCityPage(code=code), role, person)
    assert refused == "", text
    return reporting.CityPage.model_validate_json(text)


def test_a_page_tells_its_people_what_they_were_told(world: World) -> None:
    """Not the check, the review, the decision before it was sent, the note for staff, the waiver."""
    told = page(world, Role.CITY_MEMBER)
    assert [entry.event for entry in told.history] == [
        "application_submitted", "decision_sent", "application_people_changed", "participation_started",
        "coach_assigned", "city_people_changed", "phase_advanced", "session_held", "session_attended", "session_noted",
    ]  # fmt: skip
    phase = next(entry for entry in told.history if entry.event == "phase_advanced")
    assert [clause.key for clause in phase.clauses] == ["phase_advanced"]
    assert page(world, Role.APPLICANT).history == told.history


def test_a_coach_reads_what_is_theirs_and_no_review_and_no_unsent_decision(world: World) -> None:
    told = page(world, Role.COACH)
    events = [entry.event for entry in told.history]
    assert events.count("session_noted") == 2
    assert not {"eligibility_checked", "review_assigned", "decision_made"} & set(events)
    phase = next(entry for entry in told.history if entry.event == "phase_advanced")
    assert [clause.key for clause in phase.clauses] == ["phase_advanced", "clauses.waived"]


def test_a_decision_is_under_review_until_it_is_sent(world: World) -> None:
    assert page(world, Role.APPLICANT, PENDING, WAITING).state is ApplicationState.IN_REVIEW
    staff = Caller(f"person:{UUID(int=60)}", frozenset({Role.STAFF}))
    _, text = sent(reporting.GetCityPage(code=PENDING), staff, world.service, world.tx)
    assert reporting.CityPage.model_validate_json(text).state is ApplicationState.DECIDED


def test_a_filter_tells_nobody_outside_who_reviews(world: World) -> None:
    for reviewer in (UUID(int=5), UUID(int=6)):
        refused, text = world.ask(reporting.ListApplications(reviewer=reviewer), Role.COACH)
        assert (refused, "no_such_reviewer" in text) == ("invalid", True)


def test_who_is_of_a_city_no_more_reads_it_no_more(world: World) -> None:
    with pytest.raises(Answered), world.tx.savepoint():
        Repository(world.tx).replace_readers(application_id(OWN), "city", ())
        assert world.ask(reporting.GetCityPage(code=OWN), Role.CITY_MEMBER)[0] == "not_found"
        Repository(world.tx).replace_readers(application_id(OWN), "coach", (UUID(int=OTHER_COACH),))
        assert world.ask(reporting.GetCityPage(code=OWN), Role.COACH)[0] == "not_found"
        raise Answered("nothing stays")


def listed(world: World, **filters: Any) -> list[tuple[str, str, str | None]]:
    refused, text = world.ask(reporting.ListApplications.model_validate(filters), Role.APPLICANT, WAITING)
    assert refused == "", text
    found = Page[reporting.ListedApplication].model_validate_json(text)
    assert found.total == len(found.items)
    return [(one.code, one.state, one.eligibility) for one in found.items]


def test_a_list_tells_and_finds_what_was_told(world: World) -> None:
    """The check's outcome and a decision that waits are not told, so nobody finds them by a filter either."""
    waiting = [(PENDING, "in_review", None)]
    assert listed(world) == listed(world, state="in_review") == waiting
    assert listed(world, state="decided") == listed(world, eligibility="eligible") == []
