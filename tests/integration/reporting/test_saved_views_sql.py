"""Saved views on a real PostgreSQL: whose they are, who shares, how many, what each holds, what erasing leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.reporting.personal import PERSONAL
from services.reporting.repository import Repository
from services.reporting.saved_views import handlers
from services.reporting.saved_views.rows import SavedViews
from shared.contracts import reporting
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.kernel import Subject
from shared.contracts.people import Caller, Role
from shared.privacy.eraser import Eraser, Means
from shared.privacy.erasure_log import PrintKey
from shared.security.keys import ensure_print_key
from tests.integration.reporting.test_listing_sql import envelopes
from tests.integration.reporting.test_recording import Store
from tests.support.foundations import Foundations
from tests.support.owners import FakeOwners
from tests.unit.reporting.test_reporting_handlers import PROGRAM

ANA, BEN, LEAD = UUID(int=61), UUID(int=62), UUID(int=63)


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    url = foundations.database_of("reporting")
    kept = Store(url)
    kept.record(envelopes())
    yield kept
    kept.database.close()
    foundations.give_back(url)


def caller(person: UUID) -> Caller:
    return Caller(f"person:{person}", frozenset({Role.PROGRAM_LEAD if person == LEAD else Role.STAFF}))


def save(store: Store, person: UUID, name: str = "Caribbean", **filters: Any) -> reporting.SavedView:
    request = reporting.SaveView.model_validate({"name": name, "region": "caribbean"} | filters)
    with store.database.transaction() as tx:
        return handlers.save_view(request, Repository(tx), PROGRAM, FakeOwners(), SavedViews(tx), caller(person))


def views(store: Store, person: UUID) -> list[tuple[str, bool, bool, int]]:
    with store.database.transaction() as tx:
        found = handlers.list_views(Repository(tx), PROGRAM, FakeOwners(), SavedViews(tx), caller(person)).items
    return [(one.name, one.own, one.shared, one.number) for one in found]


def remove(store: Store, person: UUID, view_id: UUID) -> None:
    with store.database.transaction() as tx:
        handlers.remove_view(reporting.RemoveView(view_id=view_id), SavedViews(tx), caller(person))


def codes(store: Store, person: UUID, **asked: Any) -> list[str]:
    request = reporting.ListApplications.model_validate(asked)
    with store.database.transaction() as tx:
        handed = (Repository(tx), PROGRAM, FakeOwners(), SavedViews(tx), caller(person))
        return [one.code for one in handlers.list_applications(request, *handed).items]


def refused(*details: Detail, code: str = "invalid", **more: Any) -> Refusal:
    return Refusal(code, *details, **more)  # type: ignore[arg-type]


def test_ones_own_are_seen_by_oneself_and_shared_ones_by_all(store: Store) -> None:
    save(store, ANA, "Zulu", country="MX", region=None)
    save(store, ANA, "árbol", text="cordoba", region=None)
    save(store, LEAD, "For all", shared=True)

    assert views(store, ANA) == [
        ("árbol", True, False, 1), ("Zulu", True, False, 1), ("For all", False, True, 1)
    ]  # fmt: skip
    assert views(store, BEN) == [("For all", False, True, 1)]
    assert views(store, LEAD) == [("For all", True, True, 1)]


def test_a_list_is_narrowed_by_a_view_and_by_what_is_said_beside_it(store: Store) -> None:
    save(store, ANA, "México y otras", language="es", region=None, sort="-city")
    everything = codes(store, ANA, view="mexico y OTRAS")

    assert everything == codes(store, ANA, language="es", sort="-city")
    assert codes(store, ANA, view="México y otras", country="MX") == ["A"]
    assert codes(store, ANA, view="México y otras", sort="city") == everything[::-1]
    with pytest.raises(Refusal) as caught:
        codes(store, BEN, view="México y otras")
    assert caught.value == refused(Detail("view", "no_such_view", name="México y otras"))


def test_what_no_view_may_be_is_refused_by_its_field(store: Store) -> None:
    save(store, ANA, "Caribbean")
    with pytest.raises(Refusal) as caught:
        save(store, ANA, "CARIBBEAN")
    taken = Detail("name", "name_taken")
    assert caught.value == refused(taken, code="already_exists", reason="view", name="CARIBBEAN")
    for filters, fault in (
        ({"region": None}, Detail("name", "narrows_nothing")),
        ({"call": "nowhere"}, Detail("call", "no_such_call", name="nowhere", choices=[])),
    ):
        with pytest.raises(Refusal) as caught:
            save(store, ANA, "Another", **filters)
        assert caught.value == refused(fault)
    with pytest.raises(Refusal) as caught:
        save(store, ANA, "Another", shared=True)
    assert (caught.value.code, caught.value.reason) == ("forbidden", "leads_share")
    assert [name for name, *_ in views(store, ANA)] == ["Caribbean"]


def test_the_name_of_a_shared_one_is_taken_for_all(store: Store) -> None:
    save(store, LEAD, "Caribbean", shared=True)
    with pytest.raises(Refusal) as caught:
        save(store, ANA, "caribbean")
    assert caught.value.code == "already_exists"


def test_there_are_only_so_many(store: Store) -> None:
    for number in range(handlers.MOST_VIEWS):
        save(store, ANA, f"View {number}")
    with pytest.raises(Refusal) as caught:
        save(store, ANA, "One more")
    assert caught.value == refused(Detail("name", "too_many_views", most=handlers.MOST_VIEWS))
    save(store, BEN, "One more")


def test_nobody_removes_what_is_somebody_elses_but_leads_what_is_shared(store: Store) -> None:
    own, shared = save(store, ANA), save(store, LEAD, "For all", shared=True)
    for person in (BEN, LEAD):
        with pytest.raises(Refusal) as caught:
            remove(store, person, own.id)
        assert caught.value == not_found("view", own.id)
    with pytest.raises(Refusal) as caught:
        remove(store, BEN, shared.id)
    assert (caught.value.code, caught.value.reason) == ("forbidden", "leads_share")

    remove(store, ANA, own.id)
    remove(store, LEAD, shared.id)
    assert views(store, ANA) == views(store, LEAD) == []


def test_they_go_with_whoever_saved_them_and_with_whom_they_name(store: Store, tmp_path: Path) -> None:
    ensure_print_key(tmp_path / "key")
    means = Means(PERSONAL, PrintKey(tmp_path / "key"), None)
    save(store, ANA, "hers")
    save(store, BEN, "after zoe@puerto.example")
    save(store, BEN, "stays")
    with store.database.transaction() as tx:
        for subject in (Subject(person_id=ANA), Subject(person_id=uuid4(), addresses=("zoe@puerto.example",))):
            Eraser(tx, means).erase(subject, "local-admin", tx.now())

    assert store.rows("select name from saved_views") == [{"name": "stays"}]
