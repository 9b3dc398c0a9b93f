"""Whose data it is, as the statements of the declarations take it."""

from __future__ import annotations

from uuid import UUID

from shared.contracts.kernel import Subject
from shared.privacy.declared import Kind
from shared.storage.database import Row


def kind_of(subject: Subject) -> Kind:
    return Kind.PERSON if subject.application_id is None else Kind.CITY


def fold_address(email: str) -> str:
    """What makes two addresses the same one."""
    return email.strip().casefold()


def parameters(subject: Subject) -> Row:
    """What a condition may name; None and empty lists find no row."""
    addresses = [fold_address(one) for one in subject.addresses]
    ids = [one.partition(":")[2] for one in subject.refs]
    own = [str(one) for one in (subject.person_id, subject.application_id) if one is not None]
    code = [] if subject.code is None else [subject.code.lower()]
    return {
        "person_id": subject.person_id,
        "application_id": subject.application_id,
        "code": subject.code,
        "actor": None if subject.person_id is None else f"person:{subject.person_id}",
        "addresses": addresses,
        "refs": list(subject.refs),
        "ref_ids": [UUID(one) for one in ids],
        "mentions": [*addresses, *ids, *own, *code],
    }
