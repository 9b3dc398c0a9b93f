"""People of cities found by what staff type, on the real tables: who is there now, and nobody who is gone or erased."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from services.cohort.handlers import mayors, team
from services.cohort.personal import PERSONAL
from services.cohort.repository import Repository
from shared.contracts import cohort as contract
from shared.contracts.kernel import Subject
from shared.privacy.eraser import Eraser, Means
from shared.privacy.erasure_log import PrintKey
from shared.security.keys import ensure_print_key
from shared.storage.database import Transaction
from tests.integration.cohort.conftest import Store
from tests.integration.cohort.test_city_sql import MIDNIGHT, RealCityDesk
from tests.integration.cohort.test_convening_sql import RealHall, invite
from tests.unit.cohort.fake_city import OTHER
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, NOW, PROGRAM, STAFF

LEO, MAIL = "Leo Supuesto", "leo@puerto.example"


def found(tx: Transaction, text: str, limit: int = 20) -> list[tuple[str, str, str | None]]:
    request = contract.SearchCityPeople(text=text, limit=limit)
    answer = team.search_city_people(request, Repository(tx, PROGRAM))
    return [(one.name, one.part, one.role) for one in answer.items]


def test_somebody_of_a_team_is_found_however_they_are_typed(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    request = contract.AddTeamMember(code=CODE, name="Inés Ñáñez Ejemplo", role="Data analyst", email="ines@x.example")
    team.add_member(request, desk.repository, desk.outbox, NOW)
    lead = ("Inés Ñáñez Ejemplo", "member", "Data analyst")
    for typed in ("ines", "INES NANEZ", "ejem", "Ejempol", "Inés Ñañes", "ines@x.example"):
        assert found(tx, typed) == [lead], typed
    for typed in ("Ejmpoo", "ines' | 'leo", "%", "~nes", "ines supuesto"):
        assert found(tx, typed) == [], typed


def test_a_mayor_and_somebody_of_the_team_of_one_name_are_two(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    desk.succeed()
    request = contract.AddTeamMember(code=CODE, name="Pablo Supuesto", role="Lawyer")
    team.add_member(request, desk.repository, desk.outbox, NOW)
    assert set(found(tx, "pablo")) == {("Pablo Supuesto", "member", "Lawyer"), ("Pablo Supuesto", "mayor", None)}


def test_who_has_left_or_was_followed_is_of_the_city_no_more(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    desk.name_lead()
    assert found(tx, "supuesto") == [(LEO, "member", "team_lead")]
    (lead,) = team.get_team(contract.GetTeam(code=CODE), desk.repository).members
    handed: dict[str, Any] = {"to": "Rosa Inventada", "email": "rosa@puerto.example", "notes": "all of it"}
    over = contract.HandOver(code=CODE, member=lead.id, on=date(2027, 5, 20), **handed)
    team.hand_over(over, desk.repository, desk.outbox, STAFF, NOW)
    assert found(tx, "supuesto") == []
    assert found(tx, "rosa@puerto") == [("Rosa Inventada", "member", "team_lead")]


def test_another_address_is_found_in_place_of_the_one_before(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    desk.name_lead()
    other = contract.NameTeamLead(code=CODE, name=LEO, email="supuesto.l@aldea.example")
    team.name_team_lead(other, desk.repository, desk.outbox, NOW)
    assert found(tx, MAIL) == []
    assert found(tx, "aldea") == found(tx, "supuesto") == [(LEO, "member", "team_lead")]
    (row,) = tx.all("select words::text from team_members")
    assert "puerto" not in row["words"], "nothing is left of it"


def test_a_later_mayor_is_found_until_somebody_follows(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    desk.succeed()
    assert found(tx, "pabloo") == [("Pablo Supuesto", "mayor", None)], "elected"
    desk.watch(MIDNIGHT)
    assert found(tx, "pablo") == [("Pablo Supuesto", "mayor", None)], "in office"
    desk.succeed(MIDNIGHT, name="Alba Ficticia", takes_office_on="2027-06-01", term_ends_on="2031-06-01")
    assert found(tx, "alba ficticia") == [("Alba Ficticia", "mayor", None)]
    desk.mayor(mayors.remove_successor, contract.RemoveSuccessor(code=CODE, number=3, reason="runoff"), MIDNIGHT)
    assert found(tx, "alba ficticia") == [], "recorded wrongly"
    desk.succeed(MIDNIGHT, name="Alba Ficticia", takes_office_on="2027-05-26", term_ends_on="2031-06-01")
    desk.watch(MIDNIGHT + timedelta(days=1))
    assert found(tx, "pablo") == []


def test_a_delegate_is_found_while_they_come(store: Store) -> None:
    invite(store)
    with store.database.transaction() as tx:
        hall = RealHall(tx)
        hall.answer(delegate="Bruno Ficticio")
        assert found(tx, "Brunno") == [("Bruno Ficticio", "delegate", None)]
        hall.answer()
        assert found(tx, "Bruno") == []
        hall.answer(delegate="Bruno Ficticio")
        tx.execute("update invitations set state = 'removed' where delegate is not null")  # their city left
        assert found(tx, "Bruno") == []


def test_nobody_is_found_who_was_erased(tx: Transaction, tmp_path: Path) -> None:
    desk = RealCityDesk(tx)
    desk.name_lead()
    desk.name_lead(OTHER)
    desk.succeed()
    ensure_print_key(tmp_path / "key")
    eraser = Eraser(tx, Means(PERSONAL, PrintKey(tmp_path / "key"), None))
    eraser.erase(Subject(application_id=APPLICATION_ID, code=CODE), "local-admin", NOW, "agreed")
    assert found(tx, "supuesto") == [(LEO, "member", "team_lead")], "of the other city"
    eraser.erase(Subject(addresses=(MAIL,)), "local-admin", NOW, "agreed")
    assert found(tx, "supuesto") == found(tx, "erased") == []
    assert tx.all("select from team_members where words <> ''") == []


def test_of_many_some(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    for code in (CODE, OTHER):
        for number in range(3):
            request = contract.AddTeamMember(code=code, name=f"Ana Prueba {number}", role="team")
            team.add_member(request, desk.repository, desk.outbox, NOW)
    assert len(found(tx, "ana prueba")) == 6
    assert len(found(tx, "ana prueba", limit=2)) == 2
