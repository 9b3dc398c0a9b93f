"""`alliance publishing show`: what holds publishing, who recorded it, and until when."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from alliance import naming
from alliance.cohort.publishing import publishing_text
from alliance.connection import one_client
from shared.contracts.cohort import Hold, MediaConsent, Publishing, Silence
from shared.contracts.identity import PeopleNames, PersonName
from tests.support.fake_client import FakeClient

ANA, LUZ = UUID(int=7), UUID(int=8)


def test_it_says_who_recorded_what_holds_and_until_when(monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = datetime(2027, 9, 1, 8, 30, tzinfo=UTC)
    silence = Silence(
        id=UUID(int=1), starts_on=date(2027, 10, 1), ends_on=date(2027, 10, 31), holds=True, taken_back_because=None,
        recorded_by=f"person:{ANA}", recorded_at=recorded,
    )  # fmt: skip
    consent = MediaConsent(
        given=False, said_on=date(2027, 8, 31), name="Iris Ficticia", title="Press officer",
        recorded_by=f"person:{LUZ}", recorded_at=recorded,
    )  # fmt: skip
    held = (Hold(rule="electoral_silence", until=datetime(2027, 11, 1, 5, tzinfo=UTC)),)
    found = Publishing(code="JK2MPJ4V23", time_zone="America/Bogota", silences=(silence,), consent=consent,
                       strategy=held, commitment=held)  # fmt: skip
    client = FakeClient()
    client.answers["get_names"] = PeopleNames(items=(PersonName(id=ANA, name="Ana R."), PersonName(id=LUZ, name="Luz")))
    monkeypatch.setattr(naming, "connect", lambda: client)
    monkeypatch.setenv("COLUMNS", "200")
    with one_client():
        text = " ".join(publishing_text(found).split())
    assert "refused on 2027-08-31 by Iris Ficticia, Press officer; recorded 2027-09-01 08:30 by Luz" in text
    assert "strategy: electoral silence until Monday, November 1, 2027, 12:00 AM (Colombia Time)" in text
    assert "2027-10-01 2027-10-31 holds Ana R. 2027-09-01 08:30" in text
