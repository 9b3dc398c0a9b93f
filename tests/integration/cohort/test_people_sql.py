"""Visits, teams, coaches and residents on the real tables; what a coach sees."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest

from services.cohort.domain.audience import Audience
from services.cohort.handlers import coaching, engaging, lookup, showing, visiting
from services.cohort.repository import Repository
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal
from shared.messaging.outbox import Outbox
from shared.storage.database import Transaction
from tests.integration.cohort.test_dates_sql import OTHER, start
from tests.support.store import Store
from tests.unit.cohort.fake_cohort import CODE, NOW, PROGRAM, STAFF
from tests.unit.cohort.test_team import ANA, BRUNO, LATER, Room, engagement

AT = datetime(2027, 6, 10, 15, tzinfo=UTC)


class RealRoom(Room):
    """The same verbs on a transaction."""

    def __init__(self, tx: Transaction) -> None:
        self.program = PROGRAM
        self.repository, self.outbox = Repository(tx, PROGRAM), Outbox(tx)  # type: ignore[assignment]


def test_a_visit_from_its_proposal_to_its_write_up(store: Store) -> None:
    start(store)
    with store.database.transaction() as tx:
        room = RealRoom(tx)
        room.propose(AT, AT.replace(hour=20))
        request = contract.AnswerVisit(code=CODE, suits=False, note="the week after")
        answered = visiting.answer_visit(request, room.repository, room.outbox, LATER)
        assert answered.answer == contract.VisitAnswer(suits=False, note="the week after", answered_at=LATER)
        assert room.propose(AT, AT.replace(hour=20)).answer is None
        room.schedule(AT, AT.replace(hour=20))
        assert room.cancel().cancelled_because == "a storm warning"
        room.schedule(AT, AT.replace(hour=20))
        room.hold(date(2027, 6, 10), LATER)
        shown = room.write_up(LATER)
        team = room.members
    assert shown.outputs is not None
    assert (shown.state, shown.participants, shown.cancelled_because) == ("written_up", ("Ana Ficticia",), None)
    assert team["Dana Inventada"].lead is True


def test_a_team_with_its_successions(store: Store) -> None:
    start(store)
    with store.database.transaction() as tx:
        room = RealRoom(tx)
        room.name_lead()
        room.add()
        room.hand_over(room.members["Leo Supuesto"].id)
        room.add("Dana Inventada")
        room.leave(room.members["Dana Inventada"].id)
        members = room.members
        city = lookup.get_participation(room.repository, CODE)
        met = {one.condition: one.met for one in showing.show_participation(room.repository, city, NOW).requirements}
    assert {name: (one.lead, one.left_on is None) for name, one in members.items()} == {
        "Leo Supuesto": (False, False),
        "Rosa Inventada": (True, True),
        "Dana Inventada": (False, False),
    }
    assert met["team_lead_named"] is True


def test_two_cities_for_a_coachs_last_hours(store: Store) -> None:
    start(store)
    with store.database.transaction() as tx:
        room = RealRoom(tx)
        room.hire(ANA, "es")
        room.hours(ANA, 8)
    ready = Barrier(2)

    def assign(code: str) -> str:
        request = contract.AssignCoach(code=code, coach=ANA)
        ready.wait()
        try:
            store.run(lambda repository, outbox: coaching.assign_coach(request, repository, outbox, STAFF, NOW))
        except Refusal as refusal:
            return refusal.code
        return "assigned"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(assign, (CODE, OTHER))) == ["assigned", "coach_full"]


def test_a_coach_who_left_gets_no_city(store: Store) -> None:
    start(store)
    with store.database.transaction() as tx:
        room = RealRoom(tx)
        room.hire(ANA, "es")
        room.dismiss(ANA)
        with pytest.raises(Refusal, match="not_found"):
            room.assign(ANA)
        room.hire(ANA, "es")
        assert room.assign(ANA).lead_coach_id == ANA


def test_to_a_coach_other_cities_are_not_there(store: Store) -> None:
    start(store)
    with store.database.transaction() as tx:
        room = RealRoom(tx)
        room.hire(ANA, "es")
        room.hire(BRUNO, "es")
        room.assign(ANA)
        for coach, seen in ((ANA, [CODE]), (BRUNO, [])):
            mine = Repository(tx, PROGRAM, Audience(coach=coach))
            assert [one.code for one in showing.show_tracker(mine, "cohort-2027", NOW).members] == seen
            for find in (lookup.get_participation, lookup.lock_participation):
                if seen:
                    assert find(mine, CODE).lead_coach_id == ANA
                else:
                    with pytest.raises(Refusal, match="not_found"):
                        find(mine, CODE)
        loads = coaching.list_coaches(room.repository, PROGRAM).items
    assert [(one.id, one.cities) for one in loads] == [(ANA, (CODE,)), (BRUNO, ())]


def test_residents_are_kept(store: Store) -> None:
    start(store)
    request = engagement(reference="open data policy", linked_to="policy")
    store.run(lambda repository, outbox: engaging.record_engagement(request, repository, outbox, NOW))
    page = store.run(lambda repository, _: engaging.list_engagements(contract.ListEngagements(code=CODE), repository))
    assert [(one.engaged_by, one.residents, one.reference) for one in page.items] == [
        ("survey", 340, "open data policy")
    ]
