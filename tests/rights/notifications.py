"""Requests of notifications: about the mails of a city, and the calls with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
    notifications.ListExchanges: Row(lambda city: notifications.ListExchanges(code=city.code)),
    notifications.LogExchange: Row(
        lambda city: notifications.LogExchange(
            code=city.code, kind="call", direction="from_city", held_on=date(2027, 2, 1), person="Rosa", notes="Soon."
        )
    ),
}
