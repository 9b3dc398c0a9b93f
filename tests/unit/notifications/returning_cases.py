"""What comes back and in, over any ledger: a mail that went to an address, and what is told of it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from services.notifications.admission import Candidate
from services.notifications.domain import Mail, State
from services.notifications.handlers import receiving
from services.notifications.sending.addresses import Addresses
from shared.contracts.notifications import TakeMail, Taken
from shared.contracts.people import PersonRef
from shared.messaging.cause import Cause
from tests.support.fakes import FakeOutbox
from tests.support.owners import FakeOwners
from tests.unit.notifications.fake_ledger import CODE, NOW, a_mail, telling_of

INBOX = "inbox@program.example"
ANA = "ana@puerto.example"
COACH = PersonRef(ref="identity:5a3c1d0e-8f0e-4c53-9d8e-2c1104b8a7f6", role="coach", language="pt")
STAFF_REF = "identity:11111111-2222-4222-8222-222222222222"
CAUSE = Cause(actor="person:1", traceparent="00-1-2-01")


def ours(ledger: Any) -> Addresses:
    return Addresses(INBOX, ledger.get_link_secret())


def gone(ledger: Any, address: str = ANA, **changes: Any) -> Mail:
    """A mail that the other server took."""
    mail = a_mail(**{"state": State.SENT, "sent_at": NOW} | changes)
    ledger.insert_mail(mail, "subject", NOW)
    ledger.take_addresses([Candidate(mail, address, ours(ledger).digest(address))])
    return mail


def take(ledger: Any, outbox: Any = None, owners: FakeOwners | None = None, **fields: Any) -> Taken:
    known = {
        "recipients": ["someone@else.example"], "name": "Luz Prado", "address": "luz@puerto.example",
        "subject": "Re: Welcome", "text": "The baseline comes in May.", "unique": uuid4().hex * 2,
    }  # fmt: skip
    request = TakeMail.model_validate(known | fields)
    owners = owners or FakeOwners(coaches={CODE: COACH})
    return receiving.take_mail(request, telling_of(ledger, CAUSE), owners, outbox or FakeOutbox(), ours)  # type: ignore[arg-type]


def undelivered(status: str = "5.1.1", action: str = "failed", address: str = ANA) -> list[dict[str, str]]:
    return [{"action": action, "status": status, "address": address}]


def back_to(ledger: Any, mail: Mail) -> list[str]:
    return [ours(ledger).return_path(mail.id, "contact@program.example")]
