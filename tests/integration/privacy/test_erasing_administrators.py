"""Erasing on identity's real tables: whoever erases somebody takes every role, so nobody does it above their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.identity.personal import PERSONAL
from services.identity.repository import Repository
from shared.contracts.errors import Refusal
from shared.contracts.kernel import ErasePersonal, Subject
from shared.contracts.people import Caller, Role
from shared.privacy.answering import erase_personal
from shared.privacy.eraser import Eraser, Means
from shared.privacy.erasure_log import PrintKey
from shared.security.keys import ensure_print_key
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.identity.test_passwords import ANA, NOW

LEAD = Caller("person:lead", frozenset({Role.PROGRAM_LEAD}))
ADMINISTRATOR = Caller("person:administrator", frozenset({Role.ADMINISTRATOR}))


@pytest.fixture
def store(foundations: Foundations, tmp_path: Path) -> Iterator[Store]:
    """With Ana, who is an administrator."""
    ensure_print_key(tmp_path / "key")
    means = Means(PERSONAL, PrintKey(tmp_path / "key"), None)
    with store_of(foundations, "identity", lambda tx: (tx, means)) as made:
        administrator = ANA.model_copy(update={"roles": (Role.ADMINISTRATOR,)})
        made.run(lambda tx, _: Repository(tx).insert_person(administrator, NOW))
        yield made


def erase(store: Store, caller: Caller, subject: Subject, override: str | None = None) -> Any:
    request = ErasePersonal(subject=subject, override=override)
    return store.run(lambda tx, means: erase_personal(request, Eraser(tx, means), tx, caller))


@pytest.mark.parametrize("subject", [Subject(person_id=ANA.id), Subject(addresses=(ANA.email,))])
def test_a_lead_erases_no_administrator(store: Store, subject: Subject) -> None:
    with pytest.raises(Refusal) as refused:
        erase(store, LEAD, subject)
    assert (refused.value.code, [one.code for one in refused.value.details]) == (
        "still_needed",
        ["administrators_role"],
    )
    with pytest.raises(Refusal) as refused:
        erase(store, LEAD, subject, "agreed")
    assert refused.value.reason == "administrators_override"
    assert len(store.rows("select 1 from people")) == 1


def test_an_administrator_does_with_a_reason_and_a_lead_after_the_role_went(store: Store) -> None:
    with pytest.raises(Refusal):
        erase(store, ADMINISTRATOR, Subject(person_id=ANA.id))
    erase(store, ADMINISTRATOR, Subject(person_id=ANA.id), "left the program")
    assert store.rows("select 1 from people") == []
    store.run(lambda tx, _: Repository(tx).insert_person(ANA, NOW))
    erase(store, LEAD, Subject(person_id=ANA.id))
    assert store.rows("select 1 from people") == []
