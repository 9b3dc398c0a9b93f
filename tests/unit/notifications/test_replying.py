"""Replies that come by mail: logged on the city's page once, told to staff and coach."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.notifications.handlers import applications
from services.notifications.sending.letters import Letters, Resolved
from services.notifications.templates import Templates
from shared.contracts.notifications import ExchangeLogged
from tests.support.fakes import FakeOutbox
from tests.support.owners import FakeOwners
from tests.unit.notifications.fake_ledger import (
    APPLICATION_ID,
    CALL,
    CODE,
    NOW,
    PROGRAM,
    SUBMITTED,
    a_mail,
    telling_of,
)
from tests.unit.notifications.returning_cases import CAUSE, COACH, STAFF_REF, back_to, gone, ours, take, undelivered
from tests.unit.notifications.tables import tables

ANA = Resolved("Ana Ruiz", "ana@puerto.example")
#: 3 in the afternoon in Bogotá, after midnight somewhere else.
SENT = datetime(2027, 2, 28, 20, tzinfo=UTC)


@pytest.fixture
def ledger() -> Any:
    known = tables()
    applications.take_in_call(CALL, known)
    applications.confirm_submission(SUBMITTED.model_copy(update={"notify": False}), telling_of(known, CAUSE))
    known.upsert_person(STAFF_REF, "en", is_staff=True)
    return known


def city_of(ledger: Any) -> list[str]:
    return [ours(ledger).reply_to(APPLICATION_ID, "contact@program.example")]


def test_a_reply_is_logged_with_the_city_and_told(ledger: Any) -> None:
    outbox = FakeOutbox()
    files = [{"name": "plan.pdf", "size": 90_000}]
    taken = take(ledger, outbox, recipients=city_of(ledger), sent_at=SENT, attachments=files)
    assert (taken.kind, taken.code) == ("reply", CODE)
    (logged,) = ledger.exchanges
    assert (logged.kind, logged.direction, logged.held_on) == ("reply", "from_city", date(2027, 2, 28))
    assert logged.person == "Luz Prado <luz@puerto.example>"
    assert logged.notes == "Re: Welcome\n\nThe baseline comes in May.\n\n[plan.pdf: 90000]"
    assert logged.logged_by == "service:notifications"
    (event,) = outbox.events
    assert isinstance(event, ExchangeLogged)
    assert "Luz" not in event.model_dump_json()
    told = {one.recipient: one.values for one in ledger.mails.values()}
    assert told.keys() == {STAFF_REF, COACH.ref}
    assert (told[STAFF_REF]["files"], told[COACH.ref]["for_coach"]) == (1, True)


def test_the_same_reply_is_logged_once(ledger: Any) -> None:
    kinds = [take(ledger, recipients=city_of(ledger), unique="ab" * 32).kind for _ in range(2)]
    assert (kinds, len(ledger.exchanges), len(ledger.mails)) == (["reply", "again"], 1, 2)


def test_an_answer_while_somebody_is_away_is_none(ledger: Any) -> None:
    assert take(ledger, recipients=city_of(ledger), automatic=True).kind == "automatic"
    assert (ledger.exchanges, ledger.mails) == ([], {})


def test_one_to_the_return_path_is_automatic_too(ledger: Any) -> None:
    """Whoever is away answers to it, RFC 3834, 4."""
    mail = gone(ledger)
    assert take(ledger, recipients=back_to(ledger, mail), automatic=True).kind == "automatic"
    assert take(ledger, recipients=back_to(ledger, mail)).kind == "unknown"
    assert (ledger.exchanges, list(ledger.mails)) == ([], [mail.id])


def test_what_is_about_no_city_of_ours_is_kept_nowhere(ledger: Any) -> None:
    made_up = city_of(ledger)[0].replace("+r", "+rz")
    other = ours(ledger).reply_to(a_mail().id, "")
    for address in (made_up, other, "inbox@program.example", "contact@program.example"):
        assert take(ledger, recipients=[address]).kind == "unknown"
    assert take(ledger, recipients=city_of(ledger), undelivered=undelivered()).kind == "unknown"
    assert ledger.exchanges == []


def test_a_city_without_a_coach_is_told_to_staff_alone(ledger: Any) -> None:
    take(ledger, owners=FakeOwners(), recipients=city_of(ledger))
    assert [one.recipient for one in ledger.mails.values()] == [STAFF_REF]


def test_a_clock_that_is_wrong_puts_nothing_into_the_future(ledger: Any) -> None:
    take(ledger, recipients=city_of(ledger), sent_at=datetime(2031, 1, 1, tzinfo=UTC))
    assert ledger.exchanges[0].held_on == NOW.date()


def test_what_is_long_is_cut_and_the_files_stay_named(ledger: Any) -> None:
    files = [{"name": f"{'n' * 200}-{n}.pdf", "size": 1} for n in range(50)]
    take(ledger, recipients=city_of(ledger), text="x" * 5_000, attachments=files)
    assert len(ledger.exchanges[0].notes) <= 5_000
    assert "[nnn" in ledger.exchanges[0].notes


def test_mails_to_a_city_say_where_its_replies_go_and_others_do_not(ledger: Any) -> None:
    letters = Letters(PROGRAM, Templates(), "https://portal.example/", ours(ledger))
    to_city = letters.write(a_mail(), ANA, NOW).decode()
    assert f"\r\nReply-To: {city_of(ledger)[0]}\r\n" in to_city
    for mail in (a_mail(recipient=STAFF_REF), a_mail(application_id=None)):
        assert "\r\nReply-To: contact@program.example\r\n" in letters.write(mail, ANA, NOW).decode()
    assert letters.return_path(a_mail()).startswith("inbox+b")
    without = Letters(PROGRAM, Templates(), "https://portal.example/", type(ours(ledger))("", "secret"))
    assert "\r\nReply-To: contact@program.example\r\n" in without.write(a_mail(), ANA, NOW).decode()
    assert without.return_path(a_mail()) == "contact@program.example"


def test_a_key_for_one_thing_is_none_for_another(ledger: Any) -> None:
    """Whoever gets a city's mail knows the address of its replies."""
    known = ours(ledger)
    assert known.read_key("r", known.key("r", APPLICATION_ID)) == APPLICATION_ID
    assert known.read_key("u", known.key("r", APPLICATION_ID)) is None
    assert known.read_key("b", known.key("r", APPLICATION_ID)) is None
