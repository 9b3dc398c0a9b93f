"""Sessions and action items, as lists."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from services.cohort.handlers.lookup import get_participation
from services.cohort.handlers.session_lookup import show_item
from shared.contracts import cohort as contract
from shared.contracts.filters import Filter, insist_on_known
from shared.contracts.paging import page_of, pair, read_cursor
from shared.contracts.requests import Page
from shared.program.finding import find_closest
from shared.program.folding import fold

if TYPE_CHECKING:
    from services.cohort.repository import Repository
    from shared.messaging.owners import Owners

FILTERS = ("cohort", "kind", "state", "coach_id", "since", "until")


def list_sessions(
    request: contract.ListSessions, repository: Repository, owners: Owners
) -> Page[contract.ListedSession]:
    def knows_cohort(name: str) -> bool:
        return repository.find_cohort(name) is not None

    insist_on_known(
        Filter("cohort", request.cohort, "no_such_cohort", knows_cohort, owners.know_cohort),
        Filter("coach_id", request.coach_id, "no_such_coach", lambda one: knows_coach(one, repository)),
    )
    of_city = None if request.code is None else [get_participation(repository, request.code).application_id]
    filters = request.model_dump(include=set(FILTERS)) | {"application_ids": of_city}
    after = read_cursor(request.after, pair(datetime.fromisoformat, UUID))
    found = repository.list_sessions(filters, after, request.limit + 1)
    items, following = page_of(found, request.limit, lambda one: (one.starts_at.isoformat(), one.id))
    return Page[contract.ListedSession](items=tuple(items), next=following, total=repository.count_sessions(filters))


def search_sessions(request: contract.SearchSessions, repository: Repository) -> contract.FoundSessions:
    def words_of(one: contract.ListedSession) -> list[str]:
        return fold(one.title).split()

    found = find_closest(request.text, request.limit, repository.search_sessions, words_of, lambda one: one.id)
    return contract.FoundSessions(items=tuple(found))


def knows_coach(person_id: UUID, repository: Repository) -> bool:
    """A coach, or somebody whose sessions were booked before they were one."""
    held = dict.fromkeys((*FILTERS, "application_ids")) | {"coach_id": person_id}
    return repository.find_coach(person_id) is not None or repository.count_sessions(held) > 0


def list_items(request: contract.ListActionItems, repository: Repository) -> Page[contract.ActionItem]:
    city = get_participation(repository, request.code)
    after = read_cursor(request.after, pair(date.fromisoformat, UUID))
    found = repository.list_city_action_items(city.application_id, request.state, after, request.limit + 1)
    shown, following = page_of(found, request.limit, lambda one: (one.due_on, one.item_id))
    items = tuple(show_item(item) for item in shown)
    total = repository.count_city_action_items(city.application_id, request.state)
    return Page[contract.ActionItem](items=items, next=following, total=total)
