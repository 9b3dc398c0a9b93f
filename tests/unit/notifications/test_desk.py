"""What staff do with mails: list, release, discard, resend; and every refusal."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.notifications.domain import INTERRUPTED, State, mail_note
from services.notifications.handlers import desk, stopping
from shared.contracts import notifications
from shared.contracts.errors import Refusal
from tests.support.fakes import FakeOutbox
from tests.support.owners import FakeOwners
from tests.unit.notifications.fake_ledger import CODE, LETTERS, NOW, a_mail
from tests.unit.notifications.tables import tables


def ledger_with(state: State) -> tuple[Any, notifications.Mail]:
    mail = a_mail(state=state, attempts=3, notes=(mail_note("answered", number=550, text="no"),))
    ledger = tables(mail)
    return ledger, desk.get_mail(notifications.GetMail(mail_id=mail.id), ledger, LETTERS)


def test_a_mail_is_shown_with_its_reference_and_a_subject_without_personal_values() -> None:
    _, shown = ledger_with(State.FAILED)
    assert shown.recipient.startswith("intake:")
    assert shown.subject == f"We received Puerto Ejemplo’s application ({CODE})"
    assert (shown.state, shown.attempts, shown.last_answer) == ("failed", 3, "550 no")


def test_what_became_of_a_mail_is_said_in_the_readers_language_and_in_english_in_json() -> None:
    mail = a_mail(state=State.QUEUED, notes=(INTERRUPTED, mail_note("answered", number=451, text="later")))
    shown = desk.as_reply(mail, LETTERS)
    assert shown.answer_in("es") == (
        "Se interrumpió durante el envío: puede llegar dos veces, con un mismo Message-ID. 451 later"
    )
    told = shown.model_dump(mode="json")
    assert told["last_answer"] == shown.answer_in("en")
    assert notifications.Mail.model_validate(told) == shown


def test_a_subject_that_cannot_be_made_does_not_hide_the_mail() -> None:
    mail = a_mail(state=State.HELD, values={})
    ledger = tables(mail)
    assert desk.get_mail(notifications.GetMail(mail_id=mail.id), ledger, LETTERS).subject == "application_received"


def test_a_held_mail_is_released() -> None:
    ledger, mail = ledger_with(State.HELD)
    released = desk.release_mail(notifications.ReleaseMail(mail_id=mail.id), ledger, LETTERS, NOW)
    assert (released.state, ledger.mails[mail.id].next_at) == ("queued", NOW)


def test_why_a_mail_was_held_is_not_said_of_one_that_was_settled() -> None:
    ledger, mail = ledger_with(State.HELD)
    assert desk.release_mail(notifications.ReleaseMail(mail_id=mail.id), ledger, LETTERS, NOW).last_answer is None
    ledger, mail = ledger_with(State.FAILED)
    discarded = desk.discard_mail(notifications.DiscardMail(mail_id=mail.id, reason="by post"), ledger, LETTERS, NOW)
    assert discarded.last_answer == "550 no", "a server's answer stays"


@pytest.mark.parametrize("state", [State.HELD, State.QUEUED, State.FAILED])
def test_a_mail_that_is_not_to_be_sent_is_discarded_with_its_reason(state: State) -> None:
    ledger, mail = ledger_with(state)
    request = notifications.DiscardMail(mail_id=mail.id, reason="sent by post")
    assert desk.discard_mail(request, ledger, LETTERS, NOW).state == "cancelled"
    assert ledger.discarded_for[mail.id] == "sent by post"


@pytest.mark.parametrize("state", [State.SENT, State.FAILED, State.SUPPRESSED, State.CANCELLED])
def test_a_mail_is_sent_again_as_a_new_row_linked_to_the_old(state: State) -> None:
    ledger, old = ledger_with(state)
    new = desk.resend_mail(notifications.ResendMail(mail_id=old.id), ledger, LETTERS, NOW)
    row = ledger.mails[new.id]
    assert (new.state, new.attempts, new.last_answer, new.sent_at) == ("queued", 0, None, None)
    assert (row.resent_from, row.occasion_id, row.recipient) == (old.id, new.id, old.recipient)
    assert row.message_id == f"<{new.id}@program.example>"
    assert row.template_version == LETTERS.templates.version_of("application_received", "en")
    assert ledger.mails[old.id].state is state


@pytest.mark.parametrize(
    ("act", "states"),
    [
        (lambda mail_id, ledger: desk.release_mail(notifications.ReleaseMail(mail_id=mail_id), ledger, LETTERS, NOW),
         set(State) - {State.HELD}),
        (lambda mail_id, ledger: desk.discard_mail(
            notifications.DiscardMail(mail_id=mail_id, reason="wrong"), ledger, LETTERS, NOW),
         {State.SENDING, State.SENT, State.SUPPRESSED, State.CANCELLED}),
        (lambda mail_id, ledger: desk.resend_mail(notifications.ResendMail(mail_id=mail_id), ledger, LETTERS, NOW),
         {State.HELD, State.QUEUED, State.SENDING}),
    ],
)  # fmt: skip
def test_other_states_refuse_and_an_unknown_mail_is_not_found(act, states) -> None:  # type: ignore[no-untyped-def]
    for state in sorted(states):
        ledger, mail = ledger_with(state)
        with pytest.raises(Refusal) as refused:
            act(mail.id, ledger)
        assert refused.value.code == "illegal_transition"
        assert [one.state for one in ledger.mails.values()] == [state]
    with pytest.raises(Refusal) as refused:
        act(uuid4(), tables())
    assert refused.value.code == "not_found"


def test_an_unknown_mail_is_not_found() -> None:
    with pytest.raises(Refusal) as refused:
        desk.get_mail(notifications.GetMail(mail_id=uuid4()), tables(), LETTERS)
    assert refused.value.code == "not_found"


def test_pages_follow_each_other_and_count_all_that_match() -> None:
    moments = [NOW - timedelta(minutes=number) for number in range(6)]  # the latest first
    mails = [a_mail(code=CODE if number % 2 else "OTHER", created_at=at) for number, at in enumerate(moments)]
    ledger = tables(*mails)
    first = desk.list_mails(notifications.ListMails(code=CODE, limit=2), ledger, LETTERS, FakeOwners())
    second = desk.list_mails(
        notifications.ListMails(code=CODE, limit=2, after=first.next), ledger, LETTERS, FakeOwners()
    )
    assert [mail.id for mail in (*first.items, *second.items)] == [mail.id for mail in mails[1::2]]
    assert (first.total, second.total, second.next) == (3, 3, None)
    assert desk.list_mails(notifications.ListMails(state="sent"), ledger, LETTERS, FakeOwners()).total == 0


def test_a_list_may_be_of_one_recipient() -> None:
    ours, others = a_mail(recipient="intake:1"), a_mail(recipient="intake:2")
    ledger = tables(ours, others)
    page = desk.list_mails(notifications.ListMails(recipients=("intake:1",)), ledger, LETTERS, FakeOwners())
    assert ([one.id for one in page.items], page.total) == ([ours.id], 1)


def test_mails_of_an_application_that_nobody_knows_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        desk.list_mails(notifications.ListMails(code="AAAAAAAAAA"), tables(), LETTERS, FakeOwners())
    assert [(one.field, one.code) for one in refused.value.details] == [("code", "no_such_application")]


def test_an_application_that_intake_knows_already_has_no_mails_yet() -> None:
    owners = FakeOwners((CODE,))
    page = desk.list_mails(notifications.ListMails(code=CODE), tables(), LETTERS, owners)
    assert (page.items, page.total, owners.asked) == ((), 0, [CODE])


def test_a_page_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        desk.list_mails(notifications.ListMails(after="x"), tables(), LETTERS, FakeOwners())
    assert refused.value.code == "invalid"


def told_stops(ledger: Any) -> list[Any]:
    outbox: Any = FakeOutbox()
    for mail_id in stopping.list_untold_stops(ledger):
        stopping.tell_stop(mail_id, ledger, outbox)
        stopping.tell_stop(mail_id, ledger, outbox)  # of which it is told, nothing
    return [type(event) for event in outbox.events]


@pytest.mark.parametrize("state", [State.HELD, State.FAILED])
def test_that_a_mail_stopped_is_told_once_and_that_staff_spoke_as_well(state: State) -> None:
    ledger, mail = ledger_with(state)
    assert told_stops(ledger) == [notifications.MailStopped]
    assert told_stops(ledger) == []
    desk.discard_mail(notifications.DiscardMail(mail_id=mail.id, reason="by post"), ledger, LETTERS, NOW)
    assert told_stops(ledger) == [notifications.MailHandled]
    assert told_stops(ledger) == []


def test_a_failed_mail_that_was_sent_again_waits_for_nobody() -> None:
    ledger, mail = ledger_with(State.FAILED)
    assert told_stops(ledger) == [notifications.MailStopped]
    desk.resend_mail(notifications.ResendMail(mail_id=mail.id), ledger, LETTERS, NOW)
    assert told_stops(ledger) == [notifications.MailHandled]


@pytest.mark.parametrize("state", set(State) - {State.HELD, State.FAILED})
def test_what_goes_its_way_is_no_stop(state: State) -> None:
    assert told_stops(ledger_with(state)[0]) == []
