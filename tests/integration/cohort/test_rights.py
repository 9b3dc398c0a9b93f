"""Each request about a city, as everybody whose role may send it: their own is answered, a foreign one is not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from services.cohort.domain.audience import LEADERS, MAY_ACT
from services.cohort.repository import Repository
from services.cohort.service import Service
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal
from shared.contracts.people import Caller, PersonRef, Role
from shared.contracts.requests import Request
from shared.files.store import FileStore
from shared.storage.database import Transaction
from tests.integration.cohort.test_city_sql import RealCityDesk
from tests.rights.cohort import ENDS_AT, ROWS, STARTS_AT, City
from tests.rights.row import GATE, owners_of, sent, told_apart
from tests.support.foundations import Foundations
from tests.support.store import store_of
from tests.unit.cohort.fake_cohort import CODE, NOW, PROGRAM, STAFF, STARTS_ON

FOREIGN, SIBLING = "F7X7K2Q9TB", "S1B7K2Q9TB"
HALF_AN_HOUR = timedelta(minutes=30)
WORDS = {"es": "Publicaremos lo que medimos"}
CONVENING = {
    "kind": "leaders", "starts_at": "2027-10-05T14:00:00Z", "ends_at": "2027-10-07T20:00:00Z", "capacity": 60,
    "time_zone": "America/New_York", "place": "New York", "rsvp_by": "2027-09-20", "override": "agreed",
}  # fmt: skip
COACH, OTHER_COACH, THIRD_COACH, IDLE = UUID(int=41), UUID(int=42), UUID(int=40), UUID(int=43)
TEAM_LEAD, MEMBER, OTHER_LEAD = UUID(int=44), UUID(int=45), UUID(int=46)


@dataclass
class World:
    """A city, one of its cohort and one of another, each with people of its own; and somebody who has none."""

    tx: Transaction
    service: Any
    own: City
    sibling: City
    foreign: City

    @property
    def marks_of_others(self) -> tuple[str, ...]:
        """Without the other cohort's: its name is no secret."""
        return self.sibling.marks + self.foreign.marks

    def caller(self, role: Role, *, idle: bool = False) -> Caller:
        person = IDLE if idle else COACH if role is Role.COACH else TEAM_LEAD
        return Caller(f"person:{person}", frozenset({role, Role.APPLICANT, Role.CITY_MEMBER}))


class WorldDesk(RealCityDesk):
    def __init__(self, tx: Transaction, service: Any) -> None:
        super().__init__(tx)
        self.service = service
        self.plan(cohort="cohort-2028", call="2028", starts_on=STARTS_ON)
        self.join(FOREIGN, cohort="cohort-2028", call="2028", city="Otra Ciudad")
        self.join(SIBLING, city="Ciudad Hermana")

    def furnish(self, code: str, coach: UUID) -> City:
        """A city with something of everything, done by staff. Whatever has a name bears the city's code in it."""
        city = self.repository.find_participation(code)
        assert city is not None
        application_id, cohort = city.application_id, city.cohort
        self.repository.upsert_coach(coach, ["es"])
        self.repository.update_lead_coach(application_id, coach, None, "staff", NOW)
        self.repository.replace_roster(application_id, [
            PersonRef(ref=f"intake:{uuid4()}", role=role, language="es") for role in ("mayors_office", "team_lead")
        ])  # fmt: skip
        people = {name: {"name": f"{name} de {code}", "email": f"{name}@{code}.example"} for name in ("dana", "leo")}
        self.do(contract.AddTeamMember.model_validate({"code": code, "role": "analyst"} | people["dana"]))
        self.do(contract.NameTeamLead.model_validate({"code": code} | people["leo"]))
        made = City(code, cohort, *(uuid4() for _ in range(7)))
        session = self.do(held_by(coach, ROWS[contract.ScheduleSession].make(made)))
        made = replace(made, session_id=session.id, member_id=self.do(contract.GetTeam(code=code)).members[0].id)
        made = replace(made, item_id=self.do(ROWS[contract.AgreeActionItem].make(made)).id)
        made = replace(made, target_id=self.do(ROWS[contract.SetTarget].make(made)).id)
        made = replace(made, gap_id=self.do(ROWS[contract.RecordGap].make(made)).gaps[0].id)
        made = replace(made, milestone_id=self.do(ROWS[contract.PlanMilestone].make(made)).milestones[0].id)
        for request in (contract.ScheduleVisit, contract.SaveVision, contract.WriteMayorCommitment):
            self.do(ROWS[request].make(made))
        fields = {"kind": "letter", "title": f"Letter of {code}", "language": "es", "visibility": "city"}
        self.repository.upsert_document(
            application_id, made.document_id, contract.DocumentFields.model_validate(fields)
        )
        version = {"version": 1, "sha256": "0" * 64, "name": "a.pdf", "media_type": "application/pdf", "size": 1}
        self.repository.insert_document_version(
            made.document_id, contract.DocumentVersion.model_validate(version | {"saved_by": "staff", "saved_at": NOW})
        )
        ids = (str(one) for one in vars(made).values() if isinstance(one, UUID))
        return replace(made, marks=(code, city.city, str(application_id), *ids))

    def gather(self, cohort: str) -> None:
        """What its cities share."""
        self.do(contract.WriteSharedCommitment.model_validate({"cohort": cohort, "title": "We all", "texts": WORDS}))
        self.do(contract.ScheduleConvening.model_validate({"cohort": cohort} | CONVENING))
        self.do(contract.InviteToConvening(cohort=cohort, kind="leaders"))

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
        own = desk.furnish(CODE, COACH)
        made = World(tx, service, own, desk.furnish(SIBLING, OTHER_COACH), desk.furnish(FOREIGN, THIRD_COACH))
        for cohort in (made.own.cohort, made.foreign.cohort):
            desk.gather(cohort)
        signing_in = ((TEAM_LEAD, "leo", CODE), (MEMBER, "dana", CODE), (OTHER_LEAD, "leo", FOREIGN))
        for person, name, code in signing_in:
            proven = Caller(f"person:{person}", frozenset({Role.CITY_MEMBER}), address=f"{name}@{code}.example")
            service.claim_address(contract.ClaimAddress(), tx, proven)
        yield made


def held_by(coach: UUID, request: Request[Any]) -> Request[Any]:
    return request.model_copy(update={"coach_id": coach})


TRIED = [(request, role) for request in ROWS for role in owners_of(request)]
EACH = pytest.mark.parametrize(("request_", "role"), TRIED, ids=[f"{r.method}-{role}" for r, role in TRIED])


@EACH
def test_own_things_alone_are_there(request_: type[Request[Any]], role: Role, world: World) -> None:
    row = ROWS[request_]

    def answer(city: City, *, idle: bool = False) -> tuple[str, str]:
        return sent(row.make(city), world.caller(role, idle=idle), world.service, world.tx)

    code, text = answer(world.own)
    assert code not in GATE, text
    assert not [mark for mark in world.marks_of_others if mark in text], text
    for city, idle in ((world.foreign, False), (world.sibling, False), (world.own, True)):
        refused, said = answer(city, idle=idle)
        if row.lists or (row.shared and (role is Role.COACH or city is world.sibling)):
            assert not [mark for mark in world.marks_of_others if mark in said], said
        else:
            assert refused == "not_found", said
    if row.lists:
        refused, said = answer(world.own, idle=True)
        assert not [mark for mark in world.own.marks if mark in said], said


def test_a_cohort_is_there_for_those_who_take_part_in_it(world: World) -> None:
    """Everybody who has proven an address has the role of a city's people: when and where mayors meet is not theirs."""

    def seen(role: Role, *, idle: bool = False) -> list[set[str]]:
        caller = world.caller(role, idle=idle)
        cohorts = world.service.list_cohorts(contract.ListCohorts(), world.tx, caller).items
        convenings = world.service.list_convenings(contract.ListConvenings(), world.tx, caller).items
        return [{one.id for one in cohorts}, {one.cohort for one in convenings}]

    own, both = {world.own.cohort}, {world.own.cohort, world.foreign.cohort}
    assert seen(Role.CITY_MEMBER) == [own, own]
    assert seen(Role.CITY_MEMBER, idle=True) == seen(Role.REVIEWER, idle=True) == [set(), set()]
    assert seen(Role.COACH) == [both, both]


@EACH
def test_what_others_have_is_as_what_nobody_has(request_: type[Request[Any]], role: Role, world: World) -> None:
    """A request about one's own that names a thing of another city's in one of its fields, and one that names what is
    not there, are told the same: neither what it is, nor that it is."""
    row, caller = ROWS[request_], world.caller(role)

    def answer(request: Request[Any]) -> tuple[str, str]:
        return sent(request, caller, world.service, world.tx)

    for other in (world.sibling, world.foreign):
        assert told_apart(row, world.own, other, answer, known=("cohort",)) == []


@pytest.mark.parametrize("request_", [contract.ScheduleSession, contract.ScheduleSeries, contract.MoveSession])
def test_a_coach_who_is_busy_elsewhere_is_taken_and_no_more(request_: type[Request[Any]], world: World) -> None:
    """The other session is not the caller's to read: neither its name, nor when it is, nor that it is another one."""
    request = held_by(OTHER_COACH, ROWS[request_].make(world.own))
    starts_at, ends_at = STARTS_AT + HALF_AN_HOUR, ENDS_AT + HALF_AN_HOUR
    if isinstance(request, contract.ScheduleSeries):
        local = starts_at.astimezone(ZoneInfo(request.time_zone))
        request = request.model_copy(update={"first_on": local.date(), "at": local.time()})
    else:
        request = request.model_copy(update={"starts_at": starts_at, "ends_at": ends_at})
    with pytest.raises(Refusal) as refused:
        getattr(world.service, request.method)(request, world.tx, world.caller(Role.COACH))
    (detail,) = (one for one in refused.value.details if one.field == "coach_id")
    assert (refused.value.code, detail.code) == ("coach_booked", "taken")
    assert detail.values == {"starts_at": starts_at.isoformat(), "time_zone": "America/Bogota"}
    with pytest.raises(Refusal) as told:
        getattr(world.service, request.method)(request, world.tx, STAFF)
    assert {one.code for one in told.value.details if one.field == "coach_id"} == {"booked"}


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
