"""The erasure log of one service: who was erased, by ids and keyed hashes, so that nothing of them comes back.

It holds no name and no address. The key lies beside the service's signing key: who has a copy of the database alone
cannot try addresses against the hashes.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from shared.contracts.kernel import LoggedErasure, Subject
from shared.privacy.subject import fold_address
from shared.runtime.settings import SettingError
from shared.storage.database import Row, Transaction

#: One subject may be erased again, by other references: what is known of it adds up.
_UPSERT = """
insert into erasures (erasure, person_id, application_id, refs, prints, override, erased_by, erased_at)
values (%(erasure)s, %(person_id)s, %(application_id)s, %(refs)s, %(prints)s, %(override)s, %(erased_by)s,
        %(erased_at)s)
on conflict (erasure) do update set
    refs = array(select distinct unnest(erasures.refs || excluded.refs) order by 1),
    prints = array(select distinct unnest(erasures.prints || excluded.prints) order by 1)
returning (xmax = 0) as added
"""
_LIST = """
select erasure, person_id, application_id, refs, prints, erased_by, erased_at
from erasures where erasure > %(after)s order by erasure limit %(limit)s
"""
_KNOWN = "select distinct unnest(prints) as print from erasures where prints && %(prints)s::text[]"
_REFS = """
select distinct unnest(refs) as ref from erasures
where person_id = %(person_id)s or prints && %(prints)s::text[]
"""


class PrintKey:
    """The key of one service's hashes, read when it is first needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._key: bytes | None = None

    def print_of(self, text: str) -> str:
        if self._key is None:
            try:
                self._key = self._path.read_bytes()
            except OSError as error:
                raise SettingError(f"cannot read {self._path}: {error.strerror}") from error
        return hmac.new(self._key, fold_address(text).encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


class ErasureLog:
    def __init__(self, tx: Transaction, key: PrintKey) -> None:
        self._tx, self._key = tx, key

    def add(self, subject: Subject, prints: Iterable[str], override: str | None, actor: str, now: datetime) -> bool:
        """Whether the subject was not in it. `prints` are texts, beside the subject's addresses."""
        hashes = sorted({self._key.print_of(text) for text in (*subject.addresses, *prints)})
        return self._insert({
            "erasure": self._name(subject, hashes),
            "person_id": subject.person_id,
            "application_id": subject.application_id,
            "refs": list(subject.refs),
            "prints": hashes,
            "override": override,
            "erased_by": actor,
            "erased_at": now,
        })  # fmt: skip

    def take(self, entry: LoggedErasure) -> bool:
        """Add an entry as it was kept elsewhere; whether it was not known here."""
        lists = {"refs": list(entry.refs), "prints": list(entry.prints), "override": None}
        return self._insert(entry.model_dump() | lists)

    def page(self, after: str, limit: int) -> list[LoggedErasure]:
        rows = self._tx.all(_LIST, {"after": after, "limit": limit})
        return [LoggedErasure.model_validate(row) for row in rows]

    def count(self) -> int:
        return int(self._tx.one("select count(*) as n from erasures")["n"])

    def known(self, texts: Iterable[str]) -> set[str]:
        """Those of these addresses or other texts that an erased subject was known by."""
        prints = {self._key.print_of(text): text for text in texts}
        found = self._tx.all(_KNOWN, {"prints": list(prints)}) if prints else []
        return {prints[row["print"]] for row in found if row["print"] in prints}

    def refs_of(self, subject: Subject) -> set[str]:
        """What an erased person was known by: contacts that are gone here may still be named elsewhere."""
        prints = [self._key.print_of(one) for one in subject.addresses]
        rows = self._tx.all(_REFS, {"person_id": subject.person_id, "prints": prints})
        return {row["ref"] for row in rows}

    def matching(self, addresses: Iterable[str], entry: LoggedErasure) -> tuple[str, ...]:
        """Those of these addresses that the entry is about."""
        wanted = set(entry.prints)
        return tuple(one for one in addresses if self._key.print_of(one) in wanted)

    def _insert(self, columns: Row) -> bool:
        return bool(self._tx.one(_UPSERT, columns)["added"])

    @staticmethod
    def _name(subject: Subject, hashes: list[str]) -> str:
        if subject.application_id is not None:
            return f"city:{subject.application_id}"
        if subject.person_id is not None:
            return f"person:{subject.person_id}"
        return f"address:{hashes[0]}"


def subject_of(entry: LoggedErasure, **more: Any) -> Subject:
    return Subject(person_id=entry.person_id, application_id=entry.application_id, refs=entry.refs, **more)
