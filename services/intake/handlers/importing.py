"""Import: a part of a spreadsheet becomes applications; what is wrong with a row is said of it alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from services.intake.domain import CallRecord, CityKey, Submission
from services.intake.handlers.applications import record_new, time_zone_of
from services.intake.handlers.calls import enter, no_such_call
from services.intake.handlers.lookup import insist_on_files
from shared.contracts import intake
from shared.contracts.application import parse_application
from shared.contracts.codes import new_code
from shared.contracts.errors import Detail, Refusal
from shared.contracts.people import Caller
from shared.contracts.requests import FieldProblem

if TYPE_CHECKING:
    from services.intake.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.privacy.eraser import Eraser
    from shared.privacy.erasure_log import ErasureLog
    from shared.program.model import Program


def import_applications(
    request: intake.ImportApplications,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
    eraser: Eraser | None = None,
) -> intake.ImportOutcome:
    """In few statements for all rows together. Of rows of one city the first counts."""
    calls = Calls(repository)
    judged = [(row.row, judge(row, calls, now)) for row in request.rows]
    entries = {call.id: enter(call, program, caller, request.override, now) for call in calls.named}
    good = [(row, one) for row, one in judged if isinstance(one, Submission)]
    rejected = [line for _, one in judged if not isinstance(one, Submission) for line in one]
    if eraser is not None:
        erased = dict(erased_rows(good, eraser.log))
        good = [(row, one) for row, one in good if row not in erased]
        rejected += erased.values()
    first: dict[CityKey, Submission] = {}
    for _, one in good:
        first.setdefault(one.city_key, one)
    if request.dry_run:
        codes = repository.find_live_codes(list(first))
        accepted = {one.id for key, one in first.items() if key not in codes}
    else:
        repository.lock_homonyms(first)
        new = repository.insert_applications(list(first.values()), program.privacy_notice, now)
        for name, entry in entries.items():
            entry.keep(repository, [one.id for one in new if one.document.call == name], caller, now)
        told = [replace(one, notify=request.notify) for one in new]
        record_new(told, repository, outbox, program, entries, now)
        accepted = {one.id for one in new}
        codes = repository.find_live_codes([key for key, one in first.items() if one.id not in accepted])
        codes |= {one.city_key: one.code for one in new}
    sorted_rows: dict[bool, list[intake.ImportedRow]] = {True: [], False: []}
    for row, one in good:
        imported = intake.ImportedRow(row=row, code=codes.get(one.city_key), city_key="|".join(one.city_key))
        sorted_rows[one.id in accepted].append(imported)
    return intake.ImportOutcome(
        accepted=tuple(sorted_rows[True]), existing=tuple(sorted_rows[False]), rejected=tuple(rejected)
    )  # fmt: skip


def judge(row: intake.ImportRow, calls: Calls, now: datetime) -> Submission | list[intake.RejectedField]:
    """The application of a row, or a line for each wrong field; what the reader found speaks for its field."""
    wrong = {fault.field: fault for fault in row.faults}
    try:
        document = parse_application(row.document, today=now.date())
        calls.get(document.call)
        insist_on_files(calls.repository, None, document.evidence)
        zone = time_zone_of(document)
    except Refusal as refusal:
        wrong = {detail.field: FieldProblem(**detail.as_dict()) for detail in refusal.details} | wrong
    if wrong:
        return [
            intake.RejectedField(row=row.row, column=one.field, code=one.code, message=one.message, values=one.values)
            for one in wrong.values()
        ]
    return Submission(uuid4(), new_code(), document, zone)


def erased_rows(good: Sequence[tuple[int, Submission]], log: ErasureLog) -> Iterator[tuple[int, intake.RejectedField]]:
    """What was erased does not come back with a file: neither the city, nor a contact."""
    said = {row: ("|".join(one.city_key), *(c.email for c in one.document.contacts)) for row, one in good}
    known = log.known(text for texts in said.values() for text in texts)
    for row, (city, *emails) in said.items():
        if city in known or known.intersection(emails):
            fault = Detail("city" if city in known else "contacts", "erased")
            yield row, intake.RejectedField(row=row, column=fault.field, code=fault.code, message=fault.message)


class Calls:
    """The calls that the rows name, each read once."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self._found: dict[str, CallRecord | None] = {}

    def get(self, name: str) -> CallRecord:
        """Raises Refusal("invalid") for a name that no call has."""
        if name not in self._found:
            self._found[name] = self.repository.find_call(name)
        call = self._found[name]
        if call is None:
            raise no_such_call(name)
        return call

    @property
    def named(self) -> Iterable[CallRecord]:
        return (call for call in self._found.values() if call is not None)
