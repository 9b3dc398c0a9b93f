"""Who owns applications and drafts, on the real tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from services.intake.handlers import applications, drafts, owning
from shared.contracts import cohort, identity, intake
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Caller, Role
from tests.integration.intake.conftest import RealDesk
from tests.support.refused import refused
from tests.support.store import Store
from tests.unit.intake.fake_intake import ANYBODY, STAFF, document


def test_the_latest_proof_of_an_address_counts_also_of_two_at_one_instant(store: Store) -> None:
    one, other = uuid4(), uuid4()
    store.run(lambda desk: desk.claim("luz@puerto.example", one))
    store.at_once(*(lambda desk, who=who: desk.claim("LEO@puerto.example", who) for who in (one, other)))
    rows = store.rows("select person_id, folded_email from proven_addresses")
    assert [row["folded_email"] for row in rows] == ["leo@puerto.example"]
    assert rows[0]["person_id"] in (one, other)


def test_a_proof_and_what_names_it_at_one_instant_miss_each_other_never(store: Store) -> None:
    people = [uuid4() for _ in range(4)]
    contacts = [
        [contact | {"email": f"{n}-{contact['email']}"} for contact in document()["contacts"]] for n in range(4)
    ]
    works: list[Any] = []
    for n, person in enumerate(people):
        works.append(lambda desk, n=n: desk.submit(city=f"Ciudad {n}", contacts=contacts[n]))
        works.append(lambda desk, n=n, person=person: desk.claim(f"{n}-luz@puerto.example", person))
    store.at_once(*works)
    told = store.rows("select payload from outbox where type = 'application_people_changed'")
    assert sorted(row["payload"]["person_ids"] for row in told) == sorted([str(person)] for person in people)


def test_who_was_deactivated_is_written_to_no_more_until_they_are_let_in_again(store: Store) -> None:
    store.run(lambda desk: desk.submit())
    (luz,) = store.rows("select contact_id from contacts where email = 'luz@puerto.example'")
    draft = store.run(lambda desk: desk.save(city="Otra")).code
    (owner,) = store.rows("select owner_id from drafts where code = %s", (draft,))
    person = UUID(store.run(lambda desk: desk.claim("LUZ@puerto.example")).id)
    standing: dict[str, Any] = {"person_id": person, "roles": (), "languages": ("es",)}

    def written_to() -> list[bool]:
        ids = (luz["contact_id"], owner["owner_id"])
        return [store.run(lambda desk, one=one: desk.repository.find_contact(one)) is not None for one in ids]

    store.run(lambda desk: owning.shut_out(identity.PersonDeactivated(**standing, because="own_wish"), desk.repository))
    assert written_to() == [False, False]
    store.run(lambda desk: owning.let_in(identity.PersonReactivated(**standing), desk.repository))
    assert written_to() == [True, True]


def test_own_applications_and_drafts_are_there_and_foreign_ones_are_not(store: Store) -> None:
    code, draft = store.run(lambda desk: desk.submit()).code, store.run(lambda desk: desk.save(city="Otra")).code
    luz = store.run(lambda desk: desk.claim("LUZ@puerto.example"))
    leo = store.run(lambda desk: desk.claim("leo@puerto.example"))
    eva = store.run(lambda desk: desk.claim("eva@otra.example"))

    def listed(who: Caller) -> tuple[list[str], int]:
        request = intake.ListDrafts()
        page = store.run(lambda desk: drafts.list_drafts(request, desk.seen(request, who)))
        return [one.code for one in page.items], page.total

    def named(who: Caller) -> int:
        ids = [row["contact_id"] for row in store.rows("select contact_id from contacts")]
        ids += [row["owner_id"] for row in store.rows("select owner_id from drafts")]
        request = intake.GetContactNames(ids=tuple(ids))
        return len(store.run(lambda desk: applications.get_contact_names(request, desk.seen(request, who))).items)

    assert [listed(who) for who in (luz, leo, eva, STAFF)] == [([draft], 1), ([draft], 1), ([], 0), ([draft], 1)]
    assert [named(who) for who in (luz, eva, STAFF)] == [3, 0, 3]
    assert store.run(lambda desk: desk.show(draft, luz)).code == draft
    assert store.run(lambda desk: desk.resubmit(code, caller=luz)).version == 2
    for act in (RealDesk.show, RealDesk.withdraw):
        assert refused(lambda act=act: store.run(lambda desk: act(desk, code, caller=eva))).startswith("not_found")
    alone = [document()["contacts"][0]]
    store.run(lambda desk: desk.resubmit(code, caller=luz, contacts=alone))
    assert refused(lambda: store.run(lambda desk: desk.show(code, leo))).startswith("not_found")
    store.run(lambda desk: desk.revise(draft, caller=leo, contacts=alone))
    assert (listed(leo), listed(luz)) == (([], 0), ([draft], 1))
    store.run(lambda desk: desk.withdraw(draft, caller=luz))
    assert store.rows("select folded_email from named_addresses join drafts using (application_id)") == [
        {"folded_email": "luz@puerto.example"}
    ]


def test_what_is_ones_own_is_listed_with_until_when_it_may_be_sent(store: Store) -> None:
    receipt = store.run(lambda desk: desk.submit())
    draft = store.run(lambda desk: desk.save(city="Otra")).code
    store.run(lambda desk: desk.submit(city="Ajena", contacts=[document()["contacts"][0] | {"email": "x@y.example"}]))
    luz = store.run(lambda desk: desk.claim("luz@puerto.example"))

    def listed() -> dict[str, Any]:
        found = store.run(lambda desk: owning.list_own_applications(desk.repository, luz)).items
        return {one.code: (one.city, one.version, one.asked, one.until) for one in found}

    closes_at = store.run(lambda desk: desk.repository.find_call("2027")).closes_at
    whole = {receipt.code: ("Puerto Ejemplo", 1, False, closes_at), draft: ("Otra", 0, False, closes_at)}
    assert listed() == whole
    store.run(lambda desk: desk.repository.upsert_question(receipt.id, State.MORE_INFO, True))
    store.run(lambda desk: desk.close())
    store.run(lambda desk: desk.reopen(draft, closes_at + timedelta(days=9), now=closes_at + timedelta(days=1)))
    assert listed() == {
        receipt.code: ("Puerto Ejemplo", 1, True, None),
        draft: ("Otra", 0, False, closes_at + timedelta(days=9)),
    }


def test_a_merged_one_is_listed_with_the_one_that_goes_on(store: Store) -> None:
    into = store.run(lambda desk: desk.submit()).code
    one = store.run(lambda desk: desk.submit(admin_area="Departamento del Magdalena")).code
    store.run(lambda desk: desk.merge(one, into))
    luz = store.run(lambda desk: desk.claim("luz@puerto.example"))
    found = store.run(lambda desk: owning.list_own_applications(desk.repository, luz)).items
    assert {each.code: each.merged_into for each in found} == {one: into, into: None}


def test_a_coach_reads_the_cities_that_they_lead(store: Store) -> None:
    coach = Caller(f"person:{uuid4()}", frozenset({Role.COACH}))
    receipt = store.run(lambda desk: desk.submit())
    assert refused(lambda: store.run(lambda desk: desk.show(receipt.code, coach))).startswith("not_found")
    event = cohort.CoachAssigned(
        application_id=receipt.id, code=receipt.code, cohort="c", coach_id=UUID(coach.id), previous_coach_id=None
    )
    for _ in range(2):
        store.run(lambda desk: owning.follow_coach(event, desk.repository))
    assert store.run(lambda desk: desk.show(receipt.code, coach)).code == receipt.code
    assert refused(lambda: store.run(lambda desk: desk.withdraw(receipt.code, caller=coach))).startswith("not_found")


def test_an_unproven_address_gets_one_mail_also_of_many_at_one_instant_and_so_many_an_hour(store: Store) -> None:
    written = document()["contacts"][0]

    def save(desk: RealDesk, n: int, email: str = "luz@puerto.example") -> None:
        who = replace(ANYBODY, source=f"192.0.2.{n}")
        desk.save(caller=who, contacts=[written | {"email": email}])

    store.at_once(*(lambda desk, n=n: save(desk, n) for n in range(4)))
    rows = "select folded_email, version, source from first_mails"
    assert store.rows(rows) == [{"folded_email": "luz@puerto.example", "version": 0, "source": "192.0.2.0/24"}]
    for n in range(25):
        store.run(lambda desk, n=n: save(desk, n, f"{n}@puerto.example"))
    assert len(store.rows(rows)) == 20

    def standings() -> set[bool]:
        ids = [row["owner_id"] for row in store.rows("select owner_id from drafts where owner_email like 'luz%'")]
        return {store.run(lambda desk, one=one: desk.repository.find_standing(one)).known for one in ids}

    assert standings() == {False}
    store.run(lambda desk: desk.claim("luz@puerto.example"))
    assert standings() == {True}
    receipt = store.run(lambda desk: desk.submit(contacts=[written | {"email": "staff@puerto.example"}]))
    contact = store.rows("select contact_id from contacts where application_id = %s", (receipt.id,))[0]["contact_id"]
    assert store.run(lambda desk: desk.repository.find_standing(contact)).known
    eva = store.run(lambda desk: desk.claim("eva@otra.example"))
    more = [written | {"email": "staff@puerto.example"}, written | {"email": "eva@otra.example", "primary": False}]
    store.run(lambda desk: desk.resubmit(receipt.code, contacts=more))
    more.append(written | {"email": "new@otra.example", "primary": False})
    store.run(lambda desk: desk.resubmit(receipt.code, caller=replace(eva, source="2001:db8::1"), contacts=more))
    assert store.rows(rows + " where version > 0") == [
        {"folded_email": "new@otra.example", "version": 3, "source": "2001:db8::/48"}
    ]
    vouched = "select folded_email from named_addresses where application_id = %s and not vouched"
    assert store.rows(vouched, (receipt.id,)) == [{"folded_email": "new@otra.example"}]
