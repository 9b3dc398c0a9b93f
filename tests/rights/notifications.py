"""Requests of notifications: about the mails of a city."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.contracts import notifications
from tests.rights.row import Row, Rows


@dataclass(frozen=True)
class Mailed:
    """A city with a mail that reached it."""

    code: str
    mail_id: UUID


ROWS: Rows = {
    notifications.ListCityMails: Row(lambda city: notifications.ListCityMails(code=city.code)),
    notifications.GetCityMail: Row(lambda city: notifications.GetCityMail(code=city.code, mail_id=city.mail_id)),
}
