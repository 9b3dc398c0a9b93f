"""Targets, what is codified, commitments and mayors on a real database: every statement of their queries."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from services.cohort.handlers import commitments, mayors, showing, targets, team
from services.cohort.personal import PERSONAL
from services.cohort.repository import Repository
from shared.contracts import cohort as contract
from shared.contracts.kernel import Subject
from shared.contracts.people import PersonRef
from shared.messaging.reminded import Reminded
from shared.privacy.eraser import Eraser, Means
from shared.privacy.erasure_log import PrintKey
from shared.security.keys import ensure_print_key
from shared.storage.database import Transaction
from tests.support.fakes import FakeOutbox
from tests.support.refused import refused
from tests.unit.cohort.fake_city import ADOPTED, OFFICE, OTHER, POLICY, CityDesk
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, NOW, PROGRAM, STAFF

MIDNIGHT = datetime(2027, 5, 25, 5, tzinfo=UTC)


class RealCityDesk(CityDesk):
    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.repository = Repository(tx, PROGRAM)  # type: ignore[assignment]
        self.outbox, self.program, self.reminded = FakeOutbox(), PROGRAM, Reminded(tx)  # type: ignore[assignment]
        self.plan()
        self.join()
        self.join(OTHER)
        self.consent()
        self.consent(OTHER)
        self.repository.upsert_first_mayor(APPLICATION_ID, date(2024, 1, 1), date(2028, 1, 1), NOW)
        self.outbox.events.clear()


def test_targets_are_measured_corrected_told_and_reviewed(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    target = desk.set_target(baseline="60.50")
    assert desk.set_target(target_id=target.id, baseline="60.50", target="20.5").target == Decimal("20.5")
    wrong = desk.measure(target.id, "400", "2027-05-10").measurements[0]
    right = desk.measure(target.id, "40.5", "2027-05-10", corrects=wrong.id)
    assert (right.current, right.progress, right.baseline) == (Decimal("40.5"), Decimal("50.0"), Decimal("60.50"))
    for _ in range(2):
        desk.remind(datetime(2027, 8, 10, 14, tzinfo=UTC))
    assert len(desk.events(contract.MeasurementDue)) == 1
    desk.turn(target.id, "dropped")
    desk.routine()
    desk.review("2027-05-10", "Move two inspectors")
    assert refused(lambda: desk.review("2027-05-10")).startswith("already_exists")
    shown = targets.get_targets(contract.GetTargets(code=CODE), desk.repository)
    assert ([t.state for t in shown.targets], shown.chair, shown.last_held_on) == (
        ["dropped"], "The deputy mayor", date(2027, 5, 10),
    )  # fmt: skip


def test_the_latest_version_of_what_is_codified_is_shown(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    first = desk.codify(contract.SavePolicy, **POLICY).policies[0]
    desk.codify(contract.SavePolicy, **POLICY | {"title": "Another"})
    shown = desk.codify(contract.SavePolicy, id=first.id, **ADOPTED).policies
    assert [(one.title, one.version, one.state) for one in shown] == [
        ("Open data ordinance", 2, "adopted"),
        ("Another", 1, "planned"),
    ]


def test_commitments_are_signed_and_signed_again_by_a_new_mayor(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    desk.repository.replace_roster(
        APPLICATION_ID, (PersonRef(ref="intake:1", role="mayors_office", language="es"),)
    )  # fmt: skip
    desk.named()
    desk.sign("mayor")
    desk.publish("mayor")
    desk.succeed(office=OFFICE)
    assert desk.repository.list_watched() == sorted([CODE, OTHER])
    desk.watch(MIDNIGHT)
    request = contract.GetMayorCommitment(code=CODE)
    waiting = commitments.get_mayor(request, desk.repository, MIDNIGHT)
    assert (waiting.state, waiting.reaffirm_by, waiting.unsigned) == ("needs_reaffirmation", date(2027, 7, 24), (CODE,))
    again = desk.sign("mayor", now=MIDNIGHT + timedelta(hours=9), signed_on="2027-05-25", name="Pablo Supuesto")
    assert [s.current for s in again.signatures] == [False, True]
    (office,) = desk.repository.list_roster([APPLICATION_ID])
    assert (office.role, office.language, office.ref[:7]) == ("mayors_office", "pt", "cohort:")
    found = team.get_city_person(contract.GetCityPerson(person_id=UUID(office.ref[7:])), desk.repository)
    assert found.email == OFFICE["email"]


def test_a_mayors_office_that_is_erased_goes_from_the_team_too(tx: Transaction, tmp_path: Path) -> None:
    desk = RealCityDesk(tx)
    desk.succeed(takes_office_on="2027-05-20", office=OFFICE)
    assert [(one.name, one.email) for one in desk.repository.list_team_members(APPLICATION_ID)] == [
        (OFFICE["name"], None)
    ]
    ensure_print_key(tmp_path / "key")

    eraser = Eraser(tx, Means(PERSONAL, PrintKey(tmp_path / "key"), None))
    eraser.erase(Subject(addresses=(OFFICE["email"],)), "local-admin", NOW, "agreed")

    assert OFFICE["name"] not in {one.name for one in desk.repository.list_team_members(APPLICATION_ID)}


def test_the_shared_commitment_is_revised_and_signed_anew(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    desk.write("shared")
    desk.open("shared")
    desk.sign("shared")
    assert desk.revise("shared").state == "draft"
    desk.write("shared", title="Another title")
    assert desk.open("shared").unsigned == tuple(sorted([CODE, OTHER]))
    desk.sign("shared")
    assert commitments.get_shared(
        contract.GetSharedCommitment(cohort="cohort-2027"), desk.repository, NOW
    ).unsigned == (OTHER,)


def test_mayors_are_watched_extended_and_removed(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    desk.succeed(takes_office_on="2028-01-01", term_ends_on="2032-01-01")
    removal = contract.RemoveSuccessor(code=CODE, number=2, reason="runoff")
    assert len(desk.mayor(mayors.remove_successor, removal, NOW).mayors) == 1
    extension = contract.ExtendTerm(code=CODE, term_ends_on=date(2030, 1, 1))
    assert desk.mayor(mayors.extend_term, extension, STAFF, NOW).mayors[0].term_ends_on == date(2030, 1, 1)
    desk.repository.upsert_first_mayor(APPLICATION_ID, date(2024, 1, 1), date(2028, 1, 1), NOW)
    assert desk.shown().mayors[0].term_ends_on == date(2030, 1, 1)  # extended here: the application is older
    election = contract.RecordElection(code=CODE, election_on=date(2027, 10, 31))
    desk.mayor(mayors.record_election, election, NOW)
    for _ in range(2):
        desk.watch(datetime(2027, 10, 20, 15, tzinfo=UTC))
    assert [(e.subject, e.days) for e in desk.events(contract.TermEnding)] == [("election", 30)]
    desk.succeed(takes_office_on="2027-05-01")
    reaffirmation = contract.ReaffirmParticipation(code=CODE, reaffirmed_on=date(2027, 5, 2))
    assert desk.mayor(mayors.reaffirm, reaffirmation, NOW).mayors[1].reaffirmed_on == date(2027, 5, 2)


def test_cities_are_listed_as_people_look_for_them(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    for number, city in enumerate(("Cuenca", "Zárate", "Córdoba", "Águilas"), 1):
        desk.join(f"BBBBBBBBB{number}", city=city)
    shown = showing.show_tracker(desk.repository, "cohort-2027", NOW)
    names = [one.city for one in shown.members if one.code.startswith("B")]
    assert names == ["Águilas", "Córdoba", "Cuenca", "Zárate"]
