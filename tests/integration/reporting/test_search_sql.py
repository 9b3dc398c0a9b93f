"""Search on a real PostgreSQL: what people type finds what they may see, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.reporting.personal import PERSONAL
from services.reporting.repository import Repository
from services.reporting.service import Service
from shared.contracts import cohort, intake, reporting
from shared.contracts.kernel import Subject
from shared.contracts.people import Role
from shared.privacy.eraser import Eraser, Means
from shared.privacy.erasure_log import PrintKey
from shared.program.finding import beginning
from shared.security.keys import ensure_print_key
from tests.integration.reporting.test_recording import Store
from tests.integration.reporting.test_rights import World, shown
from tests.support.foundations import Foundations
from tests.support.owners import FakeOwners
from tests.support.store import store_of
from tests.unit.reporting.fakes import (
    START,
    anonymised,
    application_id,
    coach_assigned,
    envelope_of,
    minutes,
    people,
    started,
    submitted,
    withdrawn,
)
from tests.unit.reporting.test_reporting_handlers import PROGRAM

COACH, TEAM, APPLICANT, NOBODY = 51, 55, 53, 99
BOGOTA, PEDRO, SULA, GONE = "K7M2P9XH4T", "A1B2C3D4E5", "F6G7H8J9K0", "ZZZZZZZZZZ"
EVENTS = [
    submitted(BOGOTA, city="Bogotá"), started(BOGOTA), coach_assigned(COACH, BOGOTA),
    people(cohort.CityPeopleChanged, TEAM, code=BOGOTA),
    submitted(PEDRO, city="San Pedro"), people(intake.ApplicationPeopleChanged, APPLICANT, code=PEDRO),
    submitted(SULA, city="San Pedro Sula"), withdrawn(SULA),
    submitted(GONE, city="Ciudad Borrada"), anonymised(GONE),
]  # fmt: skip


@pytest.fixture(scope="module")
def world(foundations: Foundations) -> Iterator[World]:
    url = foundations.database_of("reporting")
    store = Store(url)
    store.record([envelope_of(event, time=minutes(number)) for number, event in enumerate(EVENTS)])
    service: Any = Service()
    service.program, service.owners = PROGRAM, FakeOwners()
    with store.database.transaction(seconds=300) as tx:
        yield World(tx, service, shown(BOGOTA, ""), shown(PEDRO, ""))
    store.database.close()
    foundations.give_back(url)


def codes(world: World, text: str, role: Role = Role.STAFF, person: int = NOBODY, **fields: Any) -> list[str]:
    refused, answer = world.ask(reporting.Search(text=text, **fields), role, person)
    assert refused == "", answer
    return [one.code for one in reporting.Found.model_validate_json(answer).items]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bogota", {BOGOTA}), ("BOGOTÁ", {BOGOTA}), ("bog", {BOGOTA}), ("bogta", {BOGOTA}), ("vogota", {BOGOTA}),
        ("Alcaldía de Bogotá", {BOGOTA}), ("k7m2-p9xh-4t", {BOGOTA}), ("k7m2p", {BOGOTA}),
        ("san pedro", {PEDRO, SULA}), ("sula san", {SULA}), ("san pdero", {PEDRO, SULA}),
        ("magdalena pedro", {PEDRO, SULA}),
        ("lima", set()), ("borrada", set()), ("' | 'bogota", {BOGOTA}), ("%", set()), ("~ogota", {BOGOTA}),
    ],
)  # fmt: skip
def test_what_people_type_finds_it(typed: str, found: set[str], world: World) -> None:
    assert set(codes(world, typed)) == found


def test_the_closest_comes_first(world: World) -> None:
    assert codes(world, "san pedro", limit=1) in ([PEDRO], [SULA])
    assert codes(world, "pedro su")[0] == SULA


def test_an_erased_city_is_found_by_its_code_alone_whichever_hears_of_it_first(
    foundations: Foundations, tmp_path: Path
) -> None:
    """Erasing here, and the event that intake tells."""
    ensure_print_key(tmp_path / "key")
    means = Means(PERSONAL, PrintKey(tmp_path / "key"), None)
    with store_of(foundations, "reporting", lambda tx: (Eraser(tx, means), tx.now())) as kept:
        store = Store.over(kept.database)

        def words() -> list[str]:
            return [str(row["words"]) for row in store.rows("select words from searched")]

        store.record([envelope_of(submitted(GONE, city="Ciudad Borrada"), time=minutes(0))])
        assert "borrada" in words()[0]
        subject = Subject(application_id=application_id(GONE), code=GONE)
        kept.run(lambda eraser, now: eraser.erase(subject, "local-admin", now, "agreed"))
        assert words() == [""]
        store.record([envelope_of(anonymised(GONE), time=minutes(1))])
        assert GONE.lower() in words()[0]
        assert "orrada" not in words()[0]


def test_everybody_finds_what_is_theirs(world: World) -> None:
    for role, person, own in (
        (Role.COACH, COACH, BOGOTA),
        (Role.CITY_MEMBER, TEAM, BOGOTA),
        (Role.APPLICANT, APPLICANT, PEDRO),
    ):
        assert codes(world, "bogota", role, person) == ([BOGOTA] if own == BOGOTA else [])
        assert codes(world, "san pedro", role, person) == ([PEDRO] if own == PEDRO else [])
        assert codes(world, "bogota", role, NOBODY) == []


def test_of_what_very_many_are_called_the_latest_are_found_and_the_oldest_by_what_is_its_own(
    foundations: Foundations,
) -> None:
    names = ["Puerto Raro", *["Puerto Nuevo"] * 230]
    later = [
        submitted(f"A{number}", city=name).model_copy(update={"submitted_at": START + timedelta(minutes=number)})
        for number, name in enumerate(names)
    ]
    with store_of(foundations, "reporting", lambda tx: (Repository(tx),)) as kept:
        Store.over(kept.database).record([envelope_of(one, time=minutes(0)) for one in later])

        def found(words: list[str], limit: int) -> list[str]:
            return [one.code for one in kept.run(lambda repository: repository.search(beginning(words), limit))]

        assert found(["puerto"], 3) == ["A230", "A229", "A228"]
        assert found(["raro"], 3) == ["A0"]
        assert found(["puerto"], 201)[-1] == "A30"
        assert found(["puerto"], 231)[-1] == "A0"
