"""Erasing on intake's real tables: what is found, what is left, and what does not come back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.intake.domain.audience import audience_of
from services.intake.handlers.reading import search_people
from services.intake.personal import PERSONAL
from services.intake.repository import Repository
from shared.contracts.errors import Refusal
from shared.contracts.intake import SearchPeople
from shared.contracts.kernel import ExportPersonal, Subject
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Model
from shared.messaging.outbox import Outbox
from shared.privacy.answering import export_personal
from shared.privacy.eraser import Eraser, Means
from shared.privacy.erasure_log import PrintKey
from shared.security.keys import ensure_print_key
from shared.security.permissions import noting_overrides
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.intake.fake_intake import Desk, document

ANA, OTHER = uuid4(), uuid4()
EMAIL = "ana@puerto.example"


class RealDesk(Desk):
    def __init__(self, tx: Any, means: Means) -> None:
        self.repository = Repository(tx)  # type: ignore[assignment]
        self.outbox = Outbox(tx)  # type: ignore[assignment]
        self.tx, self.eraser = tx, Eraser(tx, means)

    def seen(self, request: Model, caller: Caller) -> Any:
        return Repository(self.tx, audience_of(type(request), caller))


@pytest.fixture
def store(foundations: Foundations, tmp_path: Path) -> Iterator[Store]:
    """With an open call, and an application whose contact has proven her address."""
    ensure_print_key(tmp_path / "key")
    means = Means(PERSONAL, PrintKey(tmp_path / "key"), None)
    with store_of(foundations, "intake", lambda tx: (RealDesk(tx, means),)) as made:
        made.run(lambda desk: desk.open_call())
        made.run(lambda desk: desk.submit())
        made.rows("update contacts set email = %s, name = 'Ana' returning 1", (EMAIL,))
        made.rows("insert into proven_addresses values (%s, %s, now()) returning 1", (ANA, EMAIL))
        yield made


def person(person_id: UUID = ANA, roles: frozenset[Role] = frozenset({Role.APPLICANT})) -> Caller:
    return Caller(f"person:{person_id}", roles)


def tables(store: Store, subject: Subject, caller: Caller) -> set[str]:
    def export(desk: RealDesk) -> set[str]:
        page = export_personal(ExportPersonal(subject=subject), desk.eraser, caller)
        found = {one.table for one in page.items}
        while page.next is not None:
            page = export_personal(ExportPersonal(subject=subject, after=page.next), desk.eraser, caller)
            found |= {one.table for one in page.items}
        return found

    found: set[str] = store.run(export)
    return found


def test_somebody_exports_their_own_and_nobody_elses(store: Store) -> None:
    """Whatever addresses they name: those count that are known to be theirs."""
    assert {"contacts", "proven_addresses"} <= tables(store, Subject(person_id=ANA), person())
    named = Subject(person_id=OTHER, addresses=(EMAIL,))
    assert tables(store, named, person(OTHER)) == set()
    for subject in (Subject(person_id=ANA), Subject(addresses=(EMAIL,)), Subject(application_id=uuid4())):
        with pytest.raises(Refusal) as refused:
            tables(store, subject, person(OTHER))
        assert refused.value.code == "forbidden"
    assert "contacts" in tables(store, named, person(uuid4(), frozenset({Role.PROGRAM_LEAD})))


def test_a_lead_reads_nobody_else_under_their_own_name_of_whom_no_access_is_recorded(store: Store) -> None:
    named = Subject(person_id=OTHER, addresses=(EMAIL,))
    assert tables(store, named, person(OTHER, frozenset({Role.PROGRAM_LEAD}))) == set()


def test_who_is_still_needed_is_refused_and_overridden(store: Store) -> None:
    subject = Subject(person_id=ANA, addresses=(EMAIL,))
    with pytest.raises(Refusal) as refused:
        store.run(lambda desk: desk.eraser.erase(subject, "local-admin", desk.tx.now()))
    assert [one.code for one in refused.value.details] == ["primary_contact"]

    with noting_overrides() as overridden:
        store.run(lambda desk: desk.eraser.erase(subject, "local-admin", desk.tx.now(), "agreed"))
    assert overridden == ["still_needed"], "the audit trail says so"
    assert store.rows("select 1 from contacts") == []
    assert tables(store, subject, person(OTHER, frozenset({Role.PROGRAM_LEAD}))) == set()
    again = store.run(lambda desk: desk.eraser.erase(subject, "local-admin", desk.tx.now()))
    assert again.tables == ()
    assert again.refs, "contacts that are gone here may be named elsewhere"


def test_a_city_is_emptied_told_once_and_known_again(store: Store) -> None:
    (row,) = store.rows("select application_id, code from applications")
    subject = Subject(**row)
    for _ in range(2):
        store.run(lambda desk: desk.eraser.erase(subject, "local-admin", desk.tx.now(), "agreed"))

    assert store.events().count("city_anonymised") == 1
    (left,) = store.rows("select city, country, document ->> 'ambition' as ambition from applications "
                         "join application_versions using (application_id)")  # fmt: skip
    assert (left["city"], left["country"]) == ("[erased]", "CO")
    assert left["ambition"].startswith("[erased]")
    (entry,) = store.rows("select erasure, prints from erasures")
    assert entry["erasure"] == f"city:{row['application_id']}"
    assert entry["prints"]


def test_only_the_erased_are_found_no_more(store: Store) -> None:
    def found(text: str) -> list[str]:
        asked = SearchPeople(text=text)
        return [one.name for one in store.run(lambda desk: search_people(asked, desk.repository)).items]

    written = document()
    ana, luz = (
        written["contacts"][0] | {"name": name, "email": email, "primary": email != EMAIL}
        for name, email in (("Ana Inventada", EMAIL), ("Luz Supuesta", "luz@puerto.example"))
    )
    (row,) = store.rows("select code from applications")
    mayor = written["mayor"] | {"name": "Rosa Ejemplo"}
    store.run(lambda desk: desk.resubmit(row["code"], contacts=[luz, ana], mayor=mayor))
    assert found("inventada") == ["Ana Inventada"]

    store.run(lambda desk: desk.eraser.erase(Subject(addresses=(EMAIL,)), "local-admin", desk.tx.now(), "agreed"))
    for typed in ("ana", "inventada", EMAIL, "erased"):
        assert found(typed) == [], typed
    assert found("supuesta") == found("luz@puerto") == found("Supuetsa") == ["Luz Supuesta"]
    assert found("rosa") == ["Rosa Ejemplo"]
    (left,) = store.rows("select words::text from application_versions where version = 2")
    assert "nventada" not in left["words"], "neither with a letter left out"


def test_what_a_document_is_found_by_is_in_nobodys_export(store: Store) -> None:
    (row,) = store.rows("select code from applications")
    contact = document()["contacts"][0] | {"email": EMAIL}
    store.run(lambda desk: desk.resubmit(row["code"], contacts=[contact]))
    exported = store.run(lambda desk: desk.eraser.export(Subject(addresses=(EMAIL,)), "application_versions:0"))
    assert exported.items
    assert not any("words" in one.row for one in exported.items), "others' names stand there as well"


def test_a_restored_person_is_found_by_the_hash_of_the_address(store: Store) -> None:
    subject = Subject(addresses=(EMAIL,))
    log = store.run(lambda desk: (desk.eraser.log.add(subject, (), None, "local-admin", desk.tx.now()),
                                  desk.eraser.log.page("", 10))[1])  # fmt: skip
    store.rows("delete from erasures returning 1")  # the backup is older

    assert store.run(lambda desk: desk.eraser.take(log[0])) > 0
    assert store.rows("select 1 from contacts") == []
    assert store.run(lambda desk: desk.eraser.take(log[0])) is None
