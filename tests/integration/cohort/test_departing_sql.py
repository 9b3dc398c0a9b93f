"""Leaving, coming back and handing over on the real tables; who books at that moment sees what became of the city."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.cohort.handlers import advancing, inviting, reassigning, sessions
from services.cohort.repository import Repository
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal
from shared.contracts.people import PersonRef
from shared.storage.database import Transaction
from tests.integration.cohort.conftest import Store
from tests.support.fakes import FakeOutbox
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, LEAD, NOW, PROGRAM, STAFF
from tests.unit.cohort.fake_sessions import COACH_ID, HOUR, LEAD_REF, OFFICE_REF, OTHER, THIRD, SessionDesk
from tests.unit.cohort.test_departing import AFTER_IT, ANOTHER_COACH, VISIT_AT
from tests.unit.cohort.test_departing import Program as FakeProgram


class Program(FakeProgram):
    """The same verbs on a transaction."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.repository: Any = Repository(tx, PROGRAM)
        self.outbox, self.program = FakeOutbox(), PROGRAM

    @property
    def city(self) -> Any:
        return self.repository.find_participation(CODE)

    def start(self) -> None:
        self.plan()
        for code in (CODE, OTHER, THIRD):
            self.join(code)
        self.repository.upsert_coach(COACH_ID, ["es", "en"])
        self.repository.upsert_coach(ANOTHER_COACH, ["es", "en"])
        people = ((LEAD_REF, "team_lead"), (OFFICE_REF, "mayors_office"))
        roster = [PersonRef(ref=ref, role=role, language="es") for ref, role in people]
        self.repository.replace_roster(APPLICATION_ID, roster)
        self.repository.replace_roster(self.id_of(OTHER), [PersonRef(ref="intake:o", role="team_lead", language="es")])

    def state_of(self, session_id: UUID) -> tuple[str, list[str], list[str | None]]:
        session = self.repository.find_session(session_id)
        people = self.repository.list_session_people(session_id)
        cities = [city.code for city in self.repository.list_session_cities(session_id)]
        return session.state, cities, [person.ref for person in people]


def test_a_city_leaves_and_comes_back(tx: Transaction) -> None:
    desk = Program(tx)
    desk.start()
    desk.assign()
    desk.schedule(VISIT_AT, VISIT_AT + HOUR)
    alone = desk.book()
    many = desk.book(kind="workshop", cities=(CODE, OTHER), starts_at=AFTER_IT, ends_at=AFTER_IT + HOUR)
    keynote = desk.book(
        kind="keynote", cities=(), coach_id=None, speaker="X", starts_at=AFTER_IT + HOUR, ends_at=AFTER_IT + 2 * HOUR
    )
    desk.agree(alone.id, owner_ref=LEAD_REF)
    desk.convene()
    desk.invite()
    desk.say("yes")
    left = desk.leave()
    assert [one.kind for one in left.ended] == [
        "visit", "session", "session_part", "session_part", "invitation", "action_item",
    ]  # fmt: skip
    assert desk.state_of(alone.id) == ("cancelled", [CODE], [LEAD_REF])
    assert desk.state_of(many.id) == ("scheduled", [OTHER], ["intake:o"])
    assert desk.state_of(keynote.id)[1] == [OTHER, THIRD]
    back = desk.back()
    assert [one.kind for one in back.invited] == ["session_part", "invitation"]
    assert [one.kind for one in back.proposed] == ["visit", "session", "session_part", "action_item"]
    desk.leave()
    desk.hold_session(keynote.id, (OTHER, "present"), (THIRD, "present"), now=keynote.ends_at)
    desk.back(now=keynote.ends_at + HOUR)
    shown = sessions.show_session(desk.repository.find_session(keynote.id), desk.repository)
    assert {city.code: city.attendance for city in shown.cities}[CODE] == "not_expected"


def test_somebody_hands_over_and_an_old_version_brings_nobody_back(tx: Transaction) -> None:
    desk = Program(tx)
    desk.start()
    session = desk.book()
    desk.agree(session.id, owner_ref=LEAD_REF)
    desk.convene()
    desk.invite()
    desk.say("yes")
    shown = desk.hand_over(desk.lead_id(), email="rosa@puerto.example")
    rosa = next(one for one in shown.members if one.name == "Rosa Inventada")
    assert desk.state_of(session.id)[2] == [f"cohort:{rosa.id}"]
    invitations = {one.ref: one for one in desk.invite().invitations if one.code == CODE}
    assert [(ref, one.state, one.name) for ref, one in invitations.items()] == [
        (f"cohort:{rosa.id}", "invited", "Rosa Inventada")
    ]
    assert desk.repository.find_city_person(rosa.id).email == "rosa@puerto.example"
    found = [desk.repository.list_city_people_at(one) for one in ("ROSA@puerto.example", "rosa@puerto")]
    assert found == [[rosa.id], []]
    desk.repository.replace_roster(APPLICATION_ID, [PersonRef(ref=LEAD_REF, role="team_lead", language="es")])
    assert [one.ref for one in desk.repository.list_roster([APPLICATION_ID])] == [f"cohort:{rosa.id}"]
    desk.add("Leo Vuelve", role="team_lead", ref=LEAD_REF)
    assert LEAD_REF in {one.ref for one in desk.repository.list_roster([APPLICATION_ID])}
    assert [item.owner_ref for item in desk.repository.list_open_items(APPLICATION_ID)] == [f"cohort:{rosa.id}"]


def test_a_moved_convening_asks_anew_and_an_uninvited_person_comes_back_by_name(tx: Transaction) -> None:
    desk = Program(tx)
    desk.start()
    desk.convene()
    desk.invite()
    desk.say("yes")
    moved = desk.convene(place="Another hall")
    assert {(one.code, one.state, one.earlier_answer) for one in moved.invitations} == {
        (CODE, "invited", "yes"), (OTHER, "invited", None),
    }  # fmt: skip
    desk.uninvite()
    assert desk.invite().invited == 1
    assert desk.invite(code=CODE).invited == 2


def test_a_coach_is_followed_by_another(tx: Transaction) -> None:
    desk = Program(tx)
    desk.start()
    assert desk.assign().sessions == ()
    session = desk.book()
    assert [one.id for one in desk.assign(ANOTHER_COACH).sessions] == [session.id]
    desk.assign()
    request = contract.ReassignCoach(coach=COACH_ID, to=ANOTHER_COACH)
    (city,) = reassigning.list_cities(request, desk.repository, LEAD, NOW)
    done = reassigning.reassign_city(request, city.code, desk.repository, desk.outbox, LEAD, NOW)
    assert (done.lead, len(done.sessions)) == (True, 1)
    assert [one.coach_id for one, _ in desk.repository.list_coach_sessions(ANOTHER_COACH, NOW)] == [ANOTHER_COACH]
    assert desk.repository.list_coach_sessions(COACH_ID, NOW) == []


# -- two at once -------------------------------------------------------------------------------------------------------


def leaves(repository: Repository, outbox: Any) -> contract.ChangedStatus:
    request = contract.ChangeStatus(code=CODE, status="withdrawn", reason="elections in May")
    return advancing.change_status(request, repository, outbox, LEAD, NOW)


def books(repository: Repository, outbox: Any) -> contract.Session:
    fields = SessionDesk.request(None, kind="workshop", cities=(CODE, OTHER), coach_id=None)  # type: ignore[arg-type]
    return sessions.schedule_session(contract.ScheduleSession.model_validate(fields), repository, outbox, STAFF, NOW)


def invites(repository: Repository, outbox: Any) -> contract.ConveningDetail:
    request = contract.InviteToConvening(cohort="cohort-2027", kind="leaders")
    return inviting.invite_to_convening(request, repository, outbox)


def test_a_city_that_leaves_while_it_is_booked_keeps_nothing(store: Store) -> None:
    with store.database.transaction() as tx:
        desk = Program(tx)
        desk.start()
        desk.convene()
    left, booked, _ = store.at_once(leaves, books, invites)
    assert isinstance(left, contract.ChangedStatus)
    if isinstance(booked, Refusal):
        assert booked.code == "illegal_transition"
    rows = store.rows("select 1 as one from session_cities where application_id = %s", (str(APPLICATION_ID),))
    assert rows == [], "booked before, it was taken out"
    standing = "select state from invitations where application_id = %s and state <> 'removed'"
    assert store.rows(standing, (str(APPLICATION_ID),)) == []


def test_of_two_sessions_for_one_city_at_one_time_one_is_refused(store: Store) -> None:
    with store.database.transaction() as tx:
        Program(tx).start()
    first, second = store.at_once(books, books)
    assert sorted([type(first).__name__, type(second).__name__]) == ["Refusal", "Session"]
    assert next(one.code for one in (first, second) if isinstance(one, Refusal)) == "city_booked"
