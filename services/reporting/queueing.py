"""The work queue as somebody sees it: by their roles, and what is theirs. Words are the reader's (shared/wording)."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.reporting.work import BY_NAME, KINDS, For, Kind, names_for, page_of
from services.reporting.work_rows import Seen
from shared.contracts import reporting
from shared.contracts.errors import Detail, Refusal
from shared.contracts.people import Caller, Role
from shared.security.permissions import OPERATORS, REVIEW, STAFF

if TYPE_CHECKING:
    from services.reporting.repository import Repository
    from shared.program.model import Program


def list_work(
    request: reporting.ListWork, repository: Repository, program: Program, caller: Caller, now: datetime
) -> reporting.WorkQueue:
    if request.kind is not None and request.kind not in BY_NAME:
        raise Refusal("invalid", Detail("kind", "not_a_choice", choices=sorted(BY_NAME)))
    seen = narrowed(seen_by(caller), request.kind)
    today = now.astimezone(ZoneInfo(program.call.time_zone)).date()
    counts = {kind: (number, late) for kind, number, late in repository.count_work(seen, today)}
    rows = repository.list_work(seen, today, request.each) if request.each and counts else []
    return reporting.WorkQueue(
        today=today,
        total=sum(number for number, _ in counts.values()),
        overdue=sum(late for _, late in counts.values()),
        kinds=tuple(
            reporting.WorkOfKind(
                kind=one.name,
                waits_for=one.waits_for.value,
                total=counts[one.name][0],
                overdue=counts[one.name][1],
                items=tuple(item_of(one, row, today, seen) for row in rows if row["kind"] == one.name),
            )
            for one in KINDS
            if one.name in counts
        ),
    )


def seen_by(caller: Caller) -> Seen:
    """Whoever runs the program sees what waits for it and for coaches, and of others what is late."""
    staff, operator, own = caller.has(*STAFF), caller.has(*OPERATORS), caller.is_person
    return Seen(
        everywhere=names_for(*([For.STAFF, For.COACH] if staff else []), *([For.OPERATOR] if operator else [])),
        late=[one.name for one in KINDS if staff and one.late_for_staff],
        coached=names_for(For.COACH) if own and not staff and caller.has(Role.COACH) else [],
        own=names_for(For.APPLICANT, For.CITY) if own else [],
        named=names_for(For.REVIEWER) if own and caller.has(*REVIEW) else [],
        passing=[one.name for one in KINDS if one.passing],
        person=UUID(caller.id) if own else None,
    )


def narrowed(seen: Seen, kind: str | None) -> Seen:
    if kind is None:
        return seen
    parts = (one.name for one in fields(seen) if one.name not in ("person", "passing"))
    chosen: dict[str, Any] = {part: [name for name in getattr(seen, part) if name == kind] for part in parts}
    return replace(seen, **chosen)


def item_of(kind: Kind, row: dict[str, Any], today: date, seen: Seen) -> reporting.Work:
    of_others = kind.name in seen.late and row["person_id"] != seen.person
    shown = {name: row[name] for name in ("kind", "code", "city", "admin_area", "country", "since", "due_on", "values")}
    overdue = row["due_on"] is not None and row["due_on"] < today
    page = page_of(kind, row["code"], row["values"], by_staff=of_others)
    return reporting.Work.model_validate(shown | {"overdue": overdue, "page": page})
