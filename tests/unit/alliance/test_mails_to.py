"""`alliance mail list --to`: whom a name or an address means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from alliance import naming
from alliance.connection import one_client
from alliance.mail.mails import recipients_called
from shared.contracts import identity
from shared.contracts.errors import Refusal, not_found
from shared.contracts.intake import ContactName, ContactNames
from shared.contracts.notifications import Mail
from shared.contracts.people import FoundRefs
from shared.contracts.requests import Page
from tests.support.fake_client import FakeClient

ANA, LUZ, CODE = UUID(int=7), UUID(int=8), "JK2MPJ4V23"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeClient]:
    fake = FakeClient()
    person = identity.Person(id=ANA, name="Ana R.", email="ana@alliance.example", roles=(), languages=("es",))
    mail = Mail(
        id=UUID(int=1), template="welcome", language="es", recipient=f"intake:{LUZ}", subject="Hola", state="sent",
        attempts=1, code=CODE, created_at=datetime(2027, 1, 1, tzinfo=UTC), sent_at=None,
    )  # fmt: skip
    fake.answers["get_person"] = person
    fake.answers["find_contacts"] = fake.answers["find_city_people"] = FoundRefs(refs=())
    fake.answers["list_mails"] = Page[Mail](items=(mail,), next=None, total=1)
    fake.answers["get_contact_names"] = ContactNames(items=(ContactName(id=LUZ, name="Luz Núñez"),))
    monkeypatch.setattr(naming, "connect", lambda: fake)
    with one_client():
        yield fake


def test_an_address_or_name_of_a_person(client: FakeClient) -> None:
    assert recipients_called("ana@alliance.example", None) == [f"identity:{ANA}"]
    assert client.asked[-1].request == identity.GetPerson(person="ana@alliance.example")


def test_an_address_of_a_citys_people(client: FakeClient) -> None:
    client.answers["find_contacts"] = FoundRefs(refs=(f"intake:{LUZ}",))
    client.answers["find_city_people"] = FoundRefs(refs=(f"cohort:{LUZ}",))
    client.answers["get_person"] = not_found("person", "luz@puerto.example")
    assert recipients_called("luz@puerto.example", None) == [f"cohort:{LUZ}", f"intake:{LUZ}"]
    client.answers["find_contacts"] = client.answers["find_city_people"] = FoundRefs(refs=())
    with pytest.raises(Refusal, match="luz@puerto"):
        recipients_called("luz@puerto.example", None)


def test_a_name_among_those_who_were_written_to_about_a_city(client: FakeClient) -> None:
    assert recipients_called("luz nunez", CODE) == [f"intake:{LUZ}"]
    assert recipients_called("ana", CODE) == [f"identity:{ANA}"]
