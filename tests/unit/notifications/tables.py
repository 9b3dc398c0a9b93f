"""The ledger's tables, as a test begins: dicts, or the real ones (tests/support/standing.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from services.notifications.domain import Contact, Mail
from services.notifications.exchange import ExchangeRecord
from services.notifications.mail_rows import as_mails, kept
from services.notifications.repository import Repository
from shared.storage.database import as_json
from tests.support.standing import store, written
from tests.unit.notifications.fake_ledger import CALL, NOW, SUBMITTED, FakeLedger

COLUMNS = tuple(one.name for one in fields(Mail) if one.name not in ("id", "values", "notes"))


def tables(*mails: Mail, contacts: Sequence[Contact] | None = None) -> Any:
    """In which these mails are. `contacts`: of the application of SUBMITTED, which is known then."""
    ledger = store(FakeLedger, Repository, {"mails": mails_of, "exchanges": exchanges_of})
    if contacts is not None:
        ledger.upsert_call(CALL)
        ledger.upsert_application(SUBMITTED, contacts)
    for mail in mails:
        put(ledger, mail)
    return ledger


def put(ledger: Any, mail: Mail) -> Mail:
    """A mail as it is from now on."""
    if ledger.find_mail(mail.id) is None:
        ledger.insert_mail(mail, "", NOW)
    plain = {name: getattr(mail, name) for name in COLUMNS}
    changes = plain | {"values": as_json(mail.values), "notes": as_json(kept(*mail.notes))}
    if not written(ledger, "mails", {"mail_id": mail.id}, changes):
        ledger.mails[mail.id] = mail
    return mail


def mails_of(real: Repository) -> dict[UUID, Mail]:
    return {one.id: one for one in as_mails(real._tx.all("select *, mail_id as id from mails order by number"))}


def exchanges_of(real: Repository) -> list[ExchangeRecord]:
    return [one for code in codes_of(real) for one in real.list_exchanges(code, 1000, None)]


def codes_of(real: Repository) -> list[str]:
    return [row["code"] for row in real._tx.all("select distinct code from exchanges order by code")]
