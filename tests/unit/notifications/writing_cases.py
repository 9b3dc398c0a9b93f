"""Writing to a group, and what is logged of calls: the same cases over the fake (test_writing.py) and over the real
tables (tests/integration/notifications/test_writing_sql.py). `desk` is a fixture of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

import pytest

from services.notifications.domain import Mail
from services.notifications.handlers import exchanges, writing
from services.notifications.sending.letters import Resolved
from services.notifications.templates import Letter
from shared.contracts import notifications
from shared.contracts.errors import Refusal
from shared.contracts.people import Caller, Role
from shared.messaging.cause import Cause
from tests.support.owners import FakeOwners
from tests.unit.notifications.fake_ledger import ANALYST, CODE, LETTERS, MAYORS_OFFICE, NOW, PRIMARY, telling_of

CAUSE = Cause(actor=f"person:{UUID(int=9)}", traceparent="00-" + "1" * 32 + "-" + "2" * 16 + "-01")
MESSAGE = UUID(int=77)
ENGLISH = {"subject": "News for {city}", "text": "Dear {name},\nyour mayor {mayor} writes."}
SPANISH = {"subject": "Novedades para {city}", "text": "Hola, {name}:\nen la fase {phase}."}
TEXTS = {"en": ENGLISH, "es": SPANISH}
EVERYBODY = (PRIMARY.ref, MAYORS_OFFICE.ref, ANALYST.ref)
COACH, STRANGER = UUID(int=7), UUID(int=8)
OWNERS = FakeOwners(people=frozenset({(CODE, COACH)}))


class Desk(Protocol):
    """What the ledger keeps, and the events that were recorded. The application and its three contacts are known."""

    def run(self, work: Callable[..., Any]) -> Any:
        """Work that is handed repository and outbox."""

    @property
    def mails(self) -> list[Mail]: ...

    @property
    def events(self) -> list[str]: ...


def write(desk: Desk, refs: tuple[str, ...] = EVERYBODY, **changes: Any) -> notifications.Written:
    request = notifications.WriteToGroup.model_validate(
        {"message_id": MESSAGE, "to": {CODE: refs}, "texts": TEXTS, "unwritten": "en"} | changes
    )

    def work(repository: Any, outbox: Any) -> notifications.Written:
        return writing.write_to_city(
            writing.ToCity(CODE, request.to[CODE]), request, telling_of(repository, CAUSE), outbox
        )

    reply: notifications.Written = desk.run(work)
    return reply


def test_each_has_a_mail_in_their_language(desk: Desk) -> None:
    written = write(desk)
    assert (written.mails, written.before, written.left_out) == (3, 0, 0)
    told = {one.recipient: (one.language, one.values["subject"]) for one in desk.mails}
    assert told == {
        PRIMARY.ref: ("es", SPANISH["subject"]),
        MAYORS_OFFICE.ref: ("en", ENGLISH["subject"]),
        ANALYST.ref: ("en", ENGLISH["subject"]),  # reads Portuguese: English was chosen in its place
    }
    assert [one.recipient for one in desk.mails if one.is_first] == [PRIMARY.ref]
    assert desk.events == ["message_written"]


def test_written_again_it_reaches_nobody_twice_and_goes_on_where_it_stopped(desk: Desk) -> None:
    write(desk, (PRIMARY.ref,))
    again = write(desk)
    assert (again.mails, again.before) == (3, 1)
    third = write(desk)
    assert (third.mails, third.before) == (3, 3)
    assert len(desk.mails) == 3
    assert desk.events == ["message_written"] * 2


def test_another_message_reaches_them_again(desk: Desk) -> None:
    write(desk)
    assert write(desk, message_id=uuid4()).before == 0
    assert len(desk.mails) == 6


def test_without_a_text_in_their_language_it_is_refused_or_they_get_nothing(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        write(desk, unwritten="refuse")
    assert [(one.field, one.code) for one in refused.value.details] == [("texts.pt", "no_text")]
    assert desk.mails == []
    written = write(desk, unwritten="leave_out")
    assert (written.mails, written.left_out) == (2, 1)


def test_who_is_of_the_city_no_more_is_left_out(desk: Desk) -> None:
    gone = f"intake:{UUID(int=99)}"
    written = write(desk, (PRIMARY.ref, gone))
    assert (written.mails, written.left_out) == (1, 1)
    assert [one.recipient for one in desk.mails] == [PRIMARY.ref]


def test_a_city_that_nobody_knows_is_not_there(desk: Desk) -> None:
    request = notifications.WriteToGroup.model_validate(
        {"message_id": MESSAGE, "to": {"ZZZZZZZZZZ": EVERYBODY}, "texts": TEXTS}
    )
    to = writing.ToCity("ZZZZZZZZZZ", EVERYBODY)
    with pytest.raises(Refusal, match="not_found"):
        desk.run(lambda repository, outbox: writing.write_to_city(
            to, request, telling_of(repository, CAUSE), outbox))  # fmt: skip


def test_recipients_are_told_with_their_roles_the_primary_contact_first(desk: Desk) -> None:
    request = notifications.ListRecipients(codes=("ZZZZZZZZZZ", CODE))
    found = desk.run(lambda repository, _: writing.list_recipients(request, repository))
    assert [(one.code, one.ref, one.role, one.language) for one in found.items] == [
        (CODE, one.ref, one.role, one.language) for one in (PRIMARY, MAYORS_OFFICE, ANALYST)
    ]


def read(mail: Mail) -> tuple[Letter, str]:
    """As it goes, with what its owners say then."""
    values = {"mayor": "Luz Ficticia", "phase": "demonstration", "coach_id": None}
    return LETTERS.read(mail, Resolved("Ana Ejemplo", "ana@puerto.example", values)), "ana@puerto.example"


def preview(desk: Desk, ref: str, **changes: Any) -> notifications.WrittenMail:
    request = notifications.PreviewWritten.model_validate({"code": CODE, "ref": ref, "texts": TEXTS} | changes)
    shown: notifications.WrittenMail = desk.run(
        lambda repository, _: writing.preview_written(request, telling_of(repository, CAUSE), read)
    )
    return shown


def test_a_preview_is_what_its_recipient_would_read_and_keeps_nothing(desk: Desk) -> None:
    shown = preview(desk, MAYORS_OFFICE.ref)
    assert (shown.to, shown.language) == ("ana@puerto.example", "en")
    assert shown.subject == f"News for Puerto Ejemplo ({CODE})"
    assert "Dear Ana Ejemplo,\nyour mayor Luz Ficticia writes." in shown.text
    assert desk.mails == []


def test_a_preview_of_whoever_reads_another_language_says_what_lacks(desk: Desk) -> None:
    for unwritten in ("refuse", "leave_out"):
        with pytest.raises(Refusal) as refused:
            preview(desk, ANALYST.ref, unwritten=unwritten)
        assert [one.code for one in refused.value.details] == ["no_text"]
    assert preview(desk, ANALYST.ref, unwritten="es").language == "es"
    with pytest.raises(Refusal, match="not_found"):
        preview(desk, f"intake:{UUID(int=99)}")


# -- calls and replies -------------------------------------------------------------------------------------------------

CALLER = Caller(f"person:{COACH}", frozenset({Role.COACH}))
A_CALL = {
    "code": CODE, "kind": "call", "direction": "from_city", "held_on": date(2027, 2, 26), "person": "Rosa Ejemplo",
    "notes": "The baseline comes in May.",
}  # fmt: skip


def log(desk: Desk, caller: Caller = CALLER, later: int = 0, **changes: Any) -> notifications.Exchange:
    request = notifications.LogExchange.model_validate(A_CALL | changes)
    at = NOW + timedelta(minutes=later)
    logged: notifications.Exchange = desk.run(
        lambda repository, outbox: exchanges.log_exchange(request, repository, OWNERS, caller, outbox, at)
    )
    return logged


def logged(desk: Desk, **asked: Any) -> Any:
    request = notifications.ListExchanges.model_validate({"code": CODE} | asked)
    return desk.run(lambda repository, _: exchanges.list_exchanges(request, repository, OWNERS, CALLER))


def test_a_call_is_kept_with_who_it_was_and_who_entered_it(desk: Desk) -> None:
    one = log(desk)
    assert (one.person, one.notes, one.logged_by) == ("Rosa Ejemplo", A_CALL["notes"], CALLER.actor)
    assert logged(desk).items == (one,)
    assert desk.events == ["exchange_logged"]


def test_the_latest_comes_first_a_page_at_a_time(desk: Desk) -> None:
    first, second = log(desk), log(desk, later=5)
    earlier = log(desk, later=9, held_on=date(2027, 1, 4), kind="reply", direction="to_city")
    page = logged(desk, limit=2)
    assert ([one.id for one in page.items], page.total) == ([second.id, first.id], 3)
    assert [one.id for one in logged(desk, after=page.next).items] == [earlier.id]


def test_what_has_not_happened_in_the_citys_day_is_refused(desk: Desk) -> None:
    log(desk, held_on=NOW.date())
    with pytest.raises(Refusal) as refused:
        log(desk, held_on=NOW.date() + timedelta(days=1))
    assert [(one.field, one.code) for one in refused.value.details] == [("held_on", "after_today")]


def test_a_city_of_somebody_else_is_not_there(desk: Desk) -> None:
    stranger = Caller(f"person:{STRANGER}", frozenset({Role.COACH}))
    with pytest.raises(Refusal, match="not_found"):
        log(desk, stranger)
