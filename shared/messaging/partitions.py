"""Which partitions of its divided event queues a process reads.

How many there are, the service's own database says; the processes of a service share them out among themselves. Each
holds a lock there for as long as it lives: who holds it is one of them, and their list says whose a partition is.
Nothing is lost or doubled where two lists differ for a moment: a queue has one active consumer, and the position of an
aggregate is locked in the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shared.runtime.limits import bounded
from shared.storage.database import TRANSACTION_LIMIT_S, Database, DatabaseDown, connect

POLL_S = 5  # after which at the latest others go on with the partitions of a process that ended
IDLE_SESSION_LIMIT_MS = 60_000  # a frozen process loses its session, and with it the lock
READING = 1_795_047_202  # the advisory lock, shared, of each process that reads

TOLD = "select producer, number from partitions"
_TAKE_A_PLACE = "set idle_session_timeout = %s; select pg_advisory_lock_shared(%s)"
_READERS = """
select pid = pg_backend_pid() from pg_locks
where locktype = 'advisory' and granted and classid = 0 and objid = %s and objsubid = 1
  and database = (select oid from pg_database where datname = current_database())
order by pid
"""

#: The numbers of partitions, from 1, by producer.
Numbers = dict[str, set[int]]


class Share:
    """Of one process of a service, as its database says. Holds a session of its own where a queue is divided."""

    def __init__(self, database: Database, url: str) -> None:
        self._database = database
        self._url = url
        self._session: Any = None

    def of(self, producers: Iterable[str]) -> Numbers:
        """What this process is to read of each. Raises DatabaseDown, psycopg2.Error."""
        told = self.told()
        if not any(told.get(producer, 1) > 1 for producer in producers):
            self.leave()
            return shared_out(producers, {}, 1, 0)
        readers = self._readers()
        return shared_out(producers, told, len(readers), readers.index(True))

    def told(self) -> dict[str, int]:
        """Into how many each is divided, of those that ever were. Raises DatabaseDown."""
        with self._database.transaction(read_only=True) as tx:
            return {row["producer"]: row["number"] for row in tx.all(TOLD)}

    def leave(self) -> None:
        """The others go on with what this process has read."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _readers(self) -> list[bool]:
        """One for each process; which is this one."""
        limit = bounded(TRANSACTION_LIMIT_S, DatabaseDown("sharing out the partitions took too long"))
        try:
            with limit:
                if self._session is None:
                    self._session = connect(self._url)
                    self._session.cursor().execute(_TAKE_A_PLACE, (IDLE_SESSION_LIMIT_MS, READING))
                with self._session.cursor() as cursor:
                    cursor.execute(_READERS, (READING,))
                    return [own for (own,) in cursor.fetchall()]
        except Exception:
            self.leave()
            raise


def shared_out(producers: Iterable[str], told: Mapping[str, int], readers: int, own: int) -> Numbers:
    """In turn among so many readers, of which this is number `own`, from 0. What is not divided each of them reads: the
    broker has one of them active."""
    divided = [(one, n + 1) for one in sorted(producers) for n in range(told.get(one, 1)) if told.get(one, 1) > 1]
    mine = divided[own::readers]
    return {one: {n for producer, n in mine if producer == one} if told.get(one, 1) > 1 else {1} for one in producers}
