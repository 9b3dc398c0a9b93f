"""The program's rules for a place: capacity, eligibility, an open waitlist; and the ways past them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.eligibility.handlers.lookup import lock_call
from shared.contracts.errors import Refusal
from shared.contracts.people import Caller
from shared.security.permissions import insist_on_override

if TYPE_CHECKING:
    from datetime import datetime

    from services.eligibility.domain.selection import CallRecord, SelectionRecord
    from services.eligibility.repository import Repository


def insist_on_admission(
    repository: Repository, selection: SelectionRecord, caller: Caller, override: str | None, now: datetime
) -> tuple[str, ...]:
    """Eligible, and a place is free. The codes of what a program lead overrode.

    Locks the call; admitting an ineligible city is an override (program.md §3).
    """
    call = lock_call(repository, selection)
    refusals = []
    check = repository.find_latest_check(selection.application_id)
    if check is not None and check.outcome == "ineligible":
        failed = [criterion.id for criterion in check.criteria if criterion.outcome == "fail"]
        refusals.append(Refusal("ineligible", criteria=failed))
    refusals += full(repository, call)
    return pass_rules(refusals, repository, selection, caller, override, now)


def insist_on_place(
    repository: Repository, selection: SelectionRecord, caller: Caller, override: str | None, now: datetime
) -> tuple[str, ...]:
    """A place is free, for a city that was admitted before. Locks the call."""
    return pass_rules(
        full(repository, lock_call(repository, selection)), repository, selection, caller, override, now
    )  # fmt: skip


def full(repository: Repository, call: CallRecord) -> list[Refusal]:
    """Capacity counts pending, offered and confirmed."""
    if repository.count_places_taken(call.call) < call.capacity:
        return []
    return [Refusal("cohort_full", count=call.capacity)]


def insist_on_open_waitlist(
    repository: Repository, selection: SelectionRecord, caller: Caller, override: str | None, now: datetime
) -> tuple[str, ...]:
    """It closes when the cohort starts; whom a program lead puts on it after that stays until staff decide again.

    Locks the call.
    """
    call = lock_call(repository, selection)
    refusals = []
    if call.starts_on is not None and call.today(now) >= call.starts_on:
        refusals = [Refusal("waitlist_closed", starts_on=call.starts_on)]
    return pass_rules(refusals, repository, selection, caller, override, now)


def pass_rules(
    refusals: list[Refusal],
    repository: Repository,
    selection: SelectionRecord,
    caller: Caller,
    override: str | None,
    now: datetime,
) -> tuple[str, ...]:
    """Raise the first refusal, unless a program lead overrides them all: then each is kept with the reason."""
    insist_on_override(override, caller, *refusals)
    for refusal in refusals:
        repository.insert_override(selection.application_id, refusal.code, override or "", caller.actor, now)
    return tuple(refusal.code for refusal in refusals)
