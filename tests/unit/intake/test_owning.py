"""Whose applications and drafts are: theirs whose proven address they name."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid4

from services.intake.handlers import owning
from tests.support.refused import refused
from tests.unit.intake.fake_intake import ADMINISTRATOR, NOW, STAFF, Desk


def test_only_a_token_with_a_proven_address_claims_it() -> None:
    desk = Desk()
    for caller in (STAFF, ADMINISTRATOR):
        claim = partial(owning.claim_address, desk.repository, caller, NOW)
        assert refused(claim).startswith("forbidden")
    assert desk.repository.proven == {}


def test_the_latest_proof_of_an_address_counts() -> None:
    desk, one, other = Desk(), uuid4(), uuid4()
    desk.claim("Luz@Puerto.example", one)
    desk.claim(" luz@puerto.EXAMPLE", other)
    desk.claim("leo@puerto.example", other)
    assert desk.repository.proven == {other: "leo@puerto.example"}
    assert UUID(desk.claim("luz@puerto.example", one).id) == one
