"""One database for the twin's four tables, and a connection for each worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from nameko.extensions import DependencyProvider

TABLES = """
create table applications (key text primary key);
create table checks (key text not null);
create table mails (key text not null);
create table counted (key text not null);
"""


class Database(DependencyProvider):  # type: ignore[misc]
    """`with self.database() as cursor:` is a transaction."""

    def get_dependency(self, _worker_ctx: object) -> Any:
        url = self.container.config["DATABASE_URL"]

        @contextmanager
        def transaction() -> Iterator[Any]:
            connection = psycopg2.connect(url)
            try:
                with connection.cursor() as cursor:
                    yield cursor
                connection.commit()
            finally:
                connection.close()

        return transaction
