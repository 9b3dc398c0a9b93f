"""The desks of the unit tests over the real repository: the same steps, the statements of queries/*.sql behind them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.cohort.domain.participation import ParticipationRecord
from services.cohort.repository import Repository
from shared.contracts.people import PersonRef
from shared.storage.database import Transaction
from tests.support.fakes import FakeOutbox
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, PROGRAM
from tests.unit.cohort.fake_sessions import LEAD_REF, OFFICE_REF, OTHER, THIRD, SessionDesk


class RealDesk(SessionDesk):
    """Three cities of one cohort."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.repository: Any = Repository(tx, PROGRAM)
        self.outbox, self.program = FakeOutbox(), PROGRAM
        self.plan()
        for code in (CODE, OTHER, THIRD):
            self.join(code)
        lead = PersonRef(ref=LEAD_REF, role="team_lead", language="es")
        office = PersonRef(ref=OFFICE_REF, role="mayors_office", language="pt")
        self.repository.replace_roster(APPLICATION_ID, (lead, office))
        self.outbox.events.clear()

    @property
    def city(self) -> ParticipationRecord:
        found: ParticipationRecord | None = self.repository.find_participation(CODE)
        assert found is not None
        return found

    def put(self, **changes: Any) -> None:
        for column, value in changes.items():
            self.tx.execute(f"update participations set {column} = %s where code = %s", (value, CODE))  # noqa: S608

    def state_of(self, session_id: UUID) -> str:
        found = self.repository.find_session(session_id)
        assert found is not None
        return str(found.state)
