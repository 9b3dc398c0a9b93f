"""Mails that could not be delivered: told by their return path, or by the mail that comes back; what follows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.domain import ADDRESS_BOUNCED, Answer, Settlement, State, Step, Untrue, settle_answer
from services.notifications.handlers import applications, choosing
from services.notifications.sending.addresses import Addresses
from shared.contracts import notifications
from shared.contracts.errors import Refusal
from shared.contracts.notifications import MailBounced
from shared.contracts.people import Caller, Role
from tests.support.fakes import FakeOutbox
from tests.unit.notifications.fake_ledger import (
    CALL,
    CODE,
    LETTERS,
    NOW,
    PRIMARY,
    SUBMITTED,
    a_mail,
    telling_of,
)
from tests.unit.notifications.returning_cases import (
    ANA,
    CAUSE,
    COACH,
    INBOX,
    STAFF_REF,
    back_to,
    gone,
    ours,
    take,
    undelivered,
)
from tests.unit.notifications.settling_cases import admit, settle
from tests.unit.notifications.tables import put, tables

STAFF = Caller(actor=f"person:{UUID(int=7)}", roles=frozenset({Role.STAFF}))


@pytest.fixture
def ledger() -> Any:
    known = tables()
    applications.take_in_call(CALL, known)
    applications.confirm_submission(SUBMITTED.model_copy(update={"notify": False}), telling_of(known, CAUSE))
    known.upsert_person(STAFF_REF, "en", is_staff=True)
    return known


def alerts(ledger: Any) -> list[tuple[str, bool]]:
    told = [one for one in ledger.mails.values() if one.template == "contact_bounced"]
    return [(one.recipient, one.values.get("for_coach", False)) for one in told]


def test_a_hard_bounce_fails_its_mail_stops_the_address_and_alerts(ledger: Any) -> None:
    mail, outbox = gone(ledger), FakeOutbox()
    taken = take(ledger, outbox, recipients=back_to(ledger, mail), undelivered=undelivered(address="other@mx.example"))
    assert (taken.kind, taken.code) == ("bounce", CODE)
    failed = ledger.mails[mail.id]
    assert (failed.state, failed.notes[0].values) == (State.FAILED, {"status": "5.1.1"})
    assert [(one.permanent, one.status) for one in outbox.events if isinstance(one, MailBounced)] == [(True, "5.1.1")]
    assert alerts(ledger) == [(STAFF_REF, False), (COACH.ref, True)]
    for address in (ANA, ANA.upper()):
        with pytest.raises(Untrue, match="address_bounced"):
            admit(put(ledger, a_mail()), address, ledger, ours(ledger).digest(address))
    admit(put(ledger, a_mail()), "bea@puerto.example", ledger, ours(ledger).digest("bea@puerto.example"))
    admit(put(ledger, a_mail(template="sign_in")), ANA, ledger, ours(ledger).digest(ANA))
    assert ADDRESS_BOUNCED.code == "address_bounced"


def test_it_is_told_once_however_often_it_comes(ledger: Any) -> None:
    mail, outbox = gone(ledger), FakeOutbox()
    told = {"recipients": back_to(ledger, mail), "undelivered": undelivered()}
    assert [take(ledger, outbox, **told).kind for _ in range(2)] == ["bounce", "again"]
    other = gone(ledger)
    take(ledger, outbox, recipients=back_to(ledger, other), undelivered=undelivered("5.4.1"))
    assert len(alerts(ledger)) == 2  # the address is known already
    assert len(outbox.events) == 2


@pytest.mark.parametrize(
    ("status", "action", "state"),
    [("4.2.2", "failed", State.FAILED), ("4.4.1", "delayed", State.SENT), ("5.0.0", "delayed", State.SENT)],
)
def test_a_soft_one_is_counted_and_stops_nothing(ledger: Any, status: str, action: str, state: State) -> None:
    mail = gone(ledger)
    take(ledger, recipients=back_to(ledger, mail), undelivered=undelivered(status, action))
    assert (ledger.mails[mail.id].state, alerts(ledger), ledger.suppressed) == (state, [], [])
    assert [one[1:3] for one in ledger.bounces] == [(action, status)]


def test_without_our_return_path_it_must_name_where_the_mail_went(ledger: Any) -> None:
    mail = gone(ledger)
    told: dict[str, Any] = {"about_message": mail.message_id}
    assert take(ledger, **told, undelivered=undelivered(address="eva@else.example")).kind == "unknown"
    assert take(ledger, about_message="<none@x.example>", undelivered=undelivered()).kind == "unknown"
    assert ledger.mails[mail.id].state is State.SENT
    assert take(ledger, **told, undelivered=undelivered(address=ANA.upper())).kind == "bounce"


def test_nobody_makes_up_a_return_path(ledger: Any) -> None:
    mail = gone(ledger)
    (right,) = back_to(ledger, mail)
    foreign = Addresses(INBOX, "another secret").return_path(mail.id, "")
    as_reply = right.replace("+b", "+r")
    for address in (
        foreign,
        as_reply,
        right[:30] + ("b" if right[30] == "a" else "a") + right[31:],
        f"inbox+b{'a' * 42}@program.example",
        "inbox+b@x.y",
    ):
        assert take(ledger, recipients=[address], undelivered=undelivered()).kind == "unknown", address
    assert take(ledger, recipients=["x@y.example", right.upper()], undelivered=undelivered()).kind == "bounce"


def test_of_a_mail_about_no_application_staff_are_told(ledger: Any) -> None:
    mail = gone(ledger, template="operator_alert", application_id=None, code=None, recipient=STAFF_REF)
    take(ledger, recipients=back_to(ledger, mail), undelivered=undelivered())
    assert alerts(ledger) == [(STAFF_REF, False)]
    (alert,) = [one for one in ledger.mails.values() if one.template == "contact_bounced"]
    assert LETTERS.subject(alert) == "Mail does not reach a contact"


def test_an_address_that_the_server_refuses_at_once_gets_no_more(ledger: Any) -> None:
    refused = settle_answer(Answer(550, "5.1.1 no such user"), 1)
    assert (refused.step, refused.dead) == (Step.REFUSE, "5.1.1")
    assert settle_answer(Answer(550, "5.7.1 not here"), 1).dead is None
    assert settle_answer(Answer(450, "5.1.1 odd"), 1).dead is None
    mail = put(ledger, replace(gone(ledger), state=State.SENDING, claimed_at=NOW))
    assert settle(mail, refused, "v", ledger, FakeOutbox(), NOW)
    assert [(one.mail_id, one.status) for one in ledger.suppressed] == [(mail.id, "5.1.1")]
    assert settle(
        gone(ledger, "bea@puerto.example", state=State.SENDING, claimed_at=NOW),
        replace(refused, dead=None), "v", ledger, FakeOutbox(), NOW,
    )  # fmt: skip
    assert len(ledger.suppressed) == 1
    assert Settlement(Step.DELIVER, ()).dead is None


def test_staff_allow_an_address_again(ledger: Any) -> None:
    mail = gone(ledger)
    take(ledger, recipients=back_to(ledger, mail), undelivered=undelivered())
    asked = notifications.ListSuppressions()
    (known,) = choosing.list_suppressions(asked, ledger).items
    assert (known.recipient, known.code, known.status) == (PRIMARY.ref, CODE, "5.1.1")
    lift = notifications.LiftSuppression(suppression_id=known.id)
    for _ in range(2):
        lifted = choosing.lift_suppression(lift, ledger, STAFF, NOW)
    assert (lifted.lifted_by, lifted.lifted_at) == (STAFF.actor, NOW)
    admit(put(ledger, a_mail()), ANA, ledger, ours(ledger).digest(ANA))
    assert choosing.list_suppressions(asked, ledger).total == 0
    with pytest.raises(Refusal, match="not_found"):
        choosing.lift_suppression(notifications.LiftSuppression(suppression_id=uuid4()), ledger, STAFF, NOW)
