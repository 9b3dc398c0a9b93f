"""What of an access is kept: ids, codes and a part of a network, nobody's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from shared.contracts import cohort, identity, intake
from shared.contracts.intake import DraftSaved, GetApplication
from shared.contracts.kernel import ErasePersonal, ExportPersonal, Subject
from shared.contracts.people import Caller, Role
from shared.contracts.registry import EVENTS
from shared.contracts.requests import Request
from shared.messaging.auditing import (
    TEAM,
    Audit,
    access,
    as_id,
    code_of,
    code_typed,
    ids_in,
    own_id,
    record_done,
)
from shared.messaging.cause import Cause, new_traceparent
from shared.messaging.outbox import as_row
from shared.security.permissions import ALLOWED
from shared.security.scopes import CLAIMS_ADDRESS
from shared.wording.catalogue import has

#: All of them are of the audit trail.
OF_IDENTITY = [event for versions in EVENTS.values() for event in versions.values() if event.producer == "identity"]

ID = UUID("22222222-2222-4222-8222-222222222222")


def test_only_what_is_an_id_or_a_code_is_kept() -> None:
    typed = {"person": "ana@example.org", "session_id": str(ID), "id": ID, "limit": 5, "text": "x" * 36, "ids": [ID]}
    assert ids_in(typed) == {"session_id": ID, "id": ID}
    assert [code_of(one) for one in ("jk2mp-j4v23", "Ana Examples", "ana", None, 7)] == [
        "JK2MPJ4V23",
        None,
        None,
        None,
        None,
    ]
    assert [code_typed(one) for one in ("JK2MPJ4V23", "Christophe", None)] == ["JK2MPJ4V23", None, None]
    assert as_id("2" * 36) is None


def test_a_caller_without_an_id_has_one_of_its_own() -> None:
    staff, machine, service = (
        Caller(actor, frozenset({Role.STAFF})) for actor in (f"person:{ID}", "local-admin", "service:cohort")
    )
    ids = [access("read", GetApplication, one, "done", None, {}).accessor_id for one in (staff, machine, service)]
    assert ids[0] == own_id(staff) == ID
    assert len(set(ids)) == 3
    assert own_id(service) is None


class Recorded:
    """A database that keeps what is recorded in it."""

    def __init__(self) -> None:
        self.rows: list[Any] = []

    @contextmanager
    def transaction(self) -> Iterator[Recorded]:
        yield self

    def at_end(self, _store: object, row: Any) -> None:
        self.rows.append(row)


@pytest.mark.parametrize(("model", "recorded"), [(ExportPersonal, 0), (ErasePersonal, 1)])
def test_reading_ones_own_is_no_access_and_erasing_it_is_recorded(
    model: type[ExportPersonal] | type[ErasePersonal], recorded: int
) -> None:
    person, database = uuid4(), Recorded()
    lead = Caller(f"person:{person}", frozenset({Role.PROGRAM_LEAD}))
    request = model(subject=Subject(person_id=person, addresses=("somebody@else.example",)))
    Audit(database).answered(request, {}, lead, new_traceparent())  # type: ignore[arg-type]
    assert len(database.rows) == recorded


@pytest.mark.parametrize(
    ("note", "role", "recorded"),
    [
        (identity.NoteDenied, Role.APPLICANT, ("denied", "forbidden")),
        (identity.NoteDenied, Role.REVIEWER, ("denied", "forbidden")),
        (identity.NoteDenied, Role.ANONYMOUS, None),
        (identity.NoteListTaken, Role.STAFF, ("export", "done")),
        (identity.NoteListTaken, Role.APPLICANT, None),
    ],
)
def test_what_a_page_denied_or_gave_out_is_recorded_once_a_minute_with_where(
    note: type[identity.NoteDenied] | type[identity.NoteListTaken], role: Role, recorded: tuple[str, str] | None
) -> None:
    database = Recorded()
    audit, who = Audit(database), Caller(f"person:{ID}", frozenset({role}), source="203.0.113.7")  # type: ignore[arg-type]
    for place in ("/staff/people/{person}", "/staff/people/{person}", "/staff/audit"):
        audit.answered(note(place=place), {}, who, new_traceparent())
    kept = [one["payload"] for one in database.rows]
    assert [(one["kind"], one["result"]) for one in kept] == ([recorded] * 2 if recorded else [])
    assert [one["place"] for one in kept] == (["/staff/people/{person}", "/staff/audit"] if recorded else [])


@pytest.mark.parametrize("place", ["/staff/people/ana@example.org", "Ana", "/a\x00", "/" + "a" * 120, ""])
def test_where_is_said_in_the_codes_words_alone(place: str) -> None:
    with pytest.raises(ValidationError):
        identity.NoteDenied(place=place)


def test_an_override_says_whom_it_is_about_wherever_the_request_names_them() -> None:
    kept: list[Any] = []
    tx: Any = SimpleNamespace(at_end=lambda _store, row: kept.append(row["payload"]))
    lead, cause = Caller(f"person:{ID}", frozenset({Role.ADMINISTRATOR})), Cause("person:x", new_traceparent())
    request = ErasePersonal(subject=Subject(application_id=ID, code="JK2MPJ4V23"), override="as the city asked")
    record_done(["still_needed"], request, lead, tx, cause)
    ((code, about, rules),) = [(one["code"], one["about"], one["overridden"]) for one in kept]
    assert (code, about, rules) == ("JK2MPJ4V23", {"application_id": str(ID)}, ["still_needed"])


ROW = intake.ImportRow(row=2, document={})
INTO = "7K2M9QX4TB"


@pytest.mark.parametrize(
    ("request_", "role", "codes"),
    [
        (intake.MergeApplications(code="JK2MPJ4V23", into=INTO), Role.STAFF, ["JK2MPJ4V23", INTO]),
        (intake.ImportApplications(rows=(ROW,)), Role.ADMINISTRATOR, [None]),
        (intake.ImportApplications(rows=(ROW,), dry_run=True), Role.ADMINISTRATOR, []),
        (cohort.AdvanceCohort(cohort="first", phase="acceleration"), Role.STAFF, ["JK2MPJ4V23"]),
        (cohort.AssignCoach(code=INTO, coach=ID), Role.STAFF, [INTO]),
        (cohort.AssignCoach(code=INTO, coach=ID), Role.SERVICE, []),
        (intake.WithdrawApplication(code=INTO), Role.STAFF, []),  # an applicant may do so, too
        (identity.DeactivatePerson(person=ID, because="left_program"), Role.ADMINISTRATOR, []),
        (ErasePersonal(subject=Subject(person_id=ID)), Role.ADMINISTRATOR, []),
        (intake.GetApplicationVersion(code=INTO), Role.STAFF, []),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Request) else "",
)
def test_a_change_that_the_team_alone_may_make_is_recorded_with_whom_it_is_about(
    request_: Request[Any], role: Role, codes: list[str | None]
) -> None:
    """What identity tells of people, and what is erased, are recorded as such."""
    kept: list[Any] = []
    tx: Any = SimpleNamespace(at_end=lambda _store, row: kept.append(row["payload"]))
    caller = Caller(f"person:{ID}", frozenset({role}), source="203.0.113.7")
    of_one = codes[0] if codes and request_.in_parts else None
    record_done([], request_, caller, tx, Cause("person:x", new_traceparent()), of_one)
    assert [one["code"] for one in kept] == codes
    assert {(one["kind"], one["method"], one["origin"]) for one in kept} <= {
        ("change", request_.method, "203.0.113.0/24")
    }


def test_whatever_the_team_may_send_has_words_in_the_trail() -> None:
    """As what was done, or denied. What anybody may send is neither; an address is claimed by signing in."""
    asked = [one for one, (roles, _) in ALLOWED.items() if not roles.isdisjoint(TEAM) and Role.ANONYMOUS not in roles]
    assert {one.method for one in asked if not has(f"requests.{one.method}")} == {CLAIMS_ADDRESS}


def test_an_event_that_says_where_from_learns_it_of_its_cause() -> None:
    """Of a sign-in, of a change of people, of an access token: the network, which its handler does not know."""
    cause = Cause("person:x", new_traceparent(), origin="203.0.113.0/24")
    told = identity.SignedOut(session_id=ID, person_id=ID, because="signed_out")
    assert as_row(uuid4(), told, cause)["payload"]["origin"] == "203.0.113.0/24"
    assert as_row(uuid4(), told, Cause("system", new_traceparent()))["payload"]["origin"] is None
    assert "origin" not in as_row(uuid4(), DraftSaved.model_construct(application_id=ID), cause)["payload"]


@pytest.mark.parametrize("aggregate", sorted({event.aggregate for event in OF_IDENTITY}))
def test_each_event_of_the_trail_says_where_from(aggregate: str) -> None:
    silent = [
        event.type for event in OF_IDENTITY if event.aggregate == aggregate and "origin" not in event.model_fields
    ]
    assert silent == []
