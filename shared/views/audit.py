"""Whom an entry of the audit trail is about."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from shared.contracts.reporting import AuditEntry

OF_PEOPLE = frozenset({"person", "person_id", "reviewer_id"})  # fields of requests and events that hold a person's id


def about(one: AuditEntry, names: Mapping[UUID, str], gone: str) -> list[str]:
    """By name; `gone`: how somebody is called who was erased, or is not on record."""
    called = [names.get(id_, gone if key in OF_PEOPLE else "") for key, id_ in one.about.items()]
    return [name for name in dict.fromkeys(called) if name]
