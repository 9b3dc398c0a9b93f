"""The chain of hashes over the event log: who changes, removes or inserts a row in the middle breaks it.

Pure; knows nothing of the database. A cut-off tail alone does not break it: the outboxes tell that one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from shared.contracts.envelope import canonical_json

#: What the first entry follows.
GENESIS = bytes(32)

#: A number that is no integer, where numbers stand in canonical JSON; some texts match as well.
_MAY_HOLD_FLOAT = re.compile(rb'(?:":|[\[,])-?[0-9]+[.eE]')


@dataclass(frozen=True)
class Entry:
    """A row of the event log, as far as the chain is about it."""

    seq: int
    recorded_at: datetime
    envelope: dict[str, Any]
    previous_hash: bytes
    hash: bytes


def holds_nul(canonical: bytes) -> bool:
    """Whether a text in it holds the character 0, which PostgreSQL does not store."""
    return b"\\u0000" in canonical.replace(b"\\\\", b"")


def hash_entry(previous_hash: bytes, recorded_at: datetime, envelope: dict[str, Any]) -> bytes:
    """The hash of the entry that follows `previous_hash`."""
    return hash_canonical(previous_hash, recorded_at, canonical_json(envelope))


def hash_canonical(previous_hash: bytes, recorded_at: datetime, envelope: bytes) -> bytes:
    """The same of an envelope whose canonical JSON is at hand: previous hash, then {"envelope", "recorded_at"}."""
    moment = recorded_at.astimezone(UTC).isoformat(timespec="microseconds").encode()
    return sha256(b'%b{"envelope":%b,"recorded_at":"%b"}' % (previous_hash, envelope, moment)).digest()


def canonical_kept(value: Any) -> bytes:
    """The canonical JSON of a value as PostgreSQL's jsonb gives it back. Raises ValueError."""
    canonical = canonical_json(value)
    return canonical_json(as_kept(value)) if _MAY_HOLD_FLOAT.search(canonical) else canonical


def as_kept(value: Any) -> Any:
    """A JSON value as PostgreSQL's jsonb gives it back, so that its hash is that of what is read. Only floats change:
    jsonb writes numbers out in full, without exponents, and has no negative zero."""
    if isinstance(value, float):
        return json.loads(format(Decimal(repr(value + 0.0)), "f"))
    if isinstance(value, dict):
        return {name: as_kept(part) for name, part in value.items()}
    return [as_kept(part) for part in value] if isinstance(value, list) else value


def find_broken(entries: Iterable[Entry], previous_hash: bytes = GENESIS) -> int | None:
    """The seq of the first entry that does not follow the one before it, None when all do. Entries come by seq."""
    for entry in entries:
        expected = hash_entry(previous_hash, entry.recorded_at, entry.envelope)
        if (entry.previous_hash, entry.hash) != (previous_hash, expected):
            return entry.seq
        previous_hash = entry.hash
    return None
