"""Drafts: kept, written on, submitted, given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.intake import domain
from services.intake.domain import CallState, DraftRecord
from services.intake.handlers.applications import record_submission, time_zone_of
from services.intake.handlers.calls import Entry, get_open_call
from services.intake.handlers.holding import duplicate, take_city
from services.intake.handlers.lookup import insist_on_files, lock_draft
from services.intake.handlers.owning import changed_owners, named
from shared.contracts import intake
from shared.contracts.application import parse_application
from shared.contracts.codes import new_code
from shared.contracts.draft import DraftGiven, missing_in, parse_draft
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.filters import Filter, insist_on_known
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.paging import page_of
from shared.contracts.people import Caller, PersonRef
from shared.contracts.requests import FieldProblem, Page
from shared.program.places import default_time_zone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.intake.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program


def save_draft(
    request: intake.SaveDraft, repository: Repository, outbox: Outbox, program: Program, caller: Caller, now: datetime
) -> intake.DraftReceipt:
    given = parse_draft(request.document, today=now.date())
    insist_on_files(repository, None, given.document.get("evidence") or ())
    entry = insist_on_time(repository, given.call, program, caller, request.override, now)
    draft = DraftRecord(
        id=uuid4(),
        code=new_code(),
        call=given.call,
        document=given.document,
        state=ApplicationState.DRAFT,
        revision=1,
        owner_id=uuid4(),
        owner_name=given.owner.name,
        owner_email=given.owner.email,
        language=given.language or program.languages[0],
        saved_at=now,
    )
    repository.insert_draft(draft)
    return tell(draft, given, entry, frozenset(), repository, outbox, caller)


def revise_draft(
    request: intake.ReviseDraft, repository: Repository, outbox: Outbox, program: Program, caller: Caller, now: datetime
) -> intake.DraftReceipt:
    given = parse_draft(request.document, today=now.date())
    before = lock_draft(repository, request.code)
    insist_on_revision(before, request.expected_revision)
    domain.insist_on_transition(before.state, ApplicationState.DRAFT)
    if given.call != before.call:
        raise Refusal("invalid", Detail("call", "not_changeable"))
    insist_on_files(repository, before.id, given.document.get("evidence") or ())
    reopened_until = repository.find_reopening(before.id)
    entry = insist_on_time(repository, given.call, program, caller, request.override, now, reopened_until)
    same_owner = given.owner.email.casefold() == before.owner_email.casefold()
    draft = replace(
        before,
        document=given.document,
        revision=before.revision + 1,
        owner_id=before.owner_id if same_owner else uuid4(),
        owner_name=given.owner.name,
        owner_email=given.owner.email,
        language=given.language or before.language,
        saved_at=now,
    )
    owners = repository.list_owners([draft.id])[draft.id]
    repository.update_draft(draft)
    return tell(draft, given, entry, owners, repository, outbox, caller)


def submit_draft(
    request: intake.SubmitDraft, repository: Repository, outbox: Outbox, program: Program, caller: Caller, now: datetime
) -> intake.Receipt:
    """Judged as if it came in whole. The owner keeps the id that mails know."""
    draft = lock_draft(repository, request.code)
    domain.insist_on_transition(draft.state, ApplicationState.SUBMITTED)
    document = parse_application(draft.document, today=now.date())
    reopened_until = repository.find_reopening(draft.id)
    entry = get_open_call(repository, document.call, program, caller, request.override, now, reopened_until)
    submission = domain.Submission(draft.id, draft.code, document, time_zone_of(document))
    submission = take_city(submission, repository, caller)
    if not repository.insert_application(submission, program.privacy_notice, now):
        raise duplicate(program)
    entry.keep(repository, [draft.id], caller, now)
    known = {draft.owner_email: draft.owner_id}
    record_submission(submission, repository, outbox, program, entry, now, known=known)
    repository.delete_draft(draft.id)
    return intake.Receipt(id=draft.id, code=draft.code, state=ApplicationState.SUBMITTED, version=1)


def get_draft(request: intake.GetDraft, repository: Repository, now: datetime) -> intake.Draft:
    draft = repository.find_draft(request.code)
    if draft is None or draft.state is not ApplicationState.DRAFT:
        raise not_found("draft", request.code)
    return intake.Draft(
        id=draft.id,
        code=draft.code,
        call=draft.call,
        revision=draft.revision,
        saved_at=draft.saved_at,
        document=draft.document,
        missing=faults(missing_in(draft.document, today=now.date())),
    )


def list_drafts(request: intake.ListDrafts, repository: Repository) -> Page[intake.ListedDraft]:
    """The latest saved first; `after` is the last code of the page before."""
    insist_on_known(Filter("call", request.call, "no_such_call", lambda name: repository.find_call(name) is not None))
    found = repository.list_drafts(request.call, request.email, request.after, request.limit + 1)
    shown, following = page_of(found, request.limit, lambda draft: draft.code)
    return Page[intake.ListedDraft](
        items=tuple(listed(draft) for draft in shown),
        next=following,
        total=repository.count_drafts(request.call, request.email),
    )


def listed(draft: DraftRecord) -> intake.ListedDraft:
    return intake.ListedDraft(
        code=draft.code,
        call=draft.call,
        city=draft.document.get("city"),
        country=draft.document.get("country"),
        revision=draft.revision,
        saved_at=draft.saved_at,
    )


def insist_on_revision(draft: DraftRecord, expected: int | None) -> None:
    if expected is not None and expected != draft.revision:
        raise Refusal("stale_version", version=draft.revision)


def insist_on_time(
    repository: Repository,
    name: str,
    program: Program,
    caller: Caller,
    override: str | None,
    now: datetime,
    reopened_until: datetime | None = None,
) -> Entry:
    """Drafts may be begun before the call opens, not after it has closed."""
    call = repository.find_call(name)
    if call is not None and call.state(now) is CallState.PLANNED:
        return Entry(call)
    return get_open_call(repository, name, program, caller, override, now, reopened_until)


def tell(
    draft: DraftRecord,
    given: DraftGiven,
    entry: Entry,
    owners: frozenset[UUID],
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
) -> intake.DraftReceipt:
    """`owners`: whose it was before."""
    entry.keep(repository, [draft.id], caller, draft.saved_at)
    city, country = given.text("city"), given.text("country")
    reference = default_time_zone(country, city) if country and city else None
    outbox.record(
        intake.DraftSaved(
            application_id=draft.id,
            code=draft.code,
            call=draft.call,
            revision=draft.revision,
            city=city,
            admin_area=given.text("admin_area"),
            country=country,
            time_zone=given.text("time_zone") or reference,
            owner=PersonRef(ref=f"intake:{draft.owner_id}", role=given.owner.role, language=draft.language),
            saved_at=draft.saved_at,
            override=entry.override is not None,
        )
    )
    outbox.record_all(changed_owners([named(draft)], {draft.id: owners}, repository))
    return intake.DraftReceipt(
        id=draft.id, code=draft.code, state=draft.state, revision=draft.revision, missing=faults(given.missing)
    )  # fmt: skip


def faults(details: Iterable[Detail]) -> tuple[FieldProblem, ...]:
    return tuple(FieldProblem.model_validate(one.as_dict()) for one in details)
