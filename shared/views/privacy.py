"""What all services keep of one person or one city: shown together, erased one service after the other.

A service that does not answer is named, and holds up no other: the same again completes it. identity is the last one to
erase, since until then the address says who it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.identity import GetPerson
from shared.contracts.intake import GetApplication
from shared.contracts.kernel import (
    ErasePersonal,
    Erasure,
    ExportPersonal,
    GetRetention,
    ListErasures,
    LoggedErasure,
    PreviewErasure,
    Reapplied,
    ReapplyErasures,
    RetentionRule,
    Subject,
)
from shared.messaging.client import Client, Sign

#: intake and cohort know people by references that the others go by.
ORDER = ("intake", "cohort", "eligibility", "notifications", "reporting", "operations", "identity")
OF_PEOPLE = "identity"
LIMIT_S = 60.0
AT_ONCE = 100


@dataclass
class Together:
    """What each service answered, and those that did not answer."""

    subject: Subject
    services: dict[str, Erasure] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    @property
    def still_needed(self) -> list[Detail]:
        found = (needed for one in self.services.values() for needed in one.still_needed)
        return [Detail(one.code, one.code, names=list(one.names)) for one in found]

    def as_json(self) -> dict[str, Any]:
        services = {name: one.model_dump(mode="json", exclude={"refs"}) for name, one in self.services.items()}
        return {"services": services, "missing": self.missing}


def subject_of_person(client: Client, person: str, sign: Sign | None = None) -> Subject:
    """Whoever has the address, name or id; an address that nobody has proven is one all the same."""
    try:
        found = client.call(request_of(GetPerson, person=person), sign=sign)
    except Refusal as refusal:
        if refusal.code != "not_found" or "@" not in person:
            raise
        return Subject(addresses=(person.strip(),))
    return Subject(person_id=found.id, addresses=(found.email,))


def subject_of_city(client: Client, code: str, sign: Sign | None = None) -> Subject:
    found = client.call(request_of(GetApplication, code=code), sign=sign)
    return Subject(application_id=found.id, code=found.code)


def export(client: Client, subject: Subject, sign: Sign | None = None) -> dict[str, Any]:
    """Every row, by service and table."""
    services: dict[str, dict[str, list[Any]]] = {}
    missing: list[str] = []
    for service in ORDER:
        tables: dict[str, list[Any]] = {}
        try:
            for table, row in _rows(client, service, subject, sign):
                tables.setdefault(table, []).append(row)
        except Refusal as refusal:
            _insist_on_absence(refusal)
            missing.append(service)
            continue
        services[service] = tables
    return {"subject": subject.model_dump(mode="json", exclude={"refs"}), "services": services, "missing": missing}


def _rows(client: Client, service: str, subject: Subject, sign: Sign | None) -> Iterator[tuple[str, Any]]:
    after: str | None = None
    while True:
        page = client.call(ExportPersonal(subject=subject, after=after), of=service, sign=sign, limit_s=LIMIT_S)
        yield from ((one.table, one.row) for one in page.items)
        if page.next is None:
            return
        after = page.next


def preview(client: Client, subject: Subject, sign: Sign | None = None) -> Together:
    """What erasing would do; with the references that each service found, which the next ones go by."""
    together = Together(subject)
    for service in ORDER:
        _add(together, service, lambda s=service: client.call(
            PreviewErasure(subject=together.subject), of=s, sign=sign, limit_s=LIMIT_S))  # fmt: skip
    return together


def erase(client: Client, subject: Subject, override: str | None = None, sign: Sign | None = None) -> Together:
    """Raises Refusal("still_needed") before anything is erased, with all that is to be handed over; Refusal("invalid")
    for what is no reason."""
    request_of(ErasePersonal, subject=subject, override=override)
    before = preview(client, subject, sign)
    if override is None and before.still_needed:
        raise Refusal("still_needed", *before.still_needed)
    together = Together(before.subject)
    for service in ORDER:
        if service == OF_PEOPLE and together.missing:
            together.missing.append(service)
            continue
        _add(together, service, lambda s=service: client.call(
            ErasePersonal(subject=together.subject, override=override), of=s, sign=sign, limit_s=LIMIT_S))  # fmt: skip
    return together


def _add(together: Together, service: str, ask: Any) -> None:
    try:
        erasure: Erasure = ask()
    except Refusal as refusal:
        _insist_on_absence(refusal)
        together.missing.append(service)
        return
    together.services[service] = erasure
    refs = tuple(sorted({*together.subject.refs, *erasure.refs}))
    together.subject = together.subject.model_copy(update={"refs": refs})


def _insist_on_absence(refusal: Refusal) -> None:
    if refusal.code != "unavailable":
        raise refusal


# -- the erasure logs --------------------------------------------------------------------------------------------------


def kept_logs(client: Client, sign: Sign | None = None) -> dict[str, list[Any]]:
    """The erasure log of every service, to be kept beside backups. Raises Refusal("unavailable")."""
    return {service: [one.model_dump(mode="json") for one in _entries(client, service, sign)] for service in ORDER}


def _entries(client: Client, service: str, sign: Sign | None) -> Iterator[LoggedErasure]:
    after: str | None = None
    while True:
        page = client.call(ListErasures(after=after), of=service, sign=sign)
        yield from page.items
        if page.next is None:
            return
        after = page.next


def reapply(client: Client, logs: dict[str, list[Any]], sign: Sign | None = None) -> dict[str, Reapplied]:
    """After a restore. Raises Refusal("unavailable"); again completes it."""
    done: dict[str, Reapplied] = {}
    for service in ORDER:
        entries = [LoggedErasure.model_validate(one) for one in logs.get(service, [])]
        added = rows = 0
        for start in range(0, len(entries), AT_ONCE):
            part = ReapplyErasures(entries=tuple(entries[start : start + AT_ONCE]))
            reply = client.call(part, of=service, sign=sign, limit_s=LIMIT_S)
            added, rows = added + reply.added, rows + reply.rows
        done[service] = Reapplied(added=added, rows=rows)
    return done


# -- retention ---------------------------------------------------------------------------------------------------------


def schedule(client: Client, sign: Sign | None = None) -> tuple[list[tuple[str, RetentionRule]], list[str]]:
    """The rules of every service that answers, and those that do not."""
    rules: list[tuple[str, RetentionRule]] = []
    missing: list[str] = []
    for service in ORDER:
        try:
            rules += [(service, rule) for rule in client.call(GetRetention(), of=service, sign=sign).items]
        except Refusal as refusal:
            _insist_on_absence(refusal)
            missing.append(service)
    return rules, missing
