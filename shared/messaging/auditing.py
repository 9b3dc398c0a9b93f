"""Accesses: who read what is personal, changed what only the team may change, or was denied, as an event of the service
that was asked.

A request says whether it is `audited`. What was answered or denied is recorded in a transaction of its own, before the
reply goes: nobody sees what is not recorded; what was changed, in the transaction of the change. One row a request, and
of what is read or denied one a minute for the same of the same caller, so that a script that reads a list or a file
part by part fills no log. An access carries ids and codes, never the words that a caller wrote, and where it came from
only as a part of a network.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any
from uuid import UUID, uuid4, uuid5

from shared.contracts.codes import is_code, read_code
from shared.contracts.kernel import AccessRecorded, OfAPlace
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Request
from shared.messaging.cause import Cause
from shared.messaging.outbox import as_row, store
from shared.security.permissions import ALLOWED, NOBODY
from shared.security.sources import masked
from shared.storage.database import Database, Transaction

#: Whose reading is audited. Others read what is their own.
TEAM = (Role.REVIEWER, Role.COACH, Role.STAFF, Role.PROGRAM_LEAD, Role.ADMINISTRATOR)
DENIED = frozenset({"forbidden", "unauthenticated", "reauthenticate"})
DONE, FORBIDDEN = "done", "forbidden"
IDENTITY = "identity"
MORE_CODES = ("into",)  # fields that name another application than `code` does
AGAIN_AFTER_S = 60
MOST = 10_000  # accesses that are remembered

_CALLERS = UUID("0c9a5b52-7d0e-5e0b-9c70-3a1f7d0f4b1c")


class Audit:
    """Records the accesses of one service."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._recent: OrderedDict[object, float] = OrderedDict()

    def answered(self, request: Request[Any], reply: Mapping[str, Any], caller: Caller, traceparent: str) -> None:
        """What was read by somebody of the team, or taken out; of anybody who is known, that a page was closed to them.

        Raises DatabaseDown: then it is not to be told.
        """
        watched = not caller.has(Role.ANONYMOUS) if request.audited == "denied" else caller.has(*TEAM)
        if request.audited is None or not watched:
            return
        said = flat(request.model_dump())
        about = ids_in(said | {"id": reply.get("id")})
        if request.audited != "erase" and about and set(about.values()) == {own_id(caller)}:
            return
        code = code_of(reply.get("code")) or code_of(said.get("code"))
        result = FORBIDDEN if request.audited == "denied" else DONE
        event = access(request.audited, type(request), caller, result, code, about)
        if isinstance(request, OfAPlace):
            event = event.model_copy(update={"place": request.place})
        self._record(event, event.model_dump_json(), caller, traceparent)

    def denied(self, request: type[Request[Any]], body: object, result: str, caller: Caller, traceparent: str) -> None:
        """To a caller who is known. `body`: as it came, whatever it is."""
        if result not in DENIED or caller.has(Role.ANONYMOUS):
            return
        said = body if isinstance(body, dict) else {}
        known = flat({name: said[name] for name in request.model_fields if name in said})
        event = access("denied", request, caller, result, code_typed(known.get("code")), ids_in(known))
        self._record(event, f"{event.method} {result}", caller, traceparent)

    def _record(self, event: AccessRecorded, what: str, caller: Caller, traceparent: str) -> None:
        """Unless the same caller did that within the last minute."""
        key = (caller.actor, what)
        if self._recent.get(key, -AGAIN_AFTER_S) > monotonic() - AGAIN_AFTER_S:
            return
        cause = Cause(actor=caller.actor, traceparent=traceparent)
        with self._database.transaction() as tx:
            tx.at_end(store, as_row(uuid4(), event, cause))
        self._recent[key] = monotonic()
        self._recent.move_to_end(key)
        while len(self._recent) > MOST:
            self._recent.popitem(last=False)


def record_done(
    overridden: Sequence[str], request: Request[Any], caller: Caller, tx: Transaction, cause: Cause, code: object = None
) -> None:
    """What the team changed, and which rules of the program did not hold; in the transaction of the change. `code`: of
    the one among many that it is about."""
    if not overridden and not (caller.has(*TEAM) and is_of_the_team(request)):
        return
    said = flat(request.model_dump())
    kind, about = "override" if overridden else "change", ids_in(said)
    codes = [code_of(code or said.get("code")), *(code_of(said[name]) for name in MORE_CODES if name in said)]
    for one in dict.fromkeys(codes):
        event = access(kind, type(request), caller, DONE, one, about)
        tx.at_end(store, as_row(uuid4(), event.model_copy(update={"overridden": tuple(overridden)}), cause))


def is_of_the_team(request: Request[Any]) -> bool:
    """A change that nobody else may make. What becomes of people, identity tells by events of its own; what is erased
    is recorded as such."""
    roles, _ = ALLOWED.get(type(request), (NOBODY, frozenset()))
    judges_only = getattr(request, "dry_run", False)
    told_otherwise = request.service == IDENTITY or request.audited is not None
    return request.is_command and bool(roles) and roles <= frozenset(TEAM) and not told_otherwise and not judges_only


def access(
    kind: Any, request: type[Request[Any]], caller: Caller, result: str, code: str | None, about: dict[str, UUID]
) -> AccessRecorded:
    return AccessRecorded(
        accessor_id=own_id(caller) or uuid5(_CALLERS, caller.actor),
        kind=kind,
        method=request.method,
        result=result,
        code=code,
        about=about,
        origin=masked(caller.source),
    )


def own_id(caller: Caller) -> UUID | None:
    return as_id(caller.id) if caller.actor.startswith("person:") else None


def flat(fields: Mapping[str, Any]) -> dict[str, Any]:
    """With the fields of a part, such as whom it is about, beside it."""
    parts = (value for value in fields.values() if isinstance(value, Mapping))
    return {**fields, **{name: one for part in parts for name, one in part.items()}}


def ids_in(fields: Mapping[str, Any]) -> dict[str, UUID]:
    """What has another form may be somebody's words."""
    return {name: id_ for name, value in fields.items() if (id_ := as_id(value)) is not None}


def code_of(value: object) -> str | None:
    return str(read_code(value)) if isinstance(value, str) and is_code(value) else None


def code_typed(value: object) -> str | None:
    """Nobody looked whether there is such a code: without a digit it may be a name."""
    return code_of(value) if any(letter.isdigit() for letter in str(value)) else None


def as_id(value: object) -> UUID | None:
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value) if isinstance(value, str) and len(value) == len(str(_CALLERS)) else None
    except ValueError:
        return None
