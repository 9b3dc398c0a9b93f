"""The audit trail: who signed in, read of people, took it out, overrode a rule, was denied, or changed somebody's
standing. Which events of the log are of it, and how it is read."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from services.reporting.domain import Standing
from services.reporting.sentences import IDENTITY, clauses_of, titles_of
from services.reporting.subjects import moment_asked
from shared.contracts import identity, kernel
from shared.contracts.codes import read_code
from shared.contracts.paging import COUNTED, page_of, read_cursor
from shared.contracts.registry import KERNEL, REQUESTS
from shared.contracts.reporting import AuditEntry, AuditKind, AuditPart, Clause, ListAudit
from shared.messaging.decoding import read_event
from shared.program.wall_time import wall_time
from shared.security.tokens import ANONYMOUS

if TYPE_CHECKING:
    from services.reporting.repository import Repository
    from services.reporting.sentences import Titles
    from services.reporting.trail import Audited, Trail
    from shared.contracts.envelope import Envelope
    from shared.contracts.events import Event
    from shared.program.model import Program

SIGNING_IN = frozenset({"sign_in", "session", "access_token"})  # aggregates of identity


def standing_of(event: Event, actor: str) -> Standing | None:
    """None: it is of no interest to an audit."""
    kind = kind_of(event)
    return kind and Standing(kind, actor_of(event, actor), getattr(event, "code", None))


def kind_of(event: Event) -> AuditKind | None:
    """None: it is of no interest to an audit."""
    if isinstance(event, kernel.AccessRecorded):
        return event.kind
    if event.producer != IDENTITY:
        return None
    return "sign_in" if event.aggregate in SIGNING_IN else "people"


def actor_of(event: Event, actor: str) -> str:
    """Whose doing it was. Who opens or ends a session is not known before, yet it is they who did it."""
    if isinstance(event, identity.SessionEvent) and actor == ANONYMOUS.actor:
        return f"person:{event.person_id}"
    return actor


def list_audit(request: ListAudit, trail: Trail, program: Program, repository: Repository) -> AuditPart:
    """The latest first. Raises Refusal("invalid") for a moment that is ahead."""
    code = None if request.code is None else str(read_code(request.code))
    before = read_cursor(request.after, int)
    since = beginning_of(request.since, program.call.time_zone)
    as_of = None if request.as_of is None else moment_asked(request.as_of, program, repository)
    found, total = trail.list_audited(
        request.actor, code, request.kind, since, as_of, before, request.limit + 1, COUNTED + 1
    )
    shown, following = page_of(found, request.limit, lambda one: one.seq)
    titles = titles_of(program)
    items = tuple(entry_of(one, titles) for one in shown)
    counted = {"total": min(total, COUNTED), "more": total > COUNTED}
    return AuditPart(items=items, next=following, **counted, as_of=as_of, time_zone=program.call.time_zone)


def beginning_of(since: datetime | date | None, time_zone: str) -> datetime | None:
    return since if since is None or isinstance(since, datetime) else wall_time(since, time.min, time_zone)


def entry_of(audited: Audited, titles: Titles) -> AuditEntry:
    envelope = audited.envelope
    event = read_event(envelope)
    data = envelope.data
    return AuditEntry(
        id=envelope.id,
        at=envelope.time,
        actor=audited.actor,
        kind=audited.kind,
        service=envelope.source,
        event=envelope.type,
        code=audited.code,
        about=data.get("about") or {name: one for name, one in data.items() if name == "person_id" and one},
        origin=data.get("origin") or data.get("source"),
        clauses=clauses_of(event, titles) + of_service(event, envelope) if event else (),
    )


def of_service(event: Event, envelope: Envelope) -> tuple[Clause, ...]:
    """Of what every service is asked for its own part, which one it was: else a row of each would read alike."""
    if isinstance(event, kernel.AccessRecorded) and (KERNEL, event.method) in REQUESTS:
        return (Clause(key="clauses.of_service", values={"service": envelope.source}),)
    return ()
