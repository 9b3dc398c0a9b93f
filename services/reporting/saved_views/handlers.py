"""Saved views: kept, listed with what each holds now, removed, and a list that is narrowed by one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.reporting import handlers
from services.reporting.domain import Order, Wanted
from services.reporting.saved_views.rows import KeptView
from shared.contracts import reporting
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.requests import Nothing, Page
from shared.security.permissions import LEADS

if TYPE_CHECKING:
    from services.reporting.repository import Repository
    from services.reporting.saved_views.rows import SavedViews
    from shared.contracts.people import Caller
    from shared.messaging.owners import Owners
    from shared.program.model import Program

MOST_VIEWS = 10  # of one's own, and of those that are shared: each is counted wherever they are shown


def save_view(
    request: reporting.SaveView,
    repository: Repository,
    program: Program,
    owners: Owners,
    views: SavedViews,
    caller: Caller,
) -> reporting.SavedView:
    if not caller.is_person:
        raise Refusal("not_found", reason="nobody_signed_in")
    if request.shared and not caller.has(*LEADS):
        raise Refusal("forbidden", reason="leads_share")
    if not request.narrowing:
        raise Refusal("invalid", Detail("name", "narrows_nothing"))
    wanted = handlers.wanted_by(request, repository, program, owners)
    views.lock()
    insist_on_room(request, views.list_views(UUID(caller.id)))
    filters = reporting.ApplicationFilters(**request.model_dump(include=set(reporting.ApplicationFilters.model_fields)))
    view = KeptView(uuid4(), request.name, own=True, shared=request.shared, filters=filters)
    views.insert_view(view, UUID(caller.id))
    return shown(view, number_of(wanted, repository))


def insist_on_room(request: reporting.SaveView, known: list[KeptView]) -> None:
    """Of a name one sees one alone; there are only so many of one's own, and of those that are shared."""
    if any(one.is_called(request.name) for one in known):
        raise Refusal("already_exists", Detail("name", "name_taken"), reason="view", name=request.name)
    if sum(one.own for one in known) >= MOST_VIEWS or (
        request.shared and sum(one.shared for one in known) >= MOST_VIEWS
    ):
        raise Refusal("invalid", Detail("name", "too_many_views", most=MOST_VIEWS))


def list_views(
    repository: Repository, program: Program, owners: Owners, views: SavedViews, caller: Caller
) -> Page[reporting.SavedView]:
    items = tuple(
        shown(one, number_in(one, repository, program, owners)) for one in views.list_views(person_of(caller))
    )
    return Page[reporting.SavedView](items=items, next=None, total=len(items))


def remove_view(request: reporting.RemoveView, views: SavedViews, caller: Caller) -> Nothing:
    """Raises not_found for one that is somebody else's and not shared."""
    known = {one.id: one for one in views.list_views(person_of(caller))}
    view = known.get(request.view_id)
    if view is None:
        raise not_found("view", request.view_id)
    if not view.own and not caller.has(*LEADS):
        raise Refusal("forbidden", reason="leads_share")
    views.delete_view(view.id)
    return Nothing()


def list_applications(
    request: reporting.ListApplications,
    repository: Repository,
    program: Program,
    owners: Owners,
    views: SavedViews,
    caller: Caller,
) -> Page[reporting.ListedApplication]:
    """Narrowed by a saved view, too; what the request says itself holds before it."""
    if request.view is not None:
        request = within(request, request.view, views.list_views(person_of(caller)))
    return handlers.list_applications(request, repository, program, owners)


def within(request: reporting.ListApplications, name: str, views: list[KeptView]) -> reporting.ListApplications:
    view = next((one for one in views if one.is_called(name)), None)
    if view is None:
        raise Refusal("invalid", Detail("view", "no_such_view", name=name))
    kept = view.filters.model_dump(exclude_defaults=True)
    return request.model_copy(update=kept | request.model_dump(exclude_defaults=True, include=set(kept)))


def number_in(view: KeptView, repository: Repository, program: Program, owners: Owners) -> int:
    """None are in one that names what is there no more."""
    try:
        return number_of(handlers.wanted_by(view.filters, repository, program, owners), repository)
    except Refusal:
        return 0


def number_of(wanted: Wanted, repository: Repository) -> int:
    return repository.list_applications(wanted, Order(), None, 0)[1]


def person_of(caller: Caller) -> UUID | None:
    return UUID(caller.id) if caller.is_person else None


def shown(view: KeptView, number: int) -> reporting.SavedView:
    return reporting.SavedView(**vars(view), number=number)
