"""What limits count: mails asked for and sent, proofs that failed, places where owners have signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.identity.domain.patience import Tally
from services.identity.repository.rows import Rows, queries


class Tries(Rows):
    def insert_try(self, what: str, address_hash: bytes, source_hash: bytes, now: datetime) -> None:
        values = {"what": what, "address_hash": address_hash, "source_hash": source_hash, "now": now}
        self._tx.execute(queries.insert_try, values)

    def count_tries_of_address(self, what: str, address_hash: bytes, since: datetime) -> Tally:
        return self._count(queries.count_tries_of_address, what=what, address_hash=address_hash, since=since)

    def count_tries_of_source(self, what: str, source_hash: bytes, since: datetime) -> Tally:
        return self._count(queries.count_tries_of_source, what=what, source_hash=source_hash, since=since)

    def count_tries_of_pair(self, what: str, address_hash: bytes, source_hash: bytes, since: datetime) -> Tally:
        pair = {"address_hash": address_hash, "source_hash": source_hash}
        return self._count(queries.count_tries_of_pair, what=what, since=since, **pair)

    def count_strangers_tries(self, what: str, address_hash: bytes, since: datetime) -> Tally:
        """Of all sources that are not known as the owner's."""
        return self._count(queries.count_strangers_tries, what=what, address_hash=address_hash, since=since)

    def count_tries(self, what: str, since: datetime) -> int:
        return int(self._tx.one(queries.count_tries, {"what": what, "since": since})["count"])

    def is_known_source(self, address_hash: bytes, source_hash: bytes, since: datetime) -> bool:
        values = {"address_hash": address_hash, "source_hash": source_hash, "since": since}
        return self._tx.find(queries.find_known_source, values) is not None

    def upsert_known_source(self, address_hash: bytes, source_hash: bytes, now: datetime) -> None:
        values = {"address_hash": address_hash, "source_hash": source_hash, "now": now}
        self._tx.execute(queries.upsert_known_source, values)

    def delete_tries(self, before: datetime) -> None:
        self._tx.execute(queries.delete_tries, {"before": before})

    def delete_known_sources(self, before: datetime) -> None:
        self._tx.execute(queries.delete_known_sources, {"before": before})

    def _count(self, query: str, **values: Any) -> Tally:
        row = self._tx.one(query, values)
        return Tally(row["count"], row["last"])

    def count_figures(self) -> dict[str, int]:
        """What operators watch."""
        return dict(self._tx.one(queries.count_figures))
