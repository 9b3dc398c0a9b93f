"""A convening on the real tables, from its date to its thanks; two for the last place."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

from services.cohort.handlers import inviting
from services.cohort.repository import Repository
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal
from shared.messaging.outbox import Outbox
from shared.messaging.reminded import Reminded
from shared.storage.database import Transaction
from tests.integration.cohort.conftest import Store
from tests.integration.cohort.test_dates_sql import OTHER, start
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, PROGRAM, STAFF
from tests.unit.cohort.test_convening import ENDS_AT, NOW, STARTS_AT, Hall, keys


class RealHall(Hall):
    """The same verbs on a transaction."""

    def __init__(self, tx: Transaction) -> None:
        self.program = PROGRAM
        self.repository, self.outbox = Repository(tx, PROGRAM), Outbox(tx)  # type: ignore[assignment]
        self.reminded = Reminded(tx)  # type: ignore[assignment]


def invite(store: Store, **plan: Any) -> None:
    start(store)
    with store.database.transaction() as tx:
        hall = RealHall(tx)
        other = hall.repository.find_participation(OTHER)
        assert other is not None
        hall.know(APPLICATION_ID, CODE)
        hall.know(other.application_id, OTHER)
        hall.convene(**plan)
        hall.invite()


def test_a_whole_convening(store: Store) -> None:
    invite(store)
    with store.database.transaction() as tx:
        hall = RealHall(tx)
        hall.answer()
        hall.answer("chief_of_staff", "no")
        hall.need(diet="no peanuts", interpretation="pt")
        hall.need(diet="vegetarian")
        needs = hall.repository.list_needs(hall.uninvite("chief_data_officer").id)
        hall.cancel_it()
        hall.convene(place="Town hall")
        for _ in range(2):
            hall.remind(datetime(2027, 9, 18, tzinfo=NOW.tzinfo))
        hall.check_in(now=STARTS_AT)
        assert hall.undo_check_in().attended == 0
        hall.check_in(now=STARTS_AT)
        shown = hall.thank(ENDS_AT)
        assert hall.repository.list_settled_convenings(APPLICATION_ID) == {"leaders"}
    assert [(one.code, one.diet, one.interpretation) for one in needs] == [(CODE, "vegetarian", None)]
    assert (shown.state, shown.invited, shown.attended) == ("thanked", 5, 1)
    types = [row["type"] for row in store.rows("select type from outbox")]
    assert (types.count("convening_reminded"), types.count("attendance_thanked")) == (5, 1)


def test_two_for_the_last_place(store: Store) -> None:
    invite(store, capacity=1)
    ready = Barrier(2)

    def answer(code: str) -> str:
        request = contract.AnswerInvitation.model_validate(keys("team_lead") | {"code": code, "answer": "yes"})
        ready.wait()
        try:
            store.run(lambda repository, outbox: inviting.answer_invitation(request, repository, outbox, STAFF, NOW))
        except Refusal as refusal:
            return refusal.code
        return "yes"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(answer, (CODE, OTHER))) == ["no_seat", "yes"]
