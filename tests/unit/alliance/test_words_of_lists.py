"""States, templates and regions in lists are words, not keys."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args
from uuid import UUID

import pytest

from alliance import naming
from alliance.connection import one_client
from alliance.mail.mails import mail_text
from alliance.selection.interviews import pool_text
from services.notifications.mails import MAILS
from shared.contracts.eligibility import Pool, PoolCity
from shared.contracts.identity import PeopleNames, PersonName
from shared.contracts.notifications import Mail, MailState
from shared.program.eligibility_criteria import RegionCountries
from shared.program.regions import region_names
from shared.wording import has
from tests.support.fake_client import FakeClient
from tests.unit.intake.fake_intake import PROGRAM

ANA = UUID(int=7)


def test_each_key_has_words() -> None:
    countries: RegionCountries = PROGRAM.eligibility.countries
    keys = [f"regions.{name}" for name in region_names(countries)]
    keys += [f"states.mail.{state}" for state in get_args(MailState)]
    keys += [f"mail_templates.{name}" for name in MAILS]
    assert [key for key in keys if not has(key)] == []


def test_a_mail_is_shown_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    client = FakeClient()
    client.answers["get_names"] = PeopleNames(items=(PersonName(id=ANA, name="Ana R."),))
    monkeypatch.setattr(naming, "connect", lambda: client)
    mail = Mail(
        id=UUID(int=1), template="review_assigned", language="es", recipient=f"identity:{ANA}", subject="Hola",
        state="held", attempts=0, code=None, created_at=datetime(2027, 1, 1, tzinfo=UTC), sent_at=None,
    )  # fmt: skip
    with one_client():
        text = mail_text(mail)
    assert "on hold" in text
    assert "to Ana R." in text
    assert "review_assigned" not in text


def test_a_pool_is_shown_in_words() -> None:
    city = PoolCity.model_construct(
        code="JK2MPJ4V23", city="Puerto", country="CO", size="up_to_250000", language="es", mean=None, apart=False,
        state="in_review", shortlisted=False,
    )  # fmt: skip
    groups = {"region": {"south_america": 1}, "state": {"in_review": 1}, "eligibility": {"needs_review": 1}}
    groups |= {"language": {"es": 1}, "resident_outcome": {"health_care": 1, "of_the_program": 1}}
    text = pool_text(Pool.model_construct(call="2027", groups=groups, items=(city,), next=None, total=1))
    assert "South America 1" in text
    assert "es 1" in text
    assert "of the program 1" in text
    assert "_" not in text
