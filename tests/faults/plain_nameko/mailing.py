"""Writes the mail that confirms an application."""

from __future__ import annotations

from nameko.events import event_handler

from tests.faults.plain_nameko.database import Database


class Service:
    name = "plain_mailing"
    database = Database()

    @event_handler("plain_intake", "application_submitted")
    def on_application_submitted(self, event: dict[str, str]) -> None:
        with self.database() as cursor:
            cursor.execute("insert into mails (key) values (%s)", (event["key"],))
