"""What a city reads of the ledger: what reached its people, never what waits, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.domain import Mail, State
from services.notifications.handlers import of_cities
from services.notifications.templates import Letter
from shared.contracts import notifications
from shared.contracts.errors import Refusal
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Page
from tests.support.owners import FakeOwners
from tests.unit.notifications.fake_ledger import CODE, LETTERS, NOW, a_mail
from tests.unit.notifications.tables import tables

MEMBER, STRANGER = UUID(int=7), UUID(int=8)
OWNERS = FakeOwners(people=frozenset({(CODE, MEMBER)}))
STAFF = Caller(f"person:{UUID(int=9)}", frozenset({Role.STAFF}))
LETTER = Letter("We received it", "Dear Rosa", "<p>Dear Rosa</p>", None, "")


def caller(person: UUID = MEMBER) -> Caller:
    return Caller(f"person:{person}", frozenset({Role.CITY_MEMBER}))


def a_sent(**changes: Any) -> Mail:
    return a_mail(**{"state": State.SENT, "sent_at": NOW} | changes)


def listed(ledger: Any, who: Caller | None = None, **fields: Any) -> Page[notifications.CityMail]:
    request = notifications.ListCityMails.model_validate({"code": CODE} | fields)
    return of_cities.list_city_mails(request, ledger, LETTERS, OWNERS, who or caller())


def read(ledger: Any, mail_id: UUID, who: Caller | None = None) -> notifications.CityMailText:
    request = notifications.GetCityMail(code=CODE, mail_id=mail_id)
    return of_cities.get_city_mail(
        request, ledger, LETTERS, OWNERS, who or caller(), lambda _: (LETTER, "rosa@x.example")
    )


def test_a_citys_people_read_what_reached_them() -> None:
    mail = a_sent()
    found = listed(tables(mail))
    assert ([one.id for one in found.items], found.total) == ([mail.id], 1)
    shown = read(tables(mail), mail.id)
    assert (shown.text, shown.mail.sent_at) == ("Dear Rosa", NOW)
    assert "rosa@x.example" not in shown.model_dump_json()


@pytest.mark.parametrize("state", [one for one in State if one is not State.SENT])
def test_what_was_not_sent_is_not_there(state: State) -> None:
    mail = a_mail(state=state)
    assert listed(tables(mail)).items == ()
    with pytest.raises(Refusal, match="not_found"):
        read(tables(mail), mail.id)


@pytest.mark.parametrize(
    "changes", [{"recipient": "identity:1"}, {"code": "M4X7K2Q9TB"}, {"template": "sign_in"}], ids=lambda one: str(*one)
)
def test_what_went_to_staff_to_another_city_or_signs_in_is_not_there(changes: dict[str, str]) -> None:
    mail = a_sent(**changes)
    assert (listed(tables(mail)).items, listed(tables(mail)).total) == ((), 0)
    with pytest.raises(Refusal, match="not_found"):
        read(tables(mail), mail.id)


def test_whoever_is_not_of_the_city_is_told_that_there_is_none() -> None:
    mail = a_sent()
    for ask in (
        lambda: listed(tables(mail), caller(STRANGER)),
        lambda: read(tables(mail), mail.id, caller(STRANGER)),
    ):
        with pytest.raises(Refusal, match="not_found"):
            ask()
    assert listed(tables(mail), STAFF).total == 1


def test_a_list_goes_on_where_it_stopped() -> None:
    mails = [a_sent(created_at=NOW - timedelta(minutes=number)) for number in range(3)]
    first = listed(tables(*mails), limit=2)
    assert (len(first.items), first.total) == (2, 3)
    assert [one.id for one in listed(tables(*mails), limit=2, after=first.next).items] == [mails[2].id]


def test_a_mail_that_is_nowhere_is_refused() -> None:
    with pytest.raises(Refusal, match="not_found"):
        read(tables(), uuid4())
