"""Identity's tables, as a test begins: dicts, or the real ones (tests/support/standing.py)."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from services.identity.domain.sessions import LiveSession
from services.identity.repository import Repository
from shared.contracts.identity import Person
from shared.storage.database import Row
from tests.support.standing import store
from tests.unit.identity.fake_people import FakeRepository

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


def tables(*people: Person) -> Any:
    """In which these people are."""
    looks = {"people": people_of, "sessions": sessions_of, "passwords": passwords_of}
    rows = {table: partial(rows_of, table=table) for table in ("tries", "known_sources")}
    repository = store(FakeRepository, Repository, looks | rows)
    for person in people:
        knows(repository, person)
    return repository


def knows(repository: Any, person: Person) -> None:
    """Somebody new, or somebody of whom this is so from now on."""
    if repository.insert_person(person, NOW):
        return
    repository.update_person(person)
    if person.active:
        repository.update_reactivated(person)
    else:
        repository.update_deactivated(person, "left_program", NOW)


def people_of(real: Repository) -> dict[UUID, Person]:
    return {one.id: one for one in real.list_people(None, None, 1000, None)}


def sessions_of(real: Repository) -> dict[bytes, LiveSession]:
    secrets = real._tx.all("select secret_sha256 from sessions order by created_at, used_at, ctid")
    found = {row["secret_sha256"]: real.find_session(row["secret_sha256"]) for row in secrets}
    return {secret: one for secret, one in found.items() if one is not None}


def rows_of(real: Repository, table: str) -> list[Row]:
    """To be counted: a fake holds something else in their place."""
    return real._tx.all(f"select * from {table}")  # noqa: S608


def passwords_of(real: Repository) -> dict[UUID, str]:
    return {row["person_id"]: row["hash"] for row in real._tx.all("select * from passwords")}
