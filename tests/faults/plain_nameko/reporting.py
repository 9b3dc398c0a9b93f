"""Counts what was checked."""

from __future__ import annotations

from nameko.events import event_handler

from tests.faults.plain_nameko.database import Database


class Service:
    name = "plain_reporting"
    database = Database()

    @event_handler("plain_checking", "application_checked")
    def on_application_checked(self, event: dict[str, str]) -> None:
        with self.database() as cursor:
            cursor.execute("insert into counted (key) values (%s)", (event["key"],))
