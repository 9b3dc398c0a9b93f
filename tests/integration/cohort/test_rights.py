"""Each request about a city, as everybody whose role may send it: their own is answered, a foreign one is not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.cohort.domain.audience import LEADERS, MAY_ACT
from services.cohort.repository import Repository
from services.cohort.service import Service
from shared.contracts import cohort as contract
from shared.contracts.people import Caller, PersonRef, Role
from shared.contracts.requests import Request
from shared.files.store import FileStore
from shared.storage.database import Transaction
from tests.integration.cohort.test_city_sql import RealCityDesk
from tests.rights.cohort import ROWS, City
from tests.rights.row import GATE, owners_of, sent
from tests.support.foundations import Foundations
from tests.support.store import store_of
from tests.unit.cohort.fake_cohort import CODE, NOW, PROGRAM, STAFF, STARTS_ON

FOREIGN = "F7X7K2Q9TB"
WORDS = {"es": "Publicaremos lo que medimos"}
CONVENING = {
    "kind": "leaders", "starts_at": "2027-10-05T14:00:00Z", "ends_at": "2027-10-07T20:00:00Z", "capacity": 60,
    "time_zone": "America/New_York", "place": "New York", "rsvp_by": "2027-09-20", "override": "agreed",
}  # fmt: skip
COACH, OTHER_COACH, IDLE = UUID(int=41), UUID(int=42), UUID(int=43)
TEAM_LEAD, MEMBER, OTHER_LEAD = UUID(int=44), UUID(int=45), UUID(int=46)


@dataclass
class World:
    """Two cities of two cohorts, each with people of its own, and somebody who has none."""

    tx: Transaction
    service: Any
    own: City
    foreign: City

    def caller(self, role: Role, *, idle: bool = False) -> Caller:
        person = IDLE if idle else COACH if role is Role.COACH else TEAM_LEAD
        return Caller(f"person:{person}", frozenset({role, Role.APPLICANT, Role.CITY_MEMBER}))


class WorldDesk(RealCityDesk):
    def __init__(self, tx: Transaction, service: Any) -> None:
        super().__init__(tx)
        self.service = service
        self.plan(cohort="cohort-2028", call="2028", starts_on=STARTS_ON)
        self.join(FOREIGN, cohort="cohort-2028", call="2028", city="Otra Ciudad")

    def furnish(self, code: str, coach: UUID) -> City:
        """A city with something of everything, done by staff."""
        city = self.repository.find_participation(code)
        assert city is not None
        application_id, cohort = city.application_id, city.cohort
        self.repository.upsert_coach(coach, ["es"])
        self.repository.update_lead_coach(application_id, coach, None, "staff", NOW)
        self.repository.replace_roster(application_id, [
            PersonRef(ref=f"intake:{uuid4()}", role=role, language="es") for role in ("mayors_office", "team_lead")
        ])  # fmt: skip
        self.do(contract.AddTeamMember(code=code, name="Dana Inventada", role="analyst", email=f"dana@{code}.example"))
        self.do(contract.NameTeamLead(code=code, name="Leo Supuesto", email=f"leo@{code}.example"))
        made = City(code, cohort, *(uuid4() for _ in range(7)))
        session = self.do(ROWS[contract.ScheduleSession].make(made))
        made = replace(made, session_id=session.id, member_id=self.do(contract.GetTeam(code=code)).members[0].id)
        made = replace(made, item_id=self.do(ROWS[contract.AgreeActionItem].make(made)).id)
        made = replace(made, target_id=self.do(ROWS[contract.SetTarget].make(made)).id)
        made = replace(made, gap_id=self.do(ROWS[contract.RecordGap].make(made)).gaps[0].id)
        made = replace(made, milestone_id=self.do(ROWS[contract.PlanMilestone].make(made)).milestones[0].id)
        for request in (contract.ScheduleVisit, contract.SaveVision, contract.WriteMayorCommitment):
            self.do(ROWS[request].make(made))
        self.do(contract.WriteSharedCommitment.model_validate({"cohort": cohort, "title": "We all", "texts": WORDS}))
        self.do(contract.ScheduleConvening.model_validate({"cohort": cohort} | CONVENING))
        self.do(contract.InviteToConvening(cohort=cohort, kind="leaders"))
        fields = {"kind": "letter", "title": f"Letter of {code}", "language": "es", "visibility": "city"}
        self.repository.upsert_document(
            application_id, made.document_id, contract.DocumentFields.model_validate(fields)
        )
        version = {"version": 1, "sha256": "0" * 64, "name": "a.pdf", "media_type": "application/pdf", "size": 1}
        self.repository.insert_document_version(
            made.document_id, contract.DocumentVersion.model_validate(version | {"saved_by": "staff", "saved_at": NOW})
        )
        marks = (code, str(application_id), *(str(one) for one in vars(made).values() if isinstance(one, UUID)))
        return replace(made, marks=marks)

    def do(self, request: Any) -> Any:
        return getattr(self.service, request.method)(request, self.tx, STAFF)


@pytest.fixture(scope="module")
def world(foundations: Foundations, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with (
        store_of(foundations, "cohort", lambda tx: (Repository(tx, PROGRAM),)) as store,
        store.database.transaction(seconds=300) as tx,
    ):
        service: Any = Service()
        service.program, service.clock = PROGRAM, SimpleNamespace(now=lambda: NOW)
        service.files = FileStore(tmp_path_factory.mktemp("files"))
        service.owners = SimpleNamespace(know_cohort=lambda _: False)
        desk = WorldDesk(tx, service)
        made = World(tx, service, desk.furnish(CODE, COACH), desk.furnish(FOREIGN, OTHER_COACH))
        for person, name, code in ((TEAM_LEAD, "leo", CODE), (MEMBER, "dana", CODE), (OTHER_LEAD, "leo", FOREIGN)):
            proven = Caller(f"person:{person}", frozenset({Role.CITY_MEMBER}), address=f"{name}@{code}.example")
            service.claim_address(contract.ClaimAddress(), tx, proven)
        yield made


TRIED = [(request, role) for request in ROWS for role in owners_of(request)]


@pytest.mark.parametrize(("request_", "role"), TRIED, ids=[f"{r.method}-{role}" for r, role in TRIED])
def test_own_things_alone_are_there(request_: type[Request[Any]], role: Role, world: World) -> None:
    row = ROWS[request_]

    def answer(city: City, *, idle: bool = False) -> tuple[str, str]:
        return sent(row.make(city), world.caller(role, idle=idle), world.service, world.tx)

    code, text = answer(world.own)
    assert code not in GATE, text
    assert not [mark for mark in world.foreign.marks if mark in text], text
    for refused, said in (answer(world.foreign), answer(world.own, idle=True)):
        if row.lists:
            assert not [mark for mark in world.foreign.marks if mark in said], said
        else:
            assert refused == "not_found", said
    if row.lists:
        refused, said = answer(world.own, idle=True)
        assert not [mark for mark in world.own.marks if mark in said], said


OF_LEADERS = [request for request, parts in MAY_ACT.items() if parts == LEADERS]


@pytest.mark.parametrize("request_", OF_LEADERS, ids=lambda request: request.method)
def test_what_the_city_gives_its_word_for_is_not_every_members(request_: type[Request[Any]], world: World) -> None:
    member = Caller(f"person:{MEMBER}", frozenset({Role.CITY_MEMBER}))
    assert sent(ROWS[request_].make(world.own), member, world.service, world.tx)[0] == "forbidden"
    assert sent(ROWS[request_].make(world.foreign), member, world.service, world.tx)[0] == "not_found"


def test_what_is_for_staff_is_not_in_what_a_citys_people_read(world: World) -> None:
    lead, coach = world.caller(Role.CITY_MEMBER), world.caller(Role.COACH)
    secret = "They need another sponsor."
    with world.tx.savepoint():
        service, tx, own = world.service, world.tx, world.own
        service.note_session(
            contract.NoteSession(session_id=own.session_id, visibility="staff", text=secret), tx, coach
        )
        service.change_status(contract.ChangeStatus(code=own.code, status="paused", reason=secret), tx, STAFF)
        fields = {"kind": "letter", "title": secret, "language": "es", "visibility": "staff"}
        application_id = tx.one("select application_id from participations where code = %s", (own.code,))
        Repository(tx, PROGRAM).upsert_document(
            application_id["application_id"], uuid4(), contract.DocumentFields.model_validate(fields)
        )
        queries = [request for request in ROWS if not request.is_command]
        read = [
            request.__name__
            for request in queries
            if Role.CITY_MEMBER in owners_of(request) and secret in sent(ROWS[request].make(own), lead, service, tx)[1]
        ]
        read_by_coach = [
            request.__name__
            for request in (contract.GetSession, contract.GetTimeline)
            if secret in sent(ROWS[request].make(own), coach, service, tx)[1]
        ]
    assert (read, read_by_coach) == ([], ["GetSession", "GetTimeline"])
