"""Operations' tables, as a test begins: dicts, or the real ones (tests/support/standing.py)."""

from typing import Any
from uuid import UUID

from services.operations.domain.dead_letters import Letter
from services.operations.repository import PutBack, Repository
from tests.support.standing import store
from tests.unit.operations.fakes import FakeRepository


def tables() -> Any:
    looks = {"letters": letters_of, "put_backs": put_backs_of, "discard_reasons": discard_reasons_of}
    return store(FakeRepository, Repository, looks)


def letters_of(real: Repository) -> dict[UUID, Letter]:
    ids = [
        row["dead_letter_id"]
        for row in real._tx.all("select dead_letter_id from dead_letters order by message_id, dead_letter_id")
    ]
    return {one: letter for one in ids if (letter := real.find_dead_letter(one)) is not None}


def discard_reasons_of(real: Repository) -> dict[UUID, str | None]:
    rows = real._tx.all("select dead_letter_id, discard_reason from dead_letters where state <> 'dead'")
    return {row["dead_letter_id"]: row["discard_reason"] for row in rows}


def put_backs_of(real: Repository) -> list[PutBack]:
    """Those that are still to go, due or not yet."""
    rows = real._tx.all(
        "select dead_letter_id, queue, message_id, body, discarded from put_backs join dead_letters"
        " using (dead_letter_id) where published_at is null order by asked_at, dead_letter_id"
    )
    return [PutBack(**row | {"body": bytes(row["body"])}) for row in rows]
