"""What is sensitive asks people again who they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.contracts.cohort import AdoptProgram, GetCohort
from shared.contracts.errors import Refusal
from shared.contracts.people import Caller, Role
from shared.security.permissions import PROOF_LASTS, insist_on_recent_proof

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
LEAD = frozenset({Role.PROGRAM_LEAD})


def test_a_recent_proof_is_enough() -> None:
    insist_on_recent_proof(AdoptProgram, Caller("person:7", LEAD, authenticated_at=NOW - PROOF_LASTS), NOW)


@pytest.mark.parametrize("proven", [None, NOW - PROOF_LASTS - timedelta(seconds=1)])
def test_an_old_proof_is_asked_for_anew_where_the_request_is_sensitive(proven: datetime | None) -> None:
    caller = Caller("person:7", LEAD, authenticated_at=proven)
    with pytest.raises(Refusal, match="reauthenticate"):
        insist_on_recent_proof(AdoptProgram, caller, NOW)
    insist_on_recent_proof(GetCohort, caller, NOW)


@pytest.mark.parametrize("actor", ["local-admin", "service:operations"])
def test_who_holds_a_key_has_no_session_to_prove(actor: str) -> None:
    insist_on_recent_proof(AdoptProgram, Caller(actor, LEAD), NOW)
