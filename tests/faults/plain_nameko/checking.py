"""Checks applications."""

from __future__ import annotations

from nameko.events import EventDispatcher, event_handler

from tests.faults.plain_nameko.database import Database


class Service:
    name = "plain_checking"
    database = Database()
    dispatch = EventDispatcher()

    @event_handler("plain_intake", "application_submitted")
    def on_application_submitted(self, event: dict[str, str]) -> None:
        with self.database() as cursor:
            cursor.execute("insert into checks (key) values (%s)", (event["key"],))
        self.dispatch("application_checked", event)
