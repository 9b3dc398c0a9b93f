"""Takes applications in."""

from __future__ import annotations

from nameko.events import EventDispatcher
from nameko.rpc import rpc

from tests.faults.plain_nameko.database import Database


class Service:
    name = "plain_intake"
    database = Database()
    dispatch = EventDispatcher()

    @rpc
    def submit(self, key: str) -> str:
        """Again with the same key: the same answer, and nothing is told twice."""
        with self.database() as cursor:
            cursor.execute("insert into applications (key) values (%s) on conflict do nothing", (key,))
            new = cursor.rowcount == 1
        if new:
            self.dispatch("application_submitted", {"key": key})
        return key
