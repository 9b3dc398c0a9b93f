"""The twins of the read models, and how far a rebuild has come. Beside repository.py, which reads and writes either."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from services.reporting.facts import Moment
from services.reporting.named_sql import queries
from services.reporting.repository import Repository
from services.reporting.tallies import Tallies
from shared.contracts.events import Event
from shared.contracts.reporting import Rebuild
from shared.messaging.decoding import read_kept
from shared.storage.database import Transaction, as_json


@dataclass
class Running:
    """A rebuild under way. `read_to` is the number of the last event that it has projected."""

    rebuild_id: UUID
    read_to: int
    swap: bool


@dataclass(frozen=True)
class Entry:
    """An entry of the event log, as far as read models are made of it. `event`: None where its type is unknown here."""

    seq: int
    moment: Moment
    actor: str
    application_id: UUID | None
    event: Event | None


class Rebuilt:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    @contextmanager
    def twin(self) -> Iterator[Repository]:
        """A repository whose read models are the twins."""
        self._tx.execute(queries.use_twins)
        yield Repository(self._tx)
        self._tx.execute(queries.use_read_models)

    def insert_rebuild(self, swap: bool) -> bool:
        """Whether no other rebuild is under way."""
        return self._tx.execute(queries.insert_rebuild, {"rebuild_id": uuid4(), "swap": swap}) == 1

    def find_running(self) -> Running | None:
        """Locked until the transaction ends; None also while another replica works on it."""
        row = self._tx.find(queries.find_running_rebuild)
        return None if row is None else Running(**row)

    def get_last_rebuild(self) -> Rebuild:
        """The one under way, else the last. Raises LookupError when there never was one."""
        return Rebuild.model_validate(self._tx.one(queries.get_last_rebuild))

    def list_entries(self, after: int, limit: int) -> list[Entry]:
        """Raises Permanent. What the log keeps of an envelope was looked at when it came."""
        rows = self._tx.all(queries.list_entries, {"after": after, "limit": limit})
        return [
            Entry(
                row["seq"],
                Moment(row["happened_at"], row["recorded_at"]),
                row["actor"],
                row["application_id"],
                read_kept(row["source"], row["type"], row["version"], row["data"]),
            )
            for row in rows
        ]

    def move(self, running: Running, seq: int) -> None:
        running.read_to = seq
        self._tx.later(queries.update_rebuild_read_to, {"rebuild_id": running.rebuild_id, "read_to": seq})

    def wait_for_writers(self) -> None:
        self._tx.execute(queries.allow_long_statements)
        self._tx.one(queries.lock_event_log)

    def count_differences(self) -> dict[str, int]:
        """Rows that only one side has, by read model; without those that agree."""
        counts = {table: self._tx.one(COMPARE.format(table=table))["rows"] for table in self._tables()}
        return {table: count for table, count in counts.items() if count}

    def take_over(self, table: str) -> None:
        self._tx.execute(TAKE_OVER.format(table=table))

    def forget_tallies(self) -> None:
        Tallies(self._tx).clear()

    def finish(self, running: Running, differences: dict[str, int]) -> None:
        columns = {"rebuild_id": running.rebuild_id, "differences": as_json(differences)}
        self._tx.execute(queries.finish_rebuild, columns)

    def clear(self) -> None:
        for table in self._tables():
            self._tx.later(CLEAR.format(table=table))

    def _tables(self) -> list[str]:
        """Names that the migrations gave, quoted."""
        return [row["name"] for row in self._tx.all(queries.list_twins)]


#: {table}: a name of `list_twins`.
COMPARE = """
select (select count(*) from (table public.{table} except table rebuilt.{table}) as surplus)
     + (select count(*) from (table rebuilt.{table} except table public.{table}) as missing) as rows
"""
TAKE_OVER = "delete from public.{table}; insert into public.{table} select * from rebuilt.{table}"
CLEAR = "delete from rebuilt.{table}"
