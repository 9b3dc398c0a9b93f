"""How every service answers for what it keeps of people: the kernel's requests, over its declaration."""

from __future__ import annotations

from uuid import UUID

from shared.contracts.errors import Refusal
from shared.contracts.kernel import (
    ErasePersonal,
    Erasure,
    ExportPersonal,
    ListErasures,
    LoggedErasure,
    PersonalRows,
    PreviewErasure,
    Reapplied,
    ReapplyErasures,
    Subject,
)
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Page
from shared.messaging.periodic import Turn
from shared.privacy.eraser import Eraser, Means
from shared.security.permissions import LEADS
from shared.storage.database import Transaction

EVERY = 1_000_000


def export_personal(request: ExportPersonal, eraser: Eraser, caller: Caller) -> PersonalRows:
    """Somebody's own: by the addresses that this service knows to be theirs, not by those that they say. A lead's
    own, too: no access to it is recorded, so it is no way to somebody else's."""
    subject = request.subject
    if not caller.has(*LEADS) or str(subject.person_id) == caller.id:
        insist_on_self(subject, caller)
        subject = eraser.own_addresses(subject)
    insist_on_one(subject)
    return eraser.export(subject, request.after)


def preview_erasure(request: PreviewErasure, eraser: Eraser) -> Erasure:
    insist_on_one(request.subject)
    return eraser.preview(request.subject)


def erase_personal(request: ErasePersonal, eraser: Eraser, tx: Transaction, caller: Caller) -> Erasure:
    insist_on_one(request.subject)
    if request.override is not None and not caller.has(Role.ADMINISTRATOR):
        raise Refusal("forbidden", reason="administrators_override")
    return eraser.erase(request.subject, caller.actor, tx.now(), request.override)


def list_erasures(request: ListErasures, eraser: Eraser) -> Page[LoggedErasure]:
    items = tuple(eraser.log.page(request.after or "", request.limit))
    more = items[-1].erasure if len(items) == request.limit else None
    return Page[LoggedErasure](items=items, next=more, total=eraser.log.count())


def reapply_erasures(request: ReapplyErasures, eraser: Eraser) -> Reapplied:
    """Those that are not known here by every address that is kept; those that are, by their ids."""
    added = rows = 0
    for entry in request.entries:
        taken = eraser.take(entry)
        added += taken is not None
        rows += eraser.apply_again(entry) if taken is None else taken
    return Reapplied(added=added, rows=rows)


def erase_again(turn: Turn, means: Means) -> None:
    """The whole log of this service, each entry in a transaction of its own."""
    with turn.read() as tx:
        entries = Eraser(tx, means).log.page("", EVERY)

    def work(entry: LoggedErasure, tx: Transaction) -> None:
        Eraser(tx, means).apply_again(entry)

    turn.each(entries, work)


def insist_on_self(subject: Subject, caller: Caller) -> None:
    if subject.application_id is not None or str(subject.person_id) != caller.id:
        raise Refusal("forbidden", reason="only_yourself")


def insist_on_one(subject: Subject) -> None:
    """Raises Refusal("invalid") for nobody, and for a person and a city at once."""
    person = subject.person_id is not None or bool(subject.addresses)
    if person == isinstance(subject.application_id, UUID):
        raise Refusal("invalid", reason="one_subject")
