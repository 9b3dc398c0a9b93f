"""Who reads which application: spread evenly over those who read its language and have no conflict; program.md §3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Need:
    """An application that lacks reviews. `closed_to`: reviewers it has, had, or whose conflict of interest is known."""

    application_id: UUID
    code: str
    language: str
    missing: int
    closed_to: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Reader:
    """A reviewer, the languages they read, and how many reviews of the call they have, done or to do."""

    person_id: UUID
    languages: tuple[str, ...]
    load: int = 0


@dataclass
class Balance:
    """What was assigned, in the order of the needs, and how many readers each need still lacks."""

    assigned: list[tuple[Need, UUID]] = field(default_factory=list)
    short: list[tuple[Need, int]] = field(default_factory=list)


def balance(needs: Sequence[Need], readers: Sequence[Reader], highest_load: int | None = None) -> Balance:
    """Readers for every need, as far as there are any. The same input gives the same answer.

    Each takes the least loaded of those who may; among equals whoever reads fewer languages, so that those who read
    many stay free for what nobody else reads. What few can read is served first. `highest_load` bounds a reader's load.
    """
    loads = {reader.person_id: reader.load for reader in readers}
    chosen: dict[UUID, list[UUID]] = {}
    for need in sorted(needs, key=lambda need: (len(fitting(need, readers)), need.code)):
        free = [r for r in fitting(need, readers) if highest_load is None or loads[r.person_id] < highest_load]
        free.sort(key=lambda reader: (loads[reader.person_id], len(reader.languages), reader.person_id))
        chosen[need.application_id] = [reader.person_id for reader in free[: need.missing]]
        for person_id in chosen[need.application_id]:
            loads[person_id] += 1
    result = Balance()
    for need in needs:
        taken = chosen[need.application_id]
        result.assigned += [(need, person_id) for person_id in taken]
        if len(taken) < need.missing:
            result.short.append((need, need.missing - len(taken)))
    return result


def fitting(need: Need, readers: Sequence[Reader]) -> list[Reader]:
    """Those who read its language, and to whom it is not closed."""
    return [r for r in readers if need.language in r.languages and r.person_id not in need.closed_to]
