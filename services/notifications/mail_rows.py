"""Rows of the ledger and the mails that they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from services.notifications.domain import Mail, State
from shared.contracts.notifications import MailNote
from shared.storage.database import Row, Transaction
from shared.storage.queries import Queries

queries = Queries("services.notifications")

_MAIL_FIELDS = tuple(field.name for field in fields(Mail))


class Rows:
    """What each part of the repository stands on."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx


def as_mail(row: Row | None) -> Mail | None:
    if row is None:
        return None
    notes = tuple(MailNote(**note) for note in row["notes"])
    return Mail(**{name: row[name] for name in _MAIL_FIELDS} | {"state": State(row["state"]), "notes": notes})


def kept(*notes: MailNote) -> list[dict[str, Any]]:
    return [note.model_dump(mode="json") for note in notes]


def as_mails(rows: Iterable[Row]) -> list[Mail]:
    return [mail for mail in map(as_mail, rows) if mail is not None]
